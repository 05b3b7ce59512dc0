"""Pages that only a script can fill, filled by a Chromium that has no network of its own.

What the page's scripts ask for is asked for by the crawl itself, so that allowed hosts, robots.txt, the pause, the one
connection and the day's budget hold for it as for everything else. Pictures, fonts, styles, other hosts, and a page
that wants to lead elsewhere get nothing. Nothing of a page outlives it: no cookie, no storage.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.items import Outcome
from spiders.obstacles import is_shielded

if TYPE_CHECKING:
    from playwright.async_api import Browser, Route
    from scrapy.crawler import Crawler

#: Without a GPU, without the errands that Chromium runs for itself, and without a way to any host: should something get
#: past us, every name and address is one that is not there.
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

#: What a list needs to come up.
_NEEDED = frozenset({"script", "xhr", "fetch"})
#: A page that asks for more is no list: it polls.
_MOST_REQUESTS = 40
_SECONDS_TO_CLOSE = 10
#: Headers of a script's request that change the answer; the others say what a browser is, or what a page remembers.
_TOLD = ("accept", "content-type", "referer", "x-requested-with")
#: An answer's headers that are of the page before it was filled. An unchanged shell says nothing of what fills it.
_OF_THE_SHELL = ("ETag", "Last-Modified", "Content-Encoding", "Content-Length")


class NotFilled(IgnoreRequest):
    """A page whose scripts never came to rest, or that the browser cannot show."""

    outcome = Outcome.TIMEOUT


def missing() -> str | None:
    """What has to be installed before a page can be filled, in one line; ``None`` where all is there."""
    if find_spec("playwright") is None:
        return "its card says browser: true, for which pip install 'nianbao[browser]' is needed"
    if _program() is None:
        return "its card says browser: true, for which Chromium is needed (on Debian: apt-get install chromium)"
    return None


class Filling:
    """Downloader middleware that fills pages whose requests say ``meta["browser"]``, by running their scripts.

    The answers that went into a page, its own first, go along as ``meta["parts"]``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._seconds = crawler.settings.getfloat("NIANBAO_BROWSER_TIMEOUT")
        self._starting = asyncio.Lock()
        self._playwright: Any = None
        self._browser: Browser | None = None
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Filling:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The page with what its scripts add; raises ``NotFilled``. What may be a challenge is left as it came."""
        if not request.meta.get("browser") or response.status != 200 or is_shielded(response.body):
            return response
        parts = request.meta["parts"] = [response.replace(request=request)]
        body = await self._filled(response, parts)
        headers = response.headers.copy()
        for name in _OF_THE_SHELL:
            headers.pop(name, None)
        return response.replace(body=body, headers=headers)

    async def _filled(self, response: Response, parts: list[Response]) -> bytes:
        from playwright.async_api import Error

        browser = await self._running()
        agent = self._crawler.settings["USER_AGENT"]
        context = await browser.new_context(user_agent=agent, locale="zh-CN", service_workers="block")
        door = _Door(self._crawler, response, parts)
        try:
            async with asyncio.timeout(self._seconds):
                await context.route("**/*", door.answer)
                page = await context.new_page()
                await page.goto(response.url, wait_until="networkidle", timeout=0)
                return (await page.content()).encode()
        except (Error, TimeoutError) as error:
            said = str(error).partition("\n")[0] or f"they were given {self._seconds:.0f} seconds"
            raise NotFilled(f"the scripts of {response.url} did not come to rest: {said}") from error
        finally:
            door.closed = True
            await _ended(context.close())

    async def _running(self) -> Browser:
        async with self._starting:
            if self._browser is None:
                from playwright.async_api import async_playwright

                self._playwright = await async_playwright().start()
                # Chromium's own sandbox does not work for root.
                self._browser = await self._playwright.chromium.launch(
                    executable_path=_program(), args=list(FLAGS), chromium_sandbox=os.geteuid() != 0
                )
            return self._browser

    async def _close(self) -> None:
        if self._browser:
            await _ended(self._browser.close())
            await _ended(self._playwright.stop())


class _Door:
    """What one page may have, and where it comes from; nothing once it is ``closed``."""

    def __init__(self, crawler: Crawler, response: Response, parts: list[Response]) -> None:
        self.closed = False
        self._crawler = crawler
        self._response: Response | None = response
        self._parts = parts
        self._one_by_one = asyncio.Lock()

    async def answer(self, route: Route) -> None:
        """Hand over the page itself once, what it needs through the crawl, and nothing else."""
        from playwright.async_api import Error

        response = await self._response_to(route.request)
        with suppress(Error):  # the page may have been closed meanwhile
            if response is None and route.request.is_navigation_request():
                await route.fulfill(status=204)  # "no content" leaves the page where it is, a failure replaces it
            elif response is None:
                await route.abort()
            else:
                media_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
                await route.fulfill(status=response.status, headers={"content-type": media_type}, body=response.body)

    async def _response_to(self, asked: Any) -> Response | None:
        if asked.is_navigation_request():  # the page itself; later ones are frames, pop-ups, and ways to elsewhere
            response, self._response = self._response, None
            return response
        if asked.resource_type not in _NEEDED:
            return None
        async with self._one_by_one:
            return None if self.closed or len(self._parts) > _MOST_REQUESTS else await self._fetched(asked)

    async def _fetched(self, asked: Any) -> Response | None:
        headers = {name: value for name, value in asked.headers.items() if name in _TOLD}
        body = asked.post_data_buffer or b""
        request = Request(
            asked.url, method=asked.method, headers=headers, body=body, callback=NO_CALLBACK, dont_filter=True
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception:  # noqa: BLE001 -- whatever keeps a part away, the page does without it, and what it lacks shows
            return None
        self._parts.append(response)
        return response


async def _ended(closing: Awaitable[None]) -> None:
    """Wait for a part of the browser to close, but not for one that hangs."""
    with suppress(TimeoutError):
        await asyncio.wait_for(closing, _SECONDS_TO_CLOSE)


def _program() -> str | None:
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)
