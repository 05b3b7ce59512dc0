"""Every page as people meet it: in a real Chromium, in both languages, on a phone and on a desk, on the sample county.

Screenshots go to ``artefacts/browse``.
"""

from __future__ import annotations

import json
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
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlite_utils import Database

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
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # What passes is not reported: telling it takes half of the time.
    "resultTypes": ["violations"],
}

#: Page -> its address; ``{name}`` stands for what the sample county has.
PAGES = {
    "overview": "/",
    "county": "/?county=330799&year=2022",
    "board": "/board?year=2022",
    "agency": "/agency/330799101",
    "report-2021": "/report/{form2021}",
    "report-2019": "/report/{form2019}",
    "difference": "/report/{form2021}?compare={earlier}#versions",
    "original": "/original/{sha256}",
    "portals": "/portals",
    "portal": "/portal/530199",
    "search": "/search?q=公开",
    "no-results": "/search?q=没有这样的词",
    "changes": "/changes",
    "data": "/nianbao",
    "table": "/nianbao/versions?_size=5",
    "row": "/nianbao/observations/{observation}",
    "query": "/nianbao/findings?severity=error",
    "not-found": "/no/such/page",
}

_BROKEN = "SELECT version_id FROM findings WHERE rule = 'D1-column-balance' LIMIT 1"
_EARLIER = "0" * 20

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browse")
    result = CliRunner().invoke(main, ["demo", "--folder", str(folder), "--no-serve", "--port", "8437"])
    assert result.exit_code == 0, result.output
    with closing(open_database(folder / "nianbao.db")) as db:
        _earlier_version(db)
    return folder / "nianbao.db"


def _earlier_version(db: Database) -> None:
    """The report that has a wrong total said something else the day before."""
    [now] = db.query(f"SELECT * FROM versions WHERE id = ({_BROKEN})")  # noqa: S608 - our own query
    db["versions"].insert({**now, "id": _EARLIER, "content_hash": "0", "first_seen_at": "2023-02-09T09:00:00+08:00"})
    for part in db.query("SELECT * FROM sections WHERE version_id = ?", [now["id"]]):
        text = part["text"].replace("的", "之")
        db["sections"].insert({**part, "version_id": _EARLIER, "text": text})
    for line in db.query("SELECT * FROM applications WHERE version_id = ?", [now["id"]]):
        raw = json.dumps(json.loads(line["raw"]) | {"enterprise": "9"})
        db["applications"].insert({**line, "version_id": _EARLIER, "enterprise": 9, "raw": raw})


