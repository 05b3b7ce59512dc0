"""What stands in the way: block pages, errors dressed as pages, answers of the wrong kind. Recorded, never defeated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Outcome
from spiders.listing import announces_nothing, decode


class Verdict(NamedTuple):
    """What an answer is, and for whoever must act, why."""

    outcome: Outcome
    detail: str = ""


class Shield(NamedTuple):
    """A protection product, by the signs its pages carry in their body or cookies."""

    name: str
    body: re.Pattern[str]
    cookies: re.Pattern[str]


class _Page(NamedTuple):
    """A page as obstacles are told by it.

    ``words``: the Chinese characters a reader sees; ``scripted``: scripts but no link, as an answer of a list with few
    short rows would have; ``empty``: it is the answer of a list with none.
    """

    source: str
    text: str
    title: str
    words: int
    scripted: bool
    empty: bool


def _shield(name: str, body: str, cookies: str = r"(?!)") -> Shield:
    return Shield(name, re.compile(body), re.compile(cookies))


#: Cookies alone prove nothing (the same products set them on healthy pages): they only name what blocked.
SHIELDS = (
    _shield("瑞数", r"""\$_ts\s*=\s*window\['\$_ts'\]|\$_ts\.(?:nsd|cd)\s*=|<meta[^>]{1,300}r='m'"""),
    _shield("加速乐", r"__jsl_clearance|;go\(\{\"bts\"|document\.cookie=.{0,500}location\.href=", r"__jsluid_[sh]="),
    _shield("阿里云 WAF", r"var arg1\s*=\s*'[0-9A-Fa-f]{40}'|acw_sc__v2|aliyun_waf_aa", r"acw_tc="),
    _shield("WZWS", r"/WZWSREL|wzwschallenge|wzwsquestion|encoderchars", r"wzws_(?:cid|sessionid)=|wzwsconfirm="),
    _shield("云锁", r"security_verify_data|yunsuo_session_verify", r"yunsuo_session_verify=|security_session_"),
    _shield("创宇盾", r"创宇盾|当前访问疑似黑客攻击|yunaq"),
    _shield("WAF", r"请求被拦截|您的访问可能对网站造成威胁|访问验证|滑块|拦截\s*ID"),
)

#: Statuses that say "blocked" even without a known page. A bare 503 is a server that is down.
_BLOCKING = frozenset({202, 403, 405, 412, 418, 429, 521, 567})

#: Pages with a sign above have no content; healthy pages behind the same products carry the sign and their text.
_FEW_WORDS = 20
_SHORT = 200
_SMALL = 6000
#: As much of a page as tells whether it has content.
_ENOUGH = 200_000

#: What pages print that are gone, although they answer 200.
_GONE = re.compile(
    r"页面不存在|您要查看的页面|(?:抱歉|对不起)[，,]?\s*您(?:访问|查看|请求)的|信息已删除|信息已被删除|内容不存在|文章不存在|参数错误|"
    r"网站维护中|系统升级|404 Not Found|Welcome to nginx|Apache Tomcat"
)
_GONE_TITLE = re.compile(r"(?<!\d)404(?!\d)|页面不存在|Not Found", re.IGNORECASE)

_NOT_WEB = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

#: Kinds of answers by their first bytes; what has no such mark is text.
_MAGIC = (
    ("pdf", re.compile(rb"%PDF-")),
    ("zip", re.compile(rb"PK\x03\x04")),
    ("ole", re.compile(rb"\xd0\xcf\x11\xe0")),
    ("rtf", re.compile(rb"\{\\rtf")),
    ("image", re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8|BM.{12}|II\*\x00|MM\x00\*", re.DOTALL)),
    ("archive", re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b")),
    ("program", re.compile(rb"MZ.{56}|\x7fELF", re.DOTALL)),
)

LIST = frozenset({"text"})
#: An attachment may be any file, but never a page, which is what stands in its place.
FILE = frozenset({"pdf", "zip", "ole", "rtf", "image", "archive"})
REPORT = LIST | FILE - {"archive"}
#: What a portal calls a PDF may be a Word file, and the other way round; a page in its place is no report, except that
#: old programs save HTML as DOC and XLS.
_PAGES_TOO = frozenset({"doc", "xls"})
_FILES = frozenset({"pdf", "doc", "docx", "wps", "rtf", "xls", "xlsx", "ofd", "zip", "jpg", "jpeg", "png"})


def expected_of(url: str) -> frozenset[str]:
    """The kinds of content a link to a report may lead to: by the ending of its address, a page or a file."""
    ending = _ending(url)
    if ending not in _FILES:
        return REPORT
    return FILE | LIST if ending in _PAGES_TOO else FILE


def _ending(url: str) -> str:
    return url.partition("?")[0].rpartition(".")[2].lower()


def classify(status: int, headers: Mapping[str, str], body: bytes, expected: frozenset[str]) -> Verdict:
    """What an answer is before anyone reads it. ``headers``: lower-case names; ``expected``: kinds of content."""
    if status == 304:
        return Verdict(Outcome.NOT_MODIFIED)
    kind = next((kind for kind, magic in _MAGIC if magic.match(body)), "text")
    page = _page_of(body if kind == "text" else b"")
    if status in _BLOCKING or _is_challenge(status, page):
        return Verdict(Outcome.BLOCKED, f"HTTP {status}, access refused by {_product(headers, page)}")
    if status != 200:
        return _by_status(status, headers)
    if not body.strip():
        return Verdict(Outcome.EMPTY, "answered 200 without content")
    verdict = _soft_404(page)
    if verdict.outcome is Outcome.OK and kind not in expected:
        return Verdict(Outcome.WRONG_TYPE, f"{kind} content where {' or '.join(sorted(expected))} is due")
    return verdict


def is_shielded(body: bytes) -> bool:
    """Whether a page carries the signs of a protection product, whatever else it may be."""
    source = decode(body)[:_ENOUGH]
    return any(shield.body.search(source) for shield in SHIELDS)


def _page_of(body: bytes) -> _Page:
    source = decode(body)[:_ENOUGH]
    tree = LexborHTMLParser(source)
    title = tree.css_first("title")
    scripted = tree.css_first("script") is not None and tree.css_first("a[href]") is None
    tree.strip_tags(["script", "style", "noscript"])
    text = tree.root.text(separator=" ") if tree.root else ""
    words = len(_CHINESE.findall(text))
    return _Page(source, text, title.text() if title else "", words, scripted, announces_nothing(text))


def _is_challenge(status: int, page: _Page) -> bool:
    signed = page.words < _SHORT and any(shield.body.search(page.source) for shield in SHIELDS)
    hollow = len(page.source) < _SMALL and page.words < _FEW_WORDS and page.scripted and not page.empty
    return status in (200, 302, 503) and (signed or hollow)


def _product(headers: Mapping[str, str], page: _Page) -> str:
    by_body = (shield.name for shield in SHIELDS if shield.body.search(page.source))
    by_cookie = (shield.name for shield in SHIELDS if shield.cookies.search(headers.get("set-cookie", "")))
    return next(by_body, None) or next(by_cookie, "a product we do not know")


def _by_status(status: int, headers: Mapping[str, str]) -> Verdict:
    if status >= 500:
        return Verdict(Outcome.HTTP_5XX, f"HTTP {status}")
    if status >= 400:
        return Verdict(Outcome.HTTP_4XX, f"HTTP {status}")
    if status < 300:
        return Verdict(Outcome.EMPTY, f"HTTP {status} in place of a page")
    target = headers.get("location", "nowhere")
    outcome = Outcome.OFF_LIMITS if _NOT_WEB.match(target) else Outcome.REDIRECT_LOOP
    return Verdict(outcome, f"HTTP {status}, leads to {target}")


def _soft_404(page: _Page) -> Verdict:
    said = _GONE_TITLE.search(page.title) or (page.words < _SHORT and _GONE.search(page.text))
    return Verdict(Outcome.SOFT_404, f"answered 200, but the page says 「{said[0]}」") if said else Verdict(Outcome.OK)
