"""Every page can be found from its list, read as bytes, without the crawler's help."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from itertools import count
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from crawler.sample_county import SampleCounty, manifest
from crawler.sample_county.model import FOLDER, Portal, portals

#: A report that the list links to as a file; its title is in it.
FILE = ".docx"
VIEWS = [view for portal in portals() for view in portal.views()]


def fetch(address: str, missing: str | None = None, referer: str = "") -> str:
    """The text of a page, or ``missing`` where the portal has none."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", parts._replace(scheme="", netloc="").geturl(), headers={"Referer": referer})
        answer = connection.getresponse()
        assert answer.status == 200 or (answer.status == 404 and missing is not None), address
        return answer.read().decode("utf-8") if answer.status == 200 else missing or ""
    finally:
        connection.close()


def hanweb_links(address: str) -> Iterator[str]:
    """The rows in the page, then those behind the proxy, three pages at a time."""
    page = fetch(address)
    settings = dict(re.findall(r"(totalRecord|perPage|groupSize):(\d+)", page))
    window = int(settings["perPage"]) * int(settings["groupSize"])
    proxy = re.findall(r"proxyUrl:'([^']+)'", page)[0]
    for start in range(1, int(settings["totalRecord"]) + 1, window):
        asked = urlencode({"startrecord": start, "endrecord": start + window - 1, "perpage": settings["perPage"]})
        text = page if start == 1 else fetch(f"{urljoin(address, proxy)}?{asked}")
        yield from re.findall(r"<record>.*?<a href=['\"]([^'\"]+)['\"]", text)


def trs_links(address: str) -> Iterator[str]:
    """The rows of index.html, index_1.html and so on; what stands in a comment is not there."""
    pages = int(re.findall(r"createPageHTML\((\d+),", fetch(address))[0])
    for number in range(pages):
        page_address = address.replace("index.html", f"index_{number}.html" if number else "index.html")
        text = re.sub(r"<!--.*?-->", "", fetch(page_address), flags=re.DOTALL)
        rows = re.findall(r'<div class="list">(.*?)</div>', text, re.DOTALL)[0]
        yield from re.findall(r'<a\s+href="([^"]+)"', rows, re.IGNORECASE)


def gkmlpt_links(address: str) -> Iterator[str]:
    """The category and the site's number from the page's script, then the API to the page that is no JSON."""
    page = fetch(address)
    category, sid = (
        re.findall(r'"id": (\d+), "name": "政府信息公开年报"', page)[0],
        re.findall(r"SID: '(\d+)'", page)[0],
    )
    api = f"{address.rpartition('/')[0]}/api/all/{category}?sid={sid}&page="
    for number in count(1):
        try:
            yield from (article["url"] for article in json.loads(fetch(f"{api}{number}"))["articles"])
        except ValueError:
            return


def lonsun_links(address: str) -> Iterator[str]:
    """The rows of the label that the column's script asks, page after page."""
    page = fetch(address)
    label = re.findall(r'load\("([^?"]+)', page)[0]
    fields = {"catId": "", "result": "无", **dict(re.findall(r"(\w+): '?([^',}]+)'?[,}]", page))}
    for number in count(1):
        text = fetch(f"{urljoin(address, label)}?{urlencode({**fields, 'pageIndex': number})}")
        yield from re.findall(r'<a class="title" href="([^"]+)"', text)
        if f"pageCount:{number}," in text:
            return


def column_links(address: str) -> Iterator[str]:
    """The rows of index.html, index_2.html and so on, to the page that is not there."""
    for number in count(1):
        page_address = address.replace("index.html", f"index_{number}.html" if number > 1 else "index.html")
        if (text := fetch(page_address, missing="")) == "":
            return
        yield from re.findall(r'<div class="row"><p><a href="([^"]+)"', text)


