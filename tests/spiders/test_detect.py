"""Telling a portal's publishing system by its addresses and its pages."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from crawler.sample_county import SampleCounty
from spiders.detect import FAMILIES, TITLES, detect, family_of

HERE = Path(__file__).parent
BY_HAND = yaml.safe_load((HERE / "real_addresses.yaml").read_text(encoding="utf-8"))
FAMILY_OF_HOST = {host: family for family, hosts in BY_HAND.items() for host in hosts}
LIST = "http://www.qingxi.gov.cn/zwgk/nianbao/index.html"


@pytest.fixture(scope="module")
def addresses(real_data: Path) -> list[str]:
    lines = (real_data / "real" / "pages.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["url"] for line in lines]


def test_every_real_address_is_of_the_family_told_by_hand(addresses: list[str]) -> None:
    told = {url: FAMILY_OF_HOST.get(urlsplit(url).netloc) for url in addresses}
    assert {url: family_of(url) for url in addresses} == told
    assert set(FAMILY_OF_HOST) == {urlsplit(url).netloc for url, family in told.items() if family}
    assert sum(map(bool, told.values())) == 88


def test_no_address_is_of_two_families(addresses: list[str]) -> None:
    found = {url: [family.name for family in FAMILIES if family.addresses.search(url)] for url in addresses}
    assert {url: names for url, names in found.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("file", "platform", "confidence"),
    [
        ("articles/zhejiang_fgw_hanweb_art.html", "hanweb", "certain"),
        ("articles/shanxi_gov_trs_article.shtml.html", "trs", "likely"),
        ("articles/www_gov_cn_article.html", "trs", "likely"),
        ("handan_trs/list.html", "trs", "certain"),
        ("yuanzhou_trs/yuanzhou_zwyw_list_excerpt.html", "trs", "certain"),
        ("hanweb/jiangsu_col33718_datastore.html", "hanweb", "likely"),
    ],
)
def test_real_pages_whatever_their_address(real_data: Path, file: str, platform: str, confidence: str) -> None:
    found = detect("http://www.example.gov.cn/x", (real_data / "real" / file).read_bytes())
    assert (found.platform, found.confidence) == (platform, confidence)


def test_the_sample_portals_are_told_by_their_lists() -> None:
    county = SampleCounty()
    told = {}
    for portal in county.portals:
        page = county.body(portal.id, portal.column.url)
        told[portal.id] = detect(f"http://{portal.host}{portal.column.url}", page).platform
    expected = {portal.id: None if portal.platform == "column" else portal.platform for portal in county.portals}
    assert told == expected


@pytest.mark.parametrize(
    ("body", "platform"),
    [
        ('<div unitUrl="/api-gateway/jpaas-publish-server/front/page/build/unit"></div>', "jpaas"),
        ("<ucaptitle>x</ucaptitle>", "ucap"),
        ("<script>createPageHTML('page_div',4,1,'list','shtml',48);</script>", "ucap"),
        ('<script>createPageHTML(4, 0, "index", "html");</script>', "trs"),
        ('<script>_showDynClicks("wbnews", 15, 61)</script>', "vsb"),
        ("<script>window._CONFIG = {SID: '7'}</script>", "gkmlpt"),
        ("<script>var NFCMS_SITE_ID = '755001'</script>", "nfcms"),
        ("<script>load('/zwgk/site/label/8888')</script>", "lonsun"),
        ("<script src='/EWB-FRONT/js/a.js'></script>", "epoint"),
        ("<script>get('/truecms/messageController/getMessage.do')</script>", "truecms"),
    ],
)
def test_signs_of_a_page(body: str, platform: str) -> None:
    found = detect(LIST, f"<html><body>{body}</body></html>".encode())
    assert (found.platform, found.confidence) == (platform, "likely")
    assert found.evidence[0].startswith(f"{platform}: the page has ")


def test_links_to_articles_tell_what_a_list_page_is() -> None:
    rows = "".join(f'<a href="./202601/t20260120_{number}.html">x</a>' for number in range(7))
    found = detect(LIST, f"<body>{rows}<a href='/info/7/8.htm'>x</a><p class='CurrChnlCls'></p></body>".encode())
    assert (found.platform, found.confidence) == ("trs", "certain")
    assert found.evidence[0].startswith("trs: 7 links such as http://www.qingxi.gov.cn/zwgk/nianbao/202601/t20260120_0")


def test_a_page_that_links_itself_has_said_nothing_more() -> None:
    url = "http://www.qingxi.gov.cn/public/column/7?type=4"
    found = detect(url, b"<a href='?type=4'>x</a>")
    assert (found.evidence, found.confidence) == ((f"lonsun: the address {url}",), "likely")


def test_a_newer_system_of_the_same_maker_carries_the_older_ones_marks() -> None:
    body = "<a href='/col/col7/art/2026/art_0a1b2c3d4e5f60718293a4b5c6d7e8f9.html'>x</a><p>jpaas-publish-server</p>"
    found = detect("http://www.qingxi.gov.cn/col/col7/index.html", body.encode())
    assert (found.platform, found.confidence) == ("jpaas", "certain")


def test_contradicting_marks_are_told_and_lessen_the_confidence() -> None:
    found = detect(LIST, b"<div id='vsb_content'><div class='TRS_Editor'></div></div>")
    assert found.confidence == "likely"
    assert {each.partition(":")[0] for each in found.evidence} == {"vsb", "trs"}


def test_a_cookie_is_evidence_too() -> None:
    found = detect(LIST, b"", {"set-cookie": "gkmlfront_session=1; path=/"})
    assert found.evidence == ("gkmlpt: the cookie gkmlfront_session",)


def test_nothing_known() -> None:
    found = detect(LIST, b"<html><body><a href='7.html'>x</a></body></html>")
    assert (found.platform, found.evidence, found.confidence) == (None, (), "none")


def test_every_family_has_a_title_and_one_name() -> None:
    assert len(TITLES) == len(FAMILIES)
    assert all(TITLES.values())
