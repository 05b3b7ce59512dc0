"""What sentences of a roster say of the agencies they name; a sentence that can be taken in two ways says nothing.

``in_time`` 按时公布, ``published`` 已公布, ``late`` 未按时公布, ``not_published`` 未公布; ``None``: named and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from crawler.reading.dates import find_dates
from crawler.registry.roster import roster

_OUT = "(?:公布|发布|公开)"
_TIMELY = "(?:按时|按期|如期|及时)"
#: A date on its way through this module; whatever stands in its place would be taken for a part of a name.
DATE = "†"
#: In this order: the longer phrase holds the shorter one.
_STATUS = re.compile(
    rf"(?P<late>(?:未|没有|没)能?{_TIMELY}{_OUT}|(?:逾期|超期|延迟|推迟|迟于期限){_OUT})"
    rf"|(?P<not_published>(?:尚未|暂未|仍未|还未|未|没有){_OUT})"
    rf"|(?P<in_time>(?:均|都|全部)?(?:已|能)?{_TIMELY}(?:全部|完成)?{_OUT})"
    rf"|(?P<published>(?:均|都|全部|实际|已经|已)[^，。；、：应须未]{{0,20}}?{_OUT}|{DATE}(?!之?前)已?{_OUT}"
    rf"|{_OUT}(?:了)?(?:年度报告|年报)?的?(?:单位|机关|部门|名单))"
)
#: What ought to be is no word on what is.
_DUTY = re.compile(r"应当?|必须|须|要求|请各|确保|将于|拟于|(?<!经)督促(?!后|下)|未来")
#: Heading of a column that asks whether the report was published, so that a mark (是, √, ×) answers that. Any other
#: question (是否存在问题, 整改情况, 是否逾期公布) is answered by the same marks, and says nothing or the opposite.
_REPORT = r"(?:政府信息公开)?(?:工作)?(?:年度)?(?:年度报告|年报|报告)"
_ASKS = re.compile(
    rf"(?:{_REPORT})?(?:是否)?(?:已经?|能)?{_TIMELY}?(?:完成|主动|全部)?(?:{_OUT}|上传|上网|完成)?(?:{_REPORT})?"
    r"(?:情况|状态|结果|与否)?"
)
#: What else may be unpublished than the report (未公开部门预算); nothing, and these words, mean the report.
_OF_THE_REPORT = re.compile(
    r"^(?:$|[^\u4e00-\u9fff]|的|了|本|其|该|单位|机关|部门|名单|年|上一?年|政府信息公开(?:工作)?年|信息公开(?:工作)?年|工作年|[等和及且并但而]|[有为是])"
)
#: That somebody failed to is denied.
_DENIED = re.compile(r"(?:不存在|无|没有|未发生|未出现|未发现|杜绝|避免|防止)[^，。；]{0,6}$")
#: Who publishes the reports of others, or sees to it, has not published its own by that.
_OF_OTHERS = re.compile(
    r"^了?(?:各|全[县市区旗]|所有|\d+|上述|以上|工作|情况|平台|栏目|要求|时间|日期|内容|制度|方式|渠道)"
)
#: A remark beside 未公布 that it was published since.
_MADE_UP_FOR = re.compile(
    rf"补[充发报录上公]|(?:已|完成)整改|整改(?:后|到位|完成)|{DATE}.{{0,6}}{_OUT}|日.{{0,6}}{_OUT}"
)
_EXCEPTION = re.compile(r"除|以外|之外|其余|其他|其它")
#: Said of all that were named before.
_ALL = re.compile(r"(?:以上|上述|所有|全部|各)[^，。；]{0,8}(?:单位|机关|部门)")
_RATE = re.compile(rf"(?P<in_time>{_TIMELY}公布率(?:为|达|达到)?100[%％])|(?P<published>公布率(?:为|达|达到)?100[%％])")
_NOBODY = re.compile(r"(?<!\d)[0零无]个?(?:单位|家)?$|^[0零无]")
#: What stands between a verb and the first name.
_LEAD = re.compile(
    r"^(?:(?:其中|分别|包括|依次|即|有|为|是|如下|[:：]|年度报告|年报|的|单位|机关|部门|名单|\d+[个家]|共)+)"
)
_INTRODUCED = re.compile(r"(?:单位|机关|部门)(?:名单)?(?:有|为|是|包括)")
_BUT = re.compile(r"除(.+?)(?:以外|之外|外)")
_SENTENCES = re.compile(r"[。！!\n]")
_BROKEN = re.compile(r"(?<=[、，；])\s*\n")
_OPENS = re.compile(r"(?:[:：]|如下|名单)$")
#: A list of all that must publish.
_OWED = re.compile(r"应当?(?:编制|公布|发布|公开|报送)|(?:单位|机关|部门)(?:名单|共|有|包括)")


class Said(NamedTuple):
    """A name, what is said of it, and the sentence."""

    name: str
    says: str | None
    quote: str


def said(text: str) -> Iterator[Said]:
    """What a running text says of the agencies it names, in its order.

    Names that are mentioned in passing are left out: only lists of who owes a report, and what has a verb, count.
    """
    waiting: list[Said] = []
    for sentence in filter(None, map(str.strip, _SENTENCES.split(_BROKEN.sub("", text)))):
        of_all = about_all(undated(sentence))
        if of_all:
            yield from (each._replace(says=of_all, quote=sentence) for each in waiting)
            waiting = []
        for each in sentence_says(sentence):
            if each.says or _EXCEPTION.search(sentence) or _claims(undated(sentence)):
                yield each
            elif _OWED.search(sentence):
                waiting.append(each)
    yield from waiting


def opening(line: str) -> str | None:
    """The status that a line gives to a list below it (已公布的单位：)."""
    found = _claims(undated(line))
    opens = _OPENS.search(line.strip()) and not roster(line)
    return found[0][0] if opens and len(found) == 1 else None


def sentence_says(sentence: str) -> Iterator[Said]:
    """The names of one sentence with what it says of each."""
    marked = undated(sentence)
    claims = _claims(marked)
    pieces = _pieces(marked, claims)
    names = [(place, name) for place, piece in enumerate(pieces) for name in _names(piece)]
    kinds = {kind for kind, _, _ in claims}
    before, after = bool(names) and names[0][0] == 0, bool(names) and names[-1][0] == len(claims)
    for place, name in names:
        if _EXCEPTION.search(sentence) or not claims:
            says = None
        elif len(kinds) == 1:
            says = claims[0][0]
        elif before == after:
            says = None  # 甲、乙已公布、丙未公布、丁: who belongs to which verb?
        else:
            says = _of_verbs(place, {each for each, _ in names}, claims, before=before)
        yield Said(name, says, sentence)


def _of_verbs(place: int, named: set[int], claims: list[tuple[str, int, int]], *, before: bool) -> str | None:
    """What the verbs say that follow the names of a piece (or go before them) up to other names."""
    if before:
        beside = claims[place : min((each for each in named if each > place), default=len(claims))]
    else:
        beside = claims[max((each for each in named if each < place), default=0) : place]
    kinds = {kind for kind, _, _ in beside}
    if "not_published" not in kinds and len(kinds) > 1:
        kinds -= {"published"}  # 未按时公布，现已公布
    return kinds.pop() if len(kinds) == 1 else None


def _names(piece: str) -> tuple[str, ...]:
    return roster(_INTRODUCED.sub(" ", _BUT.sub(r" \1 ", _LEAD.sub("", piece))))


def cell_says(heading: str, text: str) -> str | None:
    """What a cell of a table says under its heading: words, or a mark that answers the question of the heading."""
    bare = "".join(text.split()).strip("。.")
    if found := {kind for kind, _, _ in _claims(bare)}:
        return found.pop() if len(found) == 1 else None
    heading = re.sub(r"[\s?？]|[(（].*?[)）]", "", heading)
    if heading and not _ASKS.fullmatch(heading):
        return None
    if re.fullmatch(rf"(?:是|√|✓|✔|☑|已?{_OUT}|已?完成)", bare):
        return "in_time" if re.search(_TIMELY, heading) else "published"
    if re.fullmatch(r"已?按时|按期|如期", bare):
        return "in_time"
    if re.fullmatch(r"(?:否|×|✗|✘|未完成)", bare):
        return "late" if re.search(_TIMELY, heading) else "not_published"
    return None


def made_up_for(text: str) -> bool:
    """Whether a remark tells that what had not been published was published since."""
    return bool(_MADE_UP_FOR.search(undated("".join(text.split()))))


def undated(text: str) -> str:
    """The text with a mark in place of every date."""
    for _, start, end in reversed(list(find_dates(text))):
        text = f"{text[:start]}{DATE}{text[end:]}"
    return re.sub(rf"(?:于|在){DATE}", DATE, text)


def _claims(sentence: str) -> list[tuple[str, int, int]]:
    """The statements with a verb: kind, start, end; not those on what ought to be, nor on nobody."""
    found = []
    for match in _STATUS.finditer(sentence):
        before = re.split(r"[，,]", sentence[: match.start()])[-1]
        after = sentence[match.end() :]
        of_nobody = _OF_OTHERS.match(after) or _NOBODY.match(after.lstrip("单位机关的有：:"))
        of_else = match.lastgroup in ("late", "not_published") and (
            not _OF_THE_REPORT.match(after) or _DENIED.search(before)
        )
        if not _DUTY.search(before + match[0]) and not of_nobody and not of_else:
            found.append((str(match.lastgroup), match.start(), match.end()))
    return found


def _pieces(sentence: str, claims: list[tuple[str, int, int]]) -> list[str]:
    """The text before, between and after the statements."""
    edges = [0, *(edge for _, start, end in claims for edge in (start, end)), len(sentence)]
    return [sentence[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def about_all(sentence: str) -> str | None:
    """What an undated sentence says of all that were named before it, if it does."""
    if rate := _RATE.search(sentence):
        return str(rate.lastgroup)
    kinds = {kind for kind, _, _ in _claims(sentence)} & {"in_time", "published"}
    others = {kind for kind, _, _ in _claims(sentence)} - kinds
    if _ALL.search(sentence) and len(kinds) == 1 and not others and not _EXCEPTION.search(sentence):
        return kinds.pop()
    return None
