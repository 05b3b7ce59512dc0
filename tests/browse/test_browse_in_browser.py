"""Every page as people meet it: in a real Chromium, in both languages, on a phone and on a desk, on the sample county.

Screenshots go to ``artefacts/browse``.
"""

from __future__ import annotations

import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, sync_playwright

from crawler.cli import main
from storage.browse.site import application
from storage.database import open_database

CHROMIUM = shutil.which("chromium")
PICTURES = Path(__file__).parents[2] / "artefacts" / "browse"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--force-color-profile=srgb"),
]
WIDTHS = {"phone": 375, "desk": 1440}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

#: Page -> its address; ``{name}`` stands for what the sample county has.
PAGES = {
    "overview": "/",
    "county": "/?county=330799&year=2022",
    "board": "/board?year=2022",
    "agency": "/agency/330799101",
    "report-2021": "/report/{form2021}",
    "report-2019": "/report/{form2019}",
    "original": "/original/{sha256}",
    "portals": "/portals",
    "portal": "/portal/530199",
    "search": "/search?q=公开",
    "no-results": "/search?q=没有这样的词",
    "changes": "/changes",
    "data": "/nianbao",
    "table": "/nianbao/versions",
    "row": "/nianbao/observations/{observation}",
    "query": "/nianbao/findings?severity=error",
    "not-found": "/no/such/page",
}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browse")
    result = CliRunner().invoke(main, ["demo", "--folder", str(folder), "--no-serve", "--port", "8437"])
    assert result.exit_code == 0, result.output
    return folder / "nianbao.db"


@pytest.fixture(scope="module")
def named(sample: Path) -> dict[str, str]:
    """What the addresses of pages are filled with."""
    with closing(open_database(sample, read_only=True)) as db:
        [broken] = db.query("SELECT version_id FROM findings WHERE rule = 'D1-column-balance' LIMIT 1")
        [older] = db.query("SELECT id FROM versions WHERE form = '2019' ORDER BY id LIMIT 1")
        [look] = db.query("SELECT id FROM observations WHERE qualified ORDER BY id LIMIT 1")
        [kept] = db.query("SELECT sha256 FROM versions WHERE id = ?", [broken["version_id"]])
    return {
        "form2021": broken["version_id"],
        "form2019": older["id"],
        "observation": look["id"],
        "sha256": kept["sha256"],
    }


@pytest.fixture(scope="module")
def origin(sample: Path) -> Iterator[str]:
    with Served(sample) as address:
        yield address


class Served:
    """The site on a port of its own, in a thread."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server = uvicorn.Server(uvicorn.Config(application(path), log_level="warning", lifespan="on"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="module")
def browser(origin: str) -> Iterator[Browser]:
    """After the crawl: Playwright's loop takes this thread, and the crawl needs one of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, origin: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that remembers every complaint of the console and every request to another host."""
    context = browser.new_context(viewport={"width": WIDTHS[request.param], "height": 900}, base_url=origin)
    page = context.new_page()
    page.set_default_timeout(30_000)
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(origin) else troubles.append(asked.url))
    yield page
    context.close()
    assert [each for each in troubles if "404 (Not Found)" not in each] == []


def width_of(page: Page) -> str:
    assert page.viewport_size
    return next(name for name, width in WIDTHS.items() if width == page.viewport_size["width"])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(page: Page, named: dict[str, str], name: str) -> None:
    """In both languages; axe looks at one of them for each width, which between them show every template twice."""
    for prefix in ("", "/en"):
        _look_at(page, name, prefix, PAGES[name].format(**named))
        if bool(prefix) == (width_of(page) == "phone"):
            assert complaints(page) == []


def _look_at(page: Page, name: str, prefix: str, address: str) -> None:
    response = page.goto(prefix + address)
    assert response
    assert response.status == (404 if name == "not-found" else 200)
    language = "en" if prefix else "zh"
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{language}-{width_of(page)}.png")
    assert page.locator("html").get_attribute("lang") == ("en" if prefix else "zh-CN")
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"


def complaints(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for each in found for node in each["nodes"]
    ]


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/board?year=2022")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_from_the_overview_down_to_the_original(page: Page) -> None:
    """A reader clicks through: a state, an agency, its report, the cell of a finding, the bytes' sha256."""
    page.goto("/?year=2022")
    page.locator(".states a", has_text="按时公布").click()
    page.locator("table.board").get_by_role("link", name="青溪县民政局").click()
    page.get_by_role("link", name="报告", exact=True).first.click()
    page.locator("a.mark").first.click()
    assert re.search(r"#finding-\d+$", page.url)
    sha256 = page.locator("#chain code").last.inner_text()
    page.locator("#original").get_by_role("link").first.click()
    assert page.locator("h1").inner_text() == sha256


def test_the_board_can_be_sorted_filtered_and_taken_away(page: Page) -> None:
    page.goto("/board?year=2022")
    page.locator("select[name=state]").select_option("late")
    page.get_by_role("button", name="筛选").click()
    assert "state=late" in page.url
    days = [int(re.sub(r"\D", "", text)) for text in page.locator("td.num").all_inner_texts()]
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(days) + 1 == 5
    if width_of(page) == "desk":
        page.get_by_role("link", name="逾期", exact=False).first.click()
        assert [int(re.sub(r"\D", "", text)) for text in page.locator("td.num").all_inner_texts()] == sorted(days)


def test_the_language_stays_and_can_be_changed(page: Page) -> None:
    page.goto("/board?year=2022&state=late")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/board?year=2022&state=late")
    page.locator("table.board tbody a").first.click()
    assert "/en/agency/" in page.url
    page.get_by_role("link", name="中文", exact=True).click()
    assert "/en/" not in page.url


def test_a_search_finds_and_marks(page: Page) -> None:
    for word in ("镇", "枣园", "枣园镇"):
        page.goto("/search")
        page.get_by_role("searchbox").fill(word)
        page.get_by_role("button", name="检索").click()
        assert page.locator(".hits > li").count() >= 2
        assert set(page.locator("mark").all_inner_texts()) == {word}
