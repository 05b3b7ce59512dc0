"""Trying again, few times and patiently: the whole host rests before it, as long as it asks for."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler.items import Outcome

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.http import Response
    from scrapy.settings import BaseSettings


def retry_after(header: str, now: datetime) -> float:
    """The seconds a ``Retry-After`` header asks for: a number or an HTTP date; 0 where it says nothing."""
    if header.strip().isdecimal():
        return float(header)
    try:
        return max((parsedate_to_datetime(header) - now).total_seconds(), 0)
    except (TypeError, ValueError):
        return 0.0


class LeftAlone(IgnoreRequest):
    """A request to a host that wants none for longer than a crawl waits."""

    outcome = Outcome.REFUSED

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} wants to be left alone for {seconds:.0f} seconds; a later crawl asks again")


class PatientRetry(RetryMiddleware):
    """Scrapy's retries, each after a pause of the host that doubles, or that ``Retry-After`` names.

    A host that asks for more than ``NIANBAO_RETRY_LONGEST`` seconds is left alone for the rest of the run: its answer
    is the outcome, and nothing else is asked of it.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._base = settings.getfloat("NIANBAO_RETRY_BASE")
        self._longest = settings.getfloat("NIANBAO_RETRY_LONGEST")
        self._left_alone: dict[str, float] = {}

    def process_request(self, request: Request) -> None:
        """Let nothing more go to a host that is left alone; raises ``LeftAlone``."""
        if asked := self._left_alone.get(_host(request)):
            raise LeftAlone(_host(request), asked)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Try again after an error of the server."""
        header = (response.headers.get("Retry-After") or b"").decode("latin-1")
        asked = retry_after(header, datetime.now(UTC))
        if asked > self._longest:
            self._leave_alone(request, asked)
            return response
        result = super().process_response(request, response)
        if isinstance(result, Request):
            self._rest(request, asked)
        return result

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Try again after a failure to connect."""
        result = super().process_exception(request, exception)
        if isinstance(result, Request):
            self._rest(request)
        return result

    def _leave_alone(self, request: Request, asked: float) -> None:
        """Let nothing go to the host any more, nor what waits for its turn in Scrapy's downloader already."""
        self._left_alone[_host(request)] = asked
        slot = self._slot(request)
        while slot and slot.queue:
            waiting, answer = slot.queue.popleft()
            answer.errback(LeftAlone(_host(waiting), asked))

    def _slot(self, request: Request) -> Slot | None:
        engine = self.crawler.engine
        return engine.downloader.slots.get(request.meta.get("download_slot", "")) if engine else None

    def _rest(self, request: Request, asked: float = 0.0) -> None:
        """Let nothing go to the host for a while. Scrapy measures a host's delay from when it was last asked."""
        wait = max(asked, self._base * 2 ** request.meta.get("retry_times", 0))
        if slot := self._slot(request):
            slot.lastseen = time.monotonic() + min(wait, self._longest)


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
