"""Words that belong to another agency: text taken over without a change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.checks.context import Context, agency_kind, agency_name
from crawler.checks.finding import Basis, Severity
from crawler.checks.parts import part_text
from crawler.checks.prose import compact, excerpt, prose
from crawler.checks.rules import Verdict, broken, rule
from crawler.checks.silence import in_text, of_kinds
from crawler.reading.report import Report

_TOWNS, _OFFICES = frozenset({"township", "subdistrict"}), frozenset({"office"})
# What an agency of each kind does not call itself. 我局域网 is no bureau; 我委, 我办 may be a township's 党委, 党政办.
_BUREAU = re.compile(r"我局(?![域部面势])|我厅(?!房)")
_TOWN = re.compile(r"我镇")
_TOWNSHIP = re.compile(r"我乡(?!村)")
_TOWN_OR_TOWNSHIP = re.compile(r"我镇|我乡(?!村)")


def _foreign_self(kind: str | None, name: str) -> tuple[re.Pattern[str], ...]:
    if kind in ("department", "office"):
        return (_TOWN_OR_TOWNSHIP,)
    if kind == "subdistrict":
        return (_BUREAU, _TOWN_OR_TOWNSHIP)
    if kind == "township":
        return (_BUREAU, _TOWNSHIP if "镇" in name else _TOWN)
    return (_BUREAU,) if kind == "government" else ()


@rule(
    "I1-self-reference",
    "自称与机关相符",
    Severity.WARNING,
    Basis.INFERENCE,
    "该处引用他人文字，或机关新近改制",
    in_text,
)
def self_reference(report: Report, context: Context) -> Iterator[Verdict]:
    """A 镇 that says 我局, or a bureau that says 我乡, has another agency's text."""
    name = agency_name(report, context)
    text = prose(report).text
    for pattern in _foreign_self(agency_kind(report, context), name):
        if (match := pattern.search(text)) is not None:
            yield broken(f"报告机关为“{name}”，文中自称“{match[0]}”", quote=excerpt(text, match.start()))


#: Duties of an information or industry office that no township has, seen in a township's report.
_OFFICE_WORDS = ("信息办网站", "双软认证", "产业运行调度", "信息化工程管理", "软件企业认定")
_HIGHER_WORDS = re.compile(r"推动全[国省]政府信息公开")
#: One such word may be quoted; two are another office's text.
_FEWEST_WORDS = 2


@rule(
    "C2-other-agency-words",
    "用语与机关职能相符",
    Severity.NOTE,
    Basis.INFERENCE,
    "该乡镇（街道）确有此项职能",
    of_kinds(_TOWNS, in_text),
)
def other_agency_words(report: Report, context: Context) -> Iterator[Verdict]:
    """A township that speaks of another office's duties, or of leading the whole province's work."""
    if agency_kind(report, context) not in _TOWNS:
        return
    text = prose(report).text
    words = [word for word in _OFFICE_WORDS if word in text]
    if len(words) >= _FEWEST_WORDS:
        yield broken(f"文中出现其他机关的职能用语：{'、'.join(words)}", quote=excerpt(text, text.index(words[0])))
    if (match := _HIGHER_WORDS.search(text)) is not None:
        yield broken(f"文中出现上级机关的职能用语：{match[0]}", quote=excerpt(text, match.start()))


_WHOLE_AREA = re.compile(r"我[县区旗市]")


@rule(
    "C2-office-scope",
    "办公室报告以本机关为对象",
    Severity.NOTE,
    Basis.INFERENCE,
    "该办公室与本级政府合并编制报告",
    of_kinds(_OFFICES, in_text),
)
def office_scope(report: Report, context: Context) -> Iterator[Verdict]:
    """An office owes a report of its own beside the government's; its problems in 五 are its own, not 全县's."""
    if agency_kind(report, context) not in _OFFICES:
        return
    text = compact(part_text(report, 5) or "")
    if (match := _WHOLE_AREA.search(text)) is not None:
        yield broken(f"第五部分以“{match[0]}”为对象，不限于本机关", quote=excerpt(text, match.start()))
