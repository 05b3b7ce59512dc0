"""Which publishing system a portal runs on, told by addresses and by what its pages carry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from spiders.listing import canonical, decode, href_of, tree_of


class Family(NamedTuple):
    """A publishing system: how its addresses look, and what only its pages and cookies hold.

    ``newer_than``: the family whose signs it carries as well.
    """

    name: str
    title: str
    addresses: re.Pattern[str]
    signs: re.Pattern[str]
    cookies: re.Pattern[str]
    newer_than: str | None = None


@dataclass(frozen=True, slots=True)
class Detection:
    """The family a page is of, ``None`` for one of no family, with everything that speaks for it, or for another.

    ``certain``: two kinds of evidence agree, and nothing says the contrary as loudly; ``likely``: less than that.
    """

    platform: str | None
    evidence: tuple[str, ...]
    confidence: Literal["certain", "likely", "none"]


def _family(
    name: str, title: str, addresses: str, signs: str, cookies: str = r"(?!)", newer_than: str | None = None
) -> Family:
    return Family(name, title, re.compile(addresses), re.compile(signs), re.compile(cookies), newer_than)


#: No address is of two families; a page may carry marks of several, since sites are moved and embed each other.
FAMILIES = (
    _family(
        "hanweb",
        "大汉",
        r"/module/xxgk/xxgkAnnualReport\.jsp\?|/col/col\d+/"
        r"|/art/\d{4}/(?:\d{1,2}/\d{1,2}/art_\d+_\d+|art_[0-9a-f]{32})(?:\.html)?(?:[?#]|$)",
        r"dataproxy\.jsp|<datastore>|大汉版通|大汉网络|hanweb\.com|/script/web_front\.js|<!--<\$\[[^\]]{1,9}\]>begin-->",
    ),
    _family(
        "jpaas",
        "大汉 JPaaS",
        r"(?!)",
        r"jpaas-publish-server|(?i:querydata)=[\"']\{[^}]{0,300}parseType",
        newer_than="hanweb",
    ),
    _family(
        "trs",
        "拓尔思",
        r"/t(?:\d{8}_\d+(?:_wap|_app)?|_?\d+)\.s?html?(?:[?#]|$)",
        r"createPageHTML\(\s*[\"']?\d+\s*,|TRS_Editor|trs_editor_view|TRS_UEDITOR|trs_paper_default|CurrChnlCls",
    ),
    _family(
        "ucap",
        "开普",
        r"/\d{6}/(?:[0-9a-f]{32}|c\d+_\d+)\.shtml",
        r"(?i:<ucap(?:title|content)>|<publishtime>)|UCAP-CONTENT|(?i:cmspro_)|createPageHTML\(\s*[\"']page_div[\"']",
    ),
    _family(
        "vsb",
        "博达",
        r"/info/\d+/\d+\.htm(?:[?#]|$)",
        r"_showDynClicks\(|vsb_content|v_news_content|_newscontent_fromname|/system/resource/js/|pb_sys_common|wbtreeid=",
    ),
    _family("gkmlpt", "信息公开目录平台", r"/gkmlpt/", r"window\._CONFIG\s*=", r"gkmlfront_session="),
    _family("nfcms", "NFCMS", r"^(?!.*/gkmlpt/).*/content/(?:\d+/\d+/)?m?post_\d+\.html", r"NFCMS_(?:SITE|POST)_ID"),
    _family(
        "lonsun",
        "龙讯",
        r"/public/(?:\d+/\d+\.html|column/\d+)",
        r"site/label/8888|xxgk_nav_list|j-fontContent|Ls\.pagination",
        r"SHIROJSESSIONID=",
    ),
    _family(
        "openness",
        "安徽信息公开",
        r"/(?:Openness\w*|Xxgk\w*)/show/\d+\.html|/(?:xxgkAnnualReport/detail|openness/detail/\w+)/[0-9a-f]{24}",
        r"/(?:Openness|Xxgk)\w*/show(?:List)?/",
    ),
    _family("shandong", "山东站群", r"/channel_[^/]+/doc_[0-9a-f]{24}\.html", r"/channel_[^/\"']{1,60}/doc_"),
    _family("shaanxi", "陕西集约化", r"/[12]\d{18}\.html", r"(?!)"),
    _family("liaoning", "辽宁站群", r"/html/[A-Z]+/\d{6}/0\d{15,16}\.html", r"(?!)"),
    _family(
        "epoint",
        "新点",
        r"/\w*govInfoPub\.html\?",
        r"EWB-FRONT|webBuilderCommon\.js|lightfrontaction|class=[\"']ewb-",
        r"EPTOKEN=|oauthClientId=",
    ),
    _family(
        "truecms",
        "TrueCMS",
        r"/content/[0-9a-f]{8}-[0-9a-f-]{27}\.html",
        r"messageController/getMessage\.do|(?i:/truecms/)",
    ),
)
TITLES = {family.name: family.title for family in FAMILIES}

#: How much of what was found is shown.
_SHOWN = 60


def family_of(url: str) -> str | None:
    """The family an address alone tells of."""
    return next((family.name for family in FAMILIES if family.addresses.search(url)), None)


def detect(url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Detection:
    """The family of a page. ``headers``: lower-case names. Raises ``ValueError`` for a page of too many tags."""
    text = decode(body)
    found = [*_by_address(url), *_by_links(text, url), *_by_signs(text), *_by_cookies(headers or {})]
    weights = Counter(name for name, _ in found)
    for family in FAMILIES:
        if family.newer_than and weights[family.name]:
            weights[family.name] += weights[family.newer_than]
    if not weights:
        return Detection(None, (), "none")
    (name, weight), *others = weights.most_common()
    rivals = [other for other, rival in others if rival >= weight and other != _older(name)]
    certain = weight > 1 and not rivals
    return Detection(name, tuple(f"{each}: {told}" for each, told in found), "certain" if certain else "likely")


def _older(name: str) -> str | None:
    return next(family.newer_than for family in FAMILIES if family.name == name)


def _by_address(url: str) -> Iterator[tuple[str, str]]:
    if name := family_of(url):
        yield name, f"the address {url}"


def _by_links(text: str, url: str) -> Iterator[tuple[str, str]]:
    """The family that most links of a page lead to."""
    links = {canonical(url, href_of(link)) for link in tree_of(text).css("a[href]")} - {canonical(url, url)}
    known = {link: name for link in sorted(links) if (name := family_of(link))}
    for name, number in Counter(known.values()).most_common(1):
        example = next(link for link, each in known.items() if each == name)
        yield name, f"{number} links such as {example}"


def _by_signs(text: str) -> Iterator[tuple[str, str]]:
    for family in FAMILIES:
        if sign := family.signs.search(text):
            yield family.name, f"the page has {' '.join(sign[0].split())[:_SHOWN]}"


def _by_cookies(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for family in FAMILIES:
        if cookie := family.cookies.search(headers.get("set-cookie", "")):
            yield family.name, f"the cookie {cookie[0].rstrip('=')}"
