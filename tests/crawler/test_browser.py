"""A list that only a script can fill is read, and the portal bears no more for it than for any other."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from crawled import Crawl
from loopback import LIST, Answer, Site, registry, report_page

from crawler import browser
from crawler.items import Outcome
from crawler.registry import PortalCard, Registry

needs_chromium = pytest.mark.skipif(
    not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), reason="there is no Chromium here"
)

TITLE = "石桥镇2022年政府信息公开工作年度报告"
REPORT = "/zwgk/content/7.html"
SHELL = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府信息公开年报</title>
<link rel="stylesheet" href="/site.css"><script src="{foreign}/count.js"></script></head>
<body><img src="/logo.png"><p>青溪县人民政府信息公开年报</p><ul id="list"></ul><script src="/js/list.js"></script>
{more}</body></html>"""
SCRIPT = """
fetch('/api/list', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{"page":1}'})
  .then(answer => answer.json()).then(rows => {
    document.getElementById('list').innerHTML =
      rows.map(row => `<li><a href="${row.url}">${row.title}</a><span>${row.day}</span></li>`).join('');
    document.cookie = 'seen=1';
    fetch('{foreign}/api'); navigator.sendBeacon('/beacon', 'x'); new WebSocket('ws://{host}/socket');
    new Image().src = '{foreign}/pixel.gif'; window.open('{foreign}/pop');
    fetch('/private/list').catch(() => null);
    setTimeout(() => { location.href = '/elsewhere/'; }, 50);
  });
"""
ROWS = f'[{{"url": "{REPORT}", "title": "{TITLE}", "day": "2023-01-20"}}]'.encode()


def scripted(origin: str, **card: object) -> Registry:
    cards = registry(origin, platform="column", canary="石桥镇2022年")
    [portal] = cards.portals.values()
    changed = PortalCard.model_validate({**portal.model_dump(), "browser": True, **card})
    return Registry(cards.divisions, cards.agencies, {portal.portal: changed})


def fill(site: Site, foreign: str, more: str = "") -> None:
    texts = {LIST: SHELL, "/js/list.js": SCRIPT}
    for path, text in texts.items():
        named = text.replace("{foreign}", foreign).replace("{host}", f"{site.host}:{site.port}").replace("{more}", more)
        media_type = "text/javascript" if path.endswith(".js") else "text/html"
        site.answers[path] = Answer(named.encode(), headers={"Content-Type": media_type, "ETag": '"shell"'})
    site.answers["/api/list"] = Answer(ROWS, headers={"Content-Type": "application/json"})
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private/")
    site.answers[REPORT] = Answer(report_page(TITLE))


@needs_chromium
def test_a_list_that_a_script_fills_is_read_by_the_rules_of_every_crawl(
    site: Site, crawl: Crawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda least, _most: least)  # half of the pause that is set
    with Site("127.0.5.8") as foreign:
        fill(site, foreign.origin)
        crawled = crawl(scripted(site.origin), DOWNLOAD_DELAY=0.4, AUTOTHROTTLE_ENABLED=False)
        assert foreign.asked == []
    [look] = crawled.looks
    assert (look.outcome, [row.title for row in look.rows]) == (Outcome.OK, [TITLE]), look.detail
    assert crawled.summary.articles == {"ok": 1}
    assert site.asked == ["/robots.txt", LIST, "/js/list.js", "/api/list", REPORT]
    assert site.most == 1
    # A busy machine may note the first late, and all after it in time.
    assert site.times[-1] - site.times[0] >= 4 * 0.2 - 0.15
    for headers in site.headers:
        assert headers["user-agent"].startswith("nianbao (")
        assert "cookie" not in headers
    assert site.headers[3]["content-type"] == "application/json"


@needs_chromium
def test_what_went_into_the_page_is_kept(site: Site, crawl: Crawl) -> None:
    fill(site, "http://127.0.5.8")
    crawled = crawl(scripted(site.origin))
    kept = {fetch.url.removeprefix(site.origin): fetch.body or b"" for fetch in crawled.fetches}
    assert kept.keys() == {"/robots.txt", LIST, "/js/list.js", "/api/list"}
    assert (kept["/api/list"], b'<ul id="list"></ul>' in kept[LIST]) == (ROWS, True)
    assert TITLE.encode() in (crawled.looks[0].fetches[0].body or b"")


@needs_chromium
def test_a_shell_that_has_not_changed_says_nothing_of_its_list(site: Site, crawl: Crawl) -> None:
    def shell(headers: Mapping[str, str]) -> Answer:
        return Answer(status=304) if "if-none-match" in headers else whole

    fill(site, "http://127.0.5.8")
    whole, site.answers[LIST] = site.answers[LIST], shell  # type: ignore[assignment]
    assert [crawl(scripted(site.origin)).looks[0].outcome for _ in range(2)] == [Outcome.OK, Outcome.OK]


@needs_chromium
def test_a_page_that_never_comes_to_rest_says_nothing(site: Site, crawl: Crawl) -> None:
    fill(site, "http://127.0.5.8", "<script>setInterval(() => fetch('/api/list'), 100)</script>")
    [look] = crawl(scripted(site.origin), NIANBAO_BROWSER_TIMEOUT=3).looks
    assert look.outcome is Outcome.TIMEOUT
    assert "did not come to rest" in look.detail
    assert not look.rows


@needs_chromium
def test_a_challenge_is_not_run(site: Site, crawl: Crawl) -> None:
    challenge = "<html><script>var arg1='" + "3A" * 20 + "';fetch('/solved')</script></html>"
    site.answers[LIST] = Answer(challenge.encode())
    [look] = crawl(scripted(site.origin)).looks
    assert (look.outcome, site.asked) == (Outcome.BLOCKED, ["/robots.txt", LIST])


def test_what_is_missing_is_told_in_one_line(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crawl: Crawl
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    summary = crawl(scripted(site.origin)).summary
    assert summary.errors == [("330799", browser.missing())]
    assert "apt-get install chromium" in str(browser.missing())
    assert site.asked == []
    monkeypatch.setattr(browser, "find_spec", lambda _: None)
    assert "pip install 'nianbao[browser]'" in str(browser.missing())