@pytest.fixture(scope="module")
def named(sample: Path) -> dict[str, str]:
    """What the addresses of pages are filled with."""
    with closing(open_database(sample, read_only=True)) as db:
        [broken] = db.query(_BROKEN)
        [older] = db.query("SELECT id FROM versions WHERE form = '2019' ORDER BY id LIMIT 1")
        [look] = db.query("SELECT id FROM observations WHERE qualified ORDER BY id LIMIT 1")
        [kept] = db.query("SELECT sha256 FROM versions WHERE id = ?", [broken["version_id"]])
    return {
        "form2021": broken["version_id"],
        "earlier": _EARLIER,
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


@pytest.fixture(scope="module")
def context(browser: Browser, origin: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=origin)
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def window(context: BrowserContext, origin: str) -> Iterator[Page]:
    """A window that remembers every complaint of the console and every request to another host."""
    window = context.new_page()
    troubles: list[str] = []
    window.on(
        "console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None
    )
    window.on("pageerror", lambda error: troubles.append(str(error)))
    window.on("request", lambda asked: None if asked.url.startswith(origin) else troubles.append(asked.url))
    yield window
    window.close()
    assert [each for each in troubles if "404 (Not Found)" not in each] == []


@pytest.fixture(params=WIDTHS)
def page(window: Page, request: pytest.FixtureRequest) -> Page:
    """The window as wide as a phone and as a desk."""
    return widened(window, request.param)


def widened(window: Page, width: str) -> Page:
    window.set_viewport_size({"width": WIDTHS[width], "height": 900})
    return window


def width_of(page: Page) -> str:
    assert page.viewport_size
    return next(name for name, width in WIDTHS.items() if width == page.viewport_size["width"])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(window: Page, named: dict[str, str], name: str) -> None:
    """In both languages and widths; axe looks at each width in one language, so at every template twice."""
    for prefix, watched in (("", "desk"), ("/en", "phone")):
        response = window.goto(prefix + PAGES[name].format(**named))
        assert response
        assert response.status == (404 if name == "not-found" else 200)
        assert window.locator("html").get_attribute("lang") == ("en" if prefix else "zh-CN")
        assert window.locator("h1").count() == 1
        for width in WIDTHS:
            _look_at(widened(window, width), f"{name}-{'en' if prefix else 'zh'}-{width}")
            assert width != watched or complaints(window) == []


def _look_at(window: Page, picture: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    window.screenshot(path=PICTURES / f"{picture}.png")
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"


def complaints(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for each in found for node in each["nodes"]
    ]


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/board?year=2022")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def test_from_the_overview_down_to_the_original(page: Page) -> None:
    """A reader clicks through: a state, an agency, its report, the cell of a finding, the bytes' sha256."""
    page.goto("/?year=2022")
    page.locator(".states a", has_text="按时公布").click()
    page.locator("table.board").get_by_role("link", name="青溪县民政局").click()
    page.get_by_role("link", name="报告", exact=True).first.click()
    page.locator("a.mark").first.click()
    expect(page).to_have_url(re.compile(r"#finding-\d+$"))
    sha256 = page.locator("#chain code").last.inner_text()
    page.locator("#original").get_by_role("link").first.click()
    expect(page.locator("h1")).to_have_text(sha256)


def test_the_board_can_be_sorted_filtered_and_taken_away(page: Page) -> None:
    page.goto("/board?year=2022")
    page.locator("select[name=state]").select_option("late")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile("state=late"))
    days = [int(re.sub(r"\D", "", text)) for text in page.locator("td.num").all_inner_texts()]
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(days) + 1 == 5
    if width_of(page) == "desk":
        page.get_by_role("link", name="逾期", exact=False).first.click()
        expect(page.locator("td.num")).to_have_text([re.compile(rf"^\D*{each}\D*$") for each in sorted(days)])


def test_what_changed_is_seen_cell_by_cell_and_word_by_word(page: Page, named: dict[str, str]) -> None:
    page.goto(PAGES["difference"].format(**named))
    changed = page.locator("#versions")
    [cell] = changed.locator("tbody tr", has_text="本年新收·商业企业").all_inner_texts()
    assert cell.split() == ["本年新收·商业企业", "9", "0"]
    assert set(changed.locator(".difference del").all_inner_texts()) == {"之"}
    assert set(changed.locator(".difference ins").all_inner_texts()) == {"的"}
    changed.get_by_role("link", name="本年新收·商业企业").click()
    expect(page).to_have_url(re.compile(r"#cell-applications\.received\.enterprise$"))


def test_the_language_stays_and_can_be_changed(page: Page) -> None:
    page.goto("/board?year=2022&state=late")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/board\?year=2022&state=late$"))
    page.locator("table.board tbody a").first.click()
    expect(page).to_have_url(re.compile("/en/agency/"))
    page.get_by_role("link", name="中文", exact=True).click()
    expect(page).not_to_have_url(re.compile("/en/"))


def test_a_search_finds_and_marks(page: Page) -> None:
    for word in ("镇", "枣园", "枣园镇"):
        page.goto("/search")
        page.get_by_role("searchbox").fill(word)
        page.get_by_role("button", name="检索").click()
        expect(page.get_by_role("searchbox")).to_have_value(word)
        expect(page.locator(".hits > li").nth(1)).to_be_visible()
        assert set(page.locator("mark").all_inner_texts()) == {word}
