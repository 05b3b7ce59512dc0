"""What came of a request: answers and failures of the download as fetches with an outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from scrapy.http import Headers, Request, Response
from service_identity import VerificationError
from twisted.python.failure import Failure

from crawler.items import Fetch, Outcome
from spiders.obstacles import Verdict, classify

#: The headers that matter as evidence, or for asking again.
_HEADERS = ("content-type", "content-disposition", "date", "etag", "last-modified", "location", "retry-after", "server")

_HOME = frozenset({"", "/", "/index.html", "/index.htm", "/index.shtml"})

_OUTCOMES: tuple[tuple[type[BaseException], Outcome], ...] = (
    (SSL.Error, Outcome.TLS),
    (VerificationError, Outcome.TLS),
    (CannotResolveHostError, Outcome.DNS),
    (DownloadTimeoutError, Outcome.TIMEOUT),
    #: The download is cancelled where a body is larger than DOWNLOAD_MAXSIZE, and nowhere else.
    (DownloadCancelledError, Outcome.TOO_LARGE),
    (UnsupportedURLSchemeError, Outcome.OFF_LIMITS),
)

#: What Scrapy's own middlewares say when they drop a request.
_DROPPED = (
    ("max redirections reached", Outcome.REDIRECT_LOOP),
    ("exceeded DOWNLOAD_MAXSIZE", Outcome.TOO_LARGE),
)


def fetched(portal_id: str, response: Response, expected: frozenset[str]) -> Fetch:
    """An answer as a fetch. ``expected``: the kinds of content that may come (:mod:`spiders.obstacles`)."""
    headers = _named(response.headers)
    verdict = classify(response.status, headers, response.body, expected)
    asked = response.meta.get("redirect_urls", [response.url])[0]
    came = verdict.outcome in (Outcome.OK, Outcome.WRONG_TYPE)
    if came and _is_home(response.url) and not _is_home(asked):
        verdict = Verdict(Outcome.SOFT_404, f"{asked} leads to the home page")
    return Fetch(
        portal_id,
        response.url,
        response.meta["requested_at"],
        verdict.outcome,
        response.status,
        headers.get("content-type", "").partition(";")[0].strip().lower() or None,
        {name: headers[name] for name in _HEADERS if name in headers},
        None if verdict.outcome is Outcome.NOT_MODIFIED else response.body,
        verdict.detail,
        response.protocol,
        _named(response.request.headers) if response.request else {},
    )


def failed(portal_id: str, request: Request, failure: Failure) -> Fetch:
    """A request without an answer as a fetch."""
    outcome, detail = outcome_of(failure.value)
    return Fetch(portal_id, request.url, request.meta["requested_at"], outcome, detail=detail)


def outcome_of(error: BaseException | None) -> Verdict:
    """The outcome of a request that failed with ``error``.

    Refusals of our own middlewares carry their ``outcome``. Whatever else keeps a connection from being made, or breaks
    it, counts as refused: no answer came.
    """
    detail = " ".join(str(error).split()) or type(error).__name__
    if isinstance(own := getattr(error, "outcome", None), Outcome):
        return Verdict(own, detail)
    if isinstance(error, IgnoreRequest):
        return Verdict(next((outcome for words, outcome in _DROPPED if words in detail), Outcome.OFF_LIMITS), detail)
    for reason in _reasons(error):
        for kind, outcome in _OUTCOMES:
            if isinstance(reason, kind):
                return Verdict(outcome, _of_openssl(reason) or detail)
    return Verdict(Outcome.REFUSED, detail)


def _of_openssl(error: BaseException) -> str:
    """What OpenSSL says, without its lists in lists: ``[('SSL routines', '', 'dh key too small')]``."""
    told = error.args[0] if isinstance(error, SSL.Error) and error.args else ()
    return "; ".join(str(each[-1]) for each in told if isinstance(each, tuple))


def _reasons(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it was raised from, and the failures that Twisted gathered below."""
    if error is None:
        return
    yield error
    for failure in getattr(error, "reasons", None) or ():
        yield from _reasons(failure.value)
    yield from _reasons(error.__cause__)


def _named(headers: Headers) -> dict[str, str]:
    return {name.decode("latin-1").lower(): _joined(values) for name, values in headers.items()}


def _joined(values: Any) -> str:
    """A header as text. HTTP headers are latin-1; some portals put GBK bytes in Content-Disposition."""
    return ", ".join(value.decode("latin-1") for value in values)


def _is_home(url: str) -> bool:
    return urlsplit(url).path in _HOME
