"""Pages that are only the frame of a list, and lists that end by their shape."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.items import Fetch, ListingRow, Outcome
from spiders.listing import Listing
from spiders.look import Look

WHEN = datetime(2023, 2, 10, 1, 0, tzinfo=UTC)
FRAME, LIST = "http://www.qingxi.gov.cn/nianbao/", "http://www.qingxi.gov.cn/api/list?page=1"
ROW = (ListingRow(f"{FRAME}1.html", "第一行"),)


def fetch(url: str) -> Fetch:
    headers = {"etag": '"1"', "last-modified": "Fri, 10 Feb 2023 01:00:00 GMT", "content-type": "text/html"}
    return Fetch("330799", url, WHEN, Outcome.OK, headers=headers)


def look_at(frame: Listing, listing: Listing) -> Look:
    look = Look("330799", "330799/nianbao", FRAME, 9)
    look.take(fetch(FRAME), frame)
    if look.next_url:
        look.take(fetch(look.next_url), listing)
    return look


def test_the_list_is_what_the_frame_points_at() -> None:
    seen = look_at(Listing((), elsewhere=LIST), Listing(ROW, pages=1)).observation()
    assert [each.url for each in seen.fetches] == [FRAME, LIST]
    assert (seen.outcome, seen.exhausted, seen.rows) == (Outcome.OK, True, ROW)


def test_an_unchanged_frame_says_nothing_of_its_list() -> None:
    """Asked for on condition it would answer "not modified" whatever the list shows: it keeps no validators."""
    frame, listing = look_at(Listing((), elsewhere=LIST), Listing(ROW, pages=1)).observation().fetches
    assert frame.headers == {"content-type": "text/html"}
    assert set(listing.headers) == {"etag", "last-modified", "content-type"}


def test_a_frame_within_a_frame_is_not_the_list_we_know() -> None:
    seen = look_at(Listing((), elsewhere=LIST), Listing((), elsewhere=FRAME)).observation()
    assert (seen.outcome, seen.exhausted, len(seen.fetches)) == (Outcome.LAYOUT_CHANGED, False, 2)


def test_a_page_with_rows_may_say_that_it_is_the_last() -> None:
    look = Look("330799", "330799/nianbao", FRAME, 9)
    look.take(fetch(FRAME), Listing(ROW, ended=True))
    assert (look.next_url, look.observation().exhausted) == (None, True)