def jpaas_links(address: str) -> Iterator[str]:
    """The rows in the page, then those that the page builder puts into JSON."""
    page = fetch(address)
    total, size = (int(re.findall(rf'{name}="(\d+)"', page)[0]) for name in ("count", "rows"))
    builder = urljoin(address, re.findall(r'unitUrl="([^"]+)"', page)[0])
    for number in range(1, -(-total // size) + 1):
        asked = urlencode({"paramJson": json.dumps({"pageNo": number, "pageSize": size})})
        text = fetch(f"{builder}?{asked}", referer=address).replace('\\"', '"') if number > 1 else page
        yield from re.findall(r'<li class="clearfix"><a [^>]*href="([^"]+)', text)


def ucap_links(address: str) -> Iterator[str]:
    """The rows of list.shtml, list_2.shtml and so on."""
    pages = int(re.findall(r"createPageHTML\('page_div',(\d+),", fetch(address))[0])
    for number in range(1, pages + 1):
        text = fetch(address.replace(".shtml", f"_{number}.shtml") if number > 1 else address)
        yield from re.findall(r'<a href="([^"]+)"', re.findall(r'<ul class="infolist">(.*?)</ul>', text, re.DOTALL)[0])


def vsb_links(address: str) -> Iterator[str]:
    """The rows of the page and of whatever its pager calls the next one."""
    text = fetch(address)
    yield from (urljoin(address, row) for row in re.findall(r'<li id="line_\w+">.*?<a href="([^"]+)"', text))
    for following in re.findall(r'<span class="p_next p_fun"><a href="([^"]+)"', text):
        yield from vsb_links(urljoin(address, following))


FOLLOW = {
    "column": column_links,
    "gkmlpt": gkmlpt_links,
    "hanweb": hanweb_links,
    "jpaas": jpaas_links,
    "lonsun": lonsun_links,
    "trs": trs_links,
    "ucap": ucap_links,
    "vsb": vsb_links,
}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.id}-{view.column.id}")
def test_the_list_leads_to_every_article_once_and_in_order(county: SampleCounty, view: Portal) -> None:
    if not view.listening:
        county.bring_up(view.id)
    home = county.origin(view.id)
    address = home + view.column.url
    links = [urljoin(address, link) for link in FOLLOW[view.platform](address)]
    assert links == [urljoin(home, article.listed_as or article.url) for article in view.articles]
    for article in (*view.articles, *view.shown):
        if article.url.startswith("/") and not article.url.endswith(FILE):
            assert f'<meta name="ArticleTitle" content="{article.plain_title}">' in fetch(home + article.url)


def test_the_hub_has_more_pages_than_its_first_group(county: SampleCounty) -> None:
    page = fetch(f"{county.origin('330799')}/col/col20318/index.html")
    assert "totalRecord:26,perPage:4,groupSize:3" in page
    assert page.count("<record>") == 12


def test_the_list_shows_what_its_card_promises() -> None:
    for view in VIEWS:
        titles = [article.plain_title for article in view.articles]
        assert len(titles) >= view.column.card.get("at_least", 1)
        assert any(view.column.card.get("canary", "") in title for title in titles)


def test_the_home_page_leads_to_the_list(county: SampleCounty) -> None:
    for portal in county.portals:
        if portal.listening:
            assert f'<a href="{portal.column.url}">' in fetch(f"{county.origin(portal.id)}/")


def test_the_truth_names_the_pages_that_are_there(county: SampleCounty) -> None:
    for truth in manifest():
        assert truth.present == (truth.url is not None)
        if truth.url and truth.url.endswith(FILE):
            assert county.body(truth.portal, truth.url)
        elif truth.url:
            page = county.body(truth.portal, truth.url).decode()
            assert re.search(rf'<meta name="ArticleTitle" content="[^"]*{truth.year}[^"]*报告">', page)


def test_no_report_is_published_that_the_truth_does_not_name(county: SampleCounty) -> None:
    named = {(truth.portal, truth.url) for truth in manifest()}
    owed = {(truth.agency, truth.year) for truth in manifest()}
    pages = [(portal.id, article) for portal in county.portals for article in portal.articles if article.page]
    reports = {(portal, article.url) for portal, article in pages if not article.page.endswith("_roster.html")}
    assert {url for _, url in reports - named} == {"/zwgk/nianbao/2021/20220121/6310.html"}, (
        "of a year nobody owes here"
    )
    assert ("450499101", 2021) not in owed


def test_the_reports_without_a_date_show_none_outside_their_text(county: SampleCounty) -> None:
    undated = {truth.url for truth in manifest() if truth.reason == "undated" or truth.agency == "632301205"}
    reports = [(portal, article) for portal in county.portals for article in portal.articles if article.url in undated]
    assert len(reports) == 4
    for portal, article in reports:
        text = (FOLDER / "pages" / article.page).read_text(encoding="utf-8").strip()
        page = county.body(portal.id, article.url).decode()
        assert text in page
        assert re.findall(r"20\d\d *[-./年] *\d", page.replace(text, "")) == []
        assert '<meta name="PubDate" content="">' in page
