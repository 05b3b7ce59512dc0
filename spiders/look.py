"""One look at a channel: what each page brought, whether to go on, and the observation in the end."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.items import Fetch, ListingRow, Observation, Outcome
from spiders.listing import Listing

#: A page that is not there, as against a portal that cannot be asked.
_MISSING = frozenset({Outcome.HTTP_4XX, Outcome.SOFT_404, Outcome.EMPTY})

#: What the next request makes conditional.
_VALIDATORS = frozenset({"etag", "last-modified"})

#: The folders of an address that are words; below them stand years, days and numbers.
_FOLDERS = re.compile(r"(?:/[^/\d]+)*/")


class Look:
    """Gathers the pages of one channel's list until it is read to its end, or cannot be.

    ``next_url`` is the page to fetch, ``None`` when the look is over; what came of it goes to ``take`` or ``fail``.
    The list is exhausted only when it said itself how long it is, and that much was seen.
    """

    def __init__(self, portal_id: str, channel_id: str, url: str, max_pages: int) -> None:
        self.portal_id = portal_id
        self.channel_id = channel_id
        self.next_url: str | None = url
        self.rows: dict[str, ListingRow] = {}
        self._max_pages = max_pages
        self._fetches: list[Fetch] = []
        self._outcome = Outcome.OK
        self._exhausted = False
        self._detail = ""
        self._pages = 0
        self._announced_rows: int | None = None
        self._announced_pages: int | None = None
        self._guesses: list[str] | None = None
        self._guessed_right = False

    @property
    def is_new(self) -> bool:
        """Whether nothing has come yet."""
        return not self._fetches

    def fail(self, fetch: Fetch) -> None:
        """Add a page that did not come as a list; the look ends with its outcome."""
        self._fetches.append(fetch)
        if self._guesses is not None and fetch.outcome in _MISSING:
            self._guess()
            return
        self._outcome = fetch.outcome
        self._end(fetch.detail)

    def take(self, fetch: Fetch, listing: Listing) -> None:
        """Add a page of the list, and find where it goes on."""
        if listing.elsewhere and self.is_new:
            self._leave_frame(fetch, listing.elsewhere)
            return
        if not (self._pages or listing.rows or listing.empty):
            detail = "neither rows nor the mark of an empty list: this is not the list the platform shows"
            self.fail(replace(fetch, outcome=Outcome.LAYOUT_CHANGED, detail=detail))
            return
        self._fetches.append(fetch)
        if self._guesses is not None and not self._is_continued_by(listing):
            self._guess()
            return
        self._guesses, self._guessed_right = None, self._guesses is not None or self._guessed_right
        known = len(self.rows)
        for row in listing.rows:
            self.rows.setdefault(row.url, row)
        if self._pages and len(self.rows) == known:
            self._without_news(fetch, listing)
            return
        self._pages += 1
        self._announced_rows = _most(self._announced_rows, listing.total)
        self._announced_pages = _most(self._announced_pages, listing.pages)
        self._go_on(listing)

    def observation(self) -> Observation:
        """What the look came to; its time is that of its first request."""
        return Observation(
            self.portal_id,
            self.channel_id,
            self._fetches[0].requested_at,
            self._outcome,
            tuple(self._fetches),
            tuple(self.rows.values()),
            self._exhausted,
            self._detail,
        )

    def _go_on(self, listing: Listing) -> None:
        if listing.empty or listing.ended or self._saw_all():
            self._end(exhausted=True)
        elif listing.next_url is None and listing.guesses:
            self._guesses = list(listing.guesses)
            self._guess()
        elif listing.next_url is None:
            self._end("the list may go on, but not in a way this platform is known for")
        else:
            self._ask(listing.next_url)

    def _saw_all(self) -> bool:
        # Rows that stand on every page (pinned ones) count once, or the list would seem to end early.
        seen = ((len(self.rows), self._announced_rows), (self._pages, self._announced_pages))
        return any(announced and count >= announced for count, announced in seen)

    def _without_news(self, fetch: Fetch, listing: Listing) -> None:
        """A page after the first that brought nothing: the end, the server's other dialect, or a list cut short."""
        if listing.rows and listing.other_url:
            self._ask(listing.other_url)
        elif listing.ended:
            self._end(exhausted=True)
        else:
            wrong = "only repeats earlier rows" if listing.rows else "has no rows"
            self._end(f"the list announces more, but {fetch.url} {wrong}")

    def _leave_frame(self, fetch: Fetch, url: str) -> None:
        """Go to the list itself. An unchanged frame says nothing of it: it must never be asked for on condition."""
        headers = {name: value for name, value in fetch.headers.items() if name not in _VALIDATORS}
        self._fetches.append(replace(fetch, headers=headers))
        self._ask(url)

    def _guess(self) -> None:
        """Ask for the next page where it may be; where it is nowhere, a list that went on by guesses is over."""
        if self._guesses:
            self._ask(self._guesses.pop(0))
            return
        announced = self._announced_rows is not None or self._announced_pages is not None
        over = self._guessed_right and not announced
        self._end("" if over else "the list may go on, but no address tried has its next page", exhausted=over)

    def _is_continued_by(self, listing: Listing) -> bool:
        """Whether a guessed page goes on with this list: wrong addresses answer with other lists, or the home page."""
        known = {_folders(url) for url in self.rows}
        return any(row.url not in self.rows and _folders(row.url) in known for row in listing.rows)

    def _ask(self, url: str) -> None:
        self.next_url = url
        if len(self._fetches) >= self._max_pages:
            self._end(f"stopped after {len(self._fetches)} pages")

    def _end(self, detail: str = "", *, exhausted: bool = False) -> None:
        self.next_url, self._detail, self._exhausted = None, detail, exhausted


def _most(before: int | None, announced: int | None) -> int | None:
    """What the pages of a list announce at most. One that shows rows and announces none announces nothing."""
    return max(filter(None, (before, announced)), default=None)


def _folders(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    found = _FOLDERS.match(parts.path)
    return parts.netloc, found[0] if found else ""
