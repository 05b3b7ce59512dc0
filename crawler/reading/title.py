"""The grammar of report titles: whose report, of which year, and what is no report though it holds the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says. ``agency_name`` is as printed, without white space; ``why_not`` is Chinese, for the reader.

    ``is_roster``: it is a county's own list of who has published (公布情况), of the reports on ``report_year``.
    """

    agency_name: str | None = None
    report_year: int | None = None
    is_report: bool = False
    why_not: str | None = None
    is_roster: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether the page is worth asking for."""
        return self.is_report or self.is_roster


_YEAR = r"(?P<year>(?:19|20)\d{2})"
_OPEN = "公[开開]"
#: The document's name. 报告/年报 ends it; 政府 before 信息公开 belongs to it, not to the agency.
_NAME = (
    rf"(?:(?:政府|政务|政務|部门|部門|本机关|本機關|本级|本单位)*(?:信息{_OPEN}|資訊{_OPEN})|政[务務]{_OPEN})"
    r"(?:重点)?(?:工作)?(?:开展)?(?:情况)?的?(?:年度)?的?(?:工作)?(?:情况)?(?:开展)?(?:年度)?(?:工作)?的?(?:[报報]告|年[报報])"
)
_AGENCY = r"(?P<agency>[^\d《》]{0,60}?)"
_MORE = r"(?P<more>[^\d《》]{0,40}?)"
_TAIL = r"(?P<tail>.{0,30})"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?:(?:19|20)\d{{2}}(?=[^\d年]))?{_AGENCY}{_YEAR}年?度?{_MORE}{_NAME}{_TAIL}",
        rf"{_AGENCY}{_YEAR}年?度?{_MORE}年[报報]{_TAIL}",
        rf"{_AGENCY}(?:政府|政务)?信息{_OPEN}(?:工作)?{_YEAR}年?度?{_MORE}(?:[报報]告|年[报報]){_TAIL}",
        rf"{_AGENCY}{_NAME}[(（\[【]{_YEAR}年?度?[)）\]】]{_TAIL}",
        rf"{_AGENCY}{_NAME}{_TAIL}",
    )
)
_NAMED = re.compile(_NAME)
_SHORT_NAME = re.compile(r"年[报報]$")

#: What stands in the same columns and holds the same words, without being the report.
_NOT_REPORTS = (
    (r"解[读讀]", "是解读，不是报告本身"),
    (r"^[【\[]?(?:图解|一图|图说)|图解(?:[:：|｜]|$)|一图读懂|一图看懂", "是图解，不是报告本身"),
    (r"(?:通知|通报|批复|意见|方案|办法)$|^关于.*的(?:通知|函)", "是通知一类文件，不是报告本身"),
    (
        r"(?:公布|发布|公开|报送|编制|上报|完成)情况(?:的?(?:说明|统计|公示|通报|汇总))?(?:表)?$",
        "是公布情况，不是报告本身",
    ),
    (r"制度$|指南(?:[(（].*)?$|规定$|目录$|说明$|模板$|格式.{0,4}$", "是制度、指南一类文件，不是报告本身"),
    (r"函$", "是函件，不是报告本身"),
    (
        r"部署会|推进会|座谈会|培训[会班]|工作会议|(?:召开|举办|开展).*(?:会|培训)|(?<!机构)编制(?:工作|要求|发布|报送|和)",
        "是工作动态，不是报告本身",
    ),
    (r"网站.{0,8}(?:年度)?报表|网站.{0,6}年[报報]|网站工作年度", "是政府网站工作年度报表，不是政府信息公开年度报告"),
    (r"法治政府|依法行政|法治建设", "是法治政府建设年度报告，不是政府信息公开年度报告"),
    (
        r"^(?!.*公[开開]).*(?:统计年[报鉴]|财务|决算|预算|环境|质量|党建|公报)",
        "是其他年度报告，不是政府信息公开年度报告",
    ),
    (r"统计表$|报表$", "是统计表，不是报告本身"),
)
#: Whom a county says to have published. What was handed in to it (报送) is not yet published.
_ROSTER = re.compile(
    r"公[开開].{0,20}(?:[报報]告|年[报報]).{0,6}(?:公布|发布|公开)情况(?:的?(?:说明|统计|公示|通报|汇总|一览))?表?$"
)
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
#: An announcement may carry the report itself: no title of one, but a link worth following.
_ANNOUNCEMENT = re.compile(r"(?:通告|公告|公示)$")
_REJECTED = tuple((re.compile(pattern), why) for pattern, why in _NOT_REPORTS)
_LEADING = re.compile(r"^(?:[【\[](?!图|一图)[^】\]]{1,12}[】\]]|附件\d*[:：]?|关于|转发[:：]?)+")
_TRAILING_ORG = re.compile(r"(?:关于|的|[-—_|：:])+$")
_NOTE = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]?|[》」”]")
_ILLUSTRATED = re.compile(r"[(（\[【](?:含|附)?(?:图解|图文|图表)(?:版)?[)）\]】]$")
_SENTENCE = re.compile(r"[。；;！？!?，,]")
_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九０１２３４５６７８９", "00001234567890123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零Ｏ0][〇○零Ｏ0一二三四五六七八九]{2}(?=年)|[２][０-９]{3}")
#: What lists put after a title, or cut from it.
_LIST_TAIL = re.compile(
    r"(?:\.(?:pdf|docx?|wps|xlsx?|ofd|zip|rar|html?)|[(（\[]?20\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[)）\]]?|…+|\.{2,}|new!?|下载)+$",
    re.IGNORECASE,
)
#: A link with these words may be a report whatever else its title says.
_LIKE_A_REPORT = re.compile(
    rf"{_AGENCY}{_YEAR}年?度?(?P<more>[^《》]{{0,30}}?)(?:信息|資訊|政[务務])(?:主动)?{_OPEN}.{{0,20}}?(?:[报報]|年度|总结)"
)
_LONGEST = 120
#: Without one of these no title is parsed any closer; most lines of a page end here.
_MUST_HOLD = ("报告", "年报", "報告", "年報")
_NO_NAME = "标题里没有“政府信息公开工作年度报告”一类字样"


@lru_cache(maxsize=4096)
def parse_title(text: str) -> Title:
    """Whose report of which year a title announces; ``is_report`` is false for what only mentions one.

    White space inside counts for nothing. A title may lack the agency or the year, not both.
    """
    title = "".join(text.split())
    if len(title) > _LONGEST or not title:
        return Title(why_not="标题过长，不像报告标题" if title else "没有标题")
    return _parsed(normal(title)) if any(word in title for word in _MUST_HOLD) else Title(why_not=_NO_NAME)


def parse_link(text: str) -> Title:
    """What a link of a list may lead to: :func:`parse_title`, but in doubt it is a report, to be read or looked at.

    Lists cut titles short, add file endings and dates, and put reports in announcements. To pass over such a link would
    make an agency overdue that has published; only what is clearly something else (a notice, a guide) is no report.
    """
    cut = _LIST_TAIL.sub("", "".join(text.split()))
    title = parse_title(cut)
    core = normal(cut)
    if title.is_report or len(cut) > _LONGEST or any(pattern.search(core) for pattern, _ in _REJECTED):
        return title
    doubtful = _LIKE_A_REPORT.match(core)
    return Title(_agency(doubtful["agency"]), int(doubtful["year"]), is_report=True) if doubtful else title


def _parsed(title: str) -> Title:
    core = _ILLUSTRATED.sub("", title)
    if _ROSTER.search(core):
        # 2024年公布的2023年度报告: the year of the reports stands next to the word.
        years = _ANY_YEAR.findall(core)
        return Title(None, int(years[-1]) if years else None, why_not="标题是公布情况，不是报告本身", is_roster=True)
    for pattern, why in _REJECTED:
        if pattern.search(core):
            return Title(why_not=f"标题{why}")
    if _ANNOUNCEMENT.search(core):
        return Title(why_not="标题是公告，报告可能在其中")
    if _SENTENCE.search(core):
        return Title(why_not="是一句话，不是报告标题")
    match = next((match for shape in _SHAPES if (match := shape.fullmatch(core))), None)
    return _title(match) if match else Title(why_not=_NO_NAME)


def normal(text: str) -> str:
    """The title without white space, marks around it, and with its year in ASCII digits."""
    title = re.sub(r"[\s\u200b\ufeff]+", "", text).strip("#*《》“”\"'|>•·")
    title = _CHINESE_YEAR.sub(lambda year: year[0].translate(_DIGITS), title)
    bracketed = re.fullmatch(r"[(（]([^()（）]+)[)）]", title)
    return _LEADING.sub("", bracketed[1] if bracketed else title)


def _title(match: re.Match[str]) -> Title:
    parts = match.groupdict()
    if (tail := parts["tail"]) and _NOTE.sub("", tail):
        return Title(why_not=f"标题在“报告”之后还有“{tail}”，不是报告本身")
    year = int(parts["year"]) if parts.get("year") else None
    agency = next((name for key in ("agency", "more") if (name := _agency(parts.get(key)))), None)
    if year is None and (agency is None or _SHORT_NAME.search(match[0])):
        return Title(why_not="标题没有写明机关和年份，像是栏目名称")
    return Title(agency, year, is_report=True)


def _agency(name: str | None) -> str | None:
    cleaned = _TRAILING_ORG.sub("", name or "").strip("、·-—_:：|")
    if cleaned.endswith("人民"):
        cleaned += "政府"  # Of 人民政府政府信息公开 the document's name has but one.
    return None if cleaned in ("", "度", "本机关", "本级", "部门", "本单位") else cleaned
