"""Which sentences of the text state which figures of the tables."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from crawler.checks.context import Context, agency_kind, agency_name
from crawler.checks.names import may_be_one
from crawler.checks.prose import Count, prose
from crawler.reading.report import Report


@dataclass(frozen=True, slots=True)
class Claim:
    """A way the text states a figure: ``counts`` picks the counts.

    ``denial`` is how a sentence says zero in words, where ``denies`` agrees: of what is found, and of its sentence.
    """

    counts: Callable[[Count], bool]
    denial: re.Pattern[str] | None = None
    denies: Callable[[str, str], bool] = lambda _said, _sentence: True

    def denied_by(self, sentence: str) -> bool:
        """Whether the sentence says zero in words."""
        match = self.denial.search(sentence) if self.denial else None
        return match is not None and self.denies(match[0], sentence)


_YEAR = re.compile(r"20(?<!\d20)\d\d(?!\d)")
_WHOLE_AREA = re.compile(r"全[省市州盟县区旗]|我[省市州盟县区旗]|各(?:部门|单位|乡镇|镇|街道|地|级)")
# A government's report speaks for its whole area; what it says of one office or bureau is not in its totals alone.
_ONE_BODY = re.compile(r"办公[厅室]|政府办|局|部门|本机关|本级")
# Another agency that is said to have received what follows; 我局 and 全镇 are the agency itself.
_RECEIVES = re.compile(r"收到|接到|接收|受理")
_SUBJECT = re.compile(
    r"((?:[一-龥](?<![年月日度来间])){2,12}(?<![我本全各])(?:局|委|办|中心|镇|乡|街道))(?:共|累计|新)?$"
)
_LONGEST_SUBJECT = 18
# A part of the year, a subset or a comparison is another figure than the table's.
_OTHER_SCOPE = re.compile(
    r"上半年|下半年|季度|去年|往年|历年|近[一二两三四五六七八九十]{1,2}年|年(?<=[二两三四五]年)[来间]|期间|以来|其中|包括|含|截[至止]\D{0,3}(?:20\d\d年)?(?:[1-9]|1[01])月"
    + "".join(rf"|{to}(?<=[\d月]{to})(?:[1-9]|1[01])月" for to in "至到－—~～-")
)


def stated(claim: Claim, report: Report, context: Context) -> list[tuple[int, str]]:
    """The figures the text states, each with its sentence; not those of another year, area, or part of the year."""
    text = prose(report)
    counted = list(filter(claim.counts, text.counts))
    said = [(each.value, each.sentence) for each in in_scope(counted, report, context)] if counted else []
    if claim.denial is not None and claim.denial.search(text.text):
        denied = filter(claim.denied_by, text.sentences)
        said += [(0, sentence) for sentence in denied if _is_own(sentence, report, context)]
    return said


def in_scope(counts: Iterable[Count], report: Report, context: Context) -> Iterator[Count]:
    """Those of the counts that are the agency's own, for the whole of the report year.

    What puts one out of scope stands before it in its sentence, and so before all that follow there: the first of these
    is found by halving, for sentences have no end in a text that lost its punctuation.
    """
    for _, group in groupby(counts, key=lambda count: id(count.sentence)):
        said = list(group)
        yield from said[: bisect_left(said, True, key=lambda count: not _is_own(count.prefix, report, context))]


def _is_own(prefix: str, report: Report, context: Context) -> bool:
    others = _ONE_BODY if agency_kind(report, context) == "government" else _WHOLE_AREA
    if not in_year(prefix, report) or _OTHER_SCOPE.search(prefix) or others.search(prefix):
        return False
    receives = _RECEIVES.search(prefix)
    subject = receives and _SUBJECT.search(prefix[max(receives.start() - _LONGEST_SUBJECT, 0) : receives.start()])
    return not subject or may_be_one(subject[1], agency_name(report, context))


def in_year(prefix: str, report: Report) -> bool:
    """Whether what is said names no other year than the report's."""
    return all(int(year) == report.report_year for year in _YEAR.findall(prefix))


_TOPIC = re.compile(r"信息公开|政府信息|公开信息|依(?:法)?申请|公开申请")
_ARRIVED = re.compile(r"(?:收到|接收|接到|新收|受理)")
# Every alternative begins with a character, none with a choice of some: then a text is only tried at these characters.
_NONE = r"(?:有|曾)?(?:收到|接到|接收|受理)[^，,]{0,24}?申请[^，,]*"
_ZERO = r"[^，,\d]{0,8}(?:零报告|为零)"
_NOT_ARRIVED = re.compile(rf"未{_NONE}|没{_NONE}|无依法?申请公开[^，,]*|依法?申请公开{_ZERO}|公开申请{_ZERO}")
_CHANNEL = re.compile(r"网|信函|邮|当面|现场|传真|窗口|平台|系统|渠道|途径|书面|口头|线上|线下|微信|电话")
_DISPUTE = re.compile(r"复议|诉讼|举报|投诉|答复|办结|收费|费用|不予|驳回|逾期|超期|上年|结转")
# Some of the applications only: 收到涉及征地的申请3件, 收到的申请中有3件, 收到同一申请人的申请12件.
_SOME = re.compile(r"申请[里中]|不属于|补[正充]|涉及|关于|有关|针对|同一|重复|批量|转[办交来]")
_NO_CASE = re.compile(
    r"(?:未(?:发生|出现|产生|收到|接到|有|因|引发|涉及|被)|没有|无(?!法|效|正当|故|条件)|零)[^，,\d]{0,30}(?:复议|诉讼)[^，,\d]*"
)
_DECIDED = re.compile(
    r"维持|纠正|纠错|责令|追究|撤销|审结|驳回|变更|败诉|胜诉|一审|二审|再审|上诉|上年|结转|违法|办理|审理|受理|应诉"
)
_OTHER_PAPERS = re.compile(r"党|备案|清理|审查|解读|拟|修|名义")


def _one_kind_of_applicant(text: str) -> bool:
    return "公民" not in text and ("自然人" in text) != any(word in text for word in ("法人", "企业", "组织"))


def _all_applications(said: str) -> bool:
    narrowed = _CHANNEL.search(said) or _DISPUTE.search(said) or _SOME.search(said)
    return not narrowed and not _one_kind_of_applicant(said)


def _received(count: Count) -> bool:
    said = count.lead + count.tail
    named = "申请" in said and _ARRIVED.search(count.lead) and _TOPIC.search(said)
    return bool(named) and _all_applications(count.lead) and not _one_kind_of_applicant(said)


def _none_received(said: str, _sentence: str) -> bool:
    return _all_applications(said)


def _cases(word: str, other: str) -> Claim:
    def counts(count: Count) -> bool:
        named = word in count.lead and other not in count.lead and not _DECIDED.search(count.lead + count.tail)
        if not named or "无关" in count.sentence:
            return False
        return "代理" not in count.prefix and _TOPIC.search(count.prefix) is not None

    def denies(said: str, sentence: str) -> bool:
        return word in said and not _DECIDED.search(said) and bool(_TOPIC.search(sentence))

    return Claim(counts, _NO_CASE, denies)


def _said(pattern: str, *, but_not: re.Pattern[str] | None = None) -> Claim:
    wanted = re.compile(pattern)
    return Claim(lambda count: bool(wanted.search(count.lead)) and not (but_not and but_not.search(count.lead)))


def _documents(verbs: str) -> Claim:
    return _said(rf"(?:{verbs}).*规范性文件|规范性文件(?:{verbs})", but_not=_OTHER_PAPERS)


def _outcome(words: str) -> Claim:
    return _said(rf"^[、和及并]?(?:已|全部|依法)?(?:{words})的?(?:申请)?(?:共|有|为)?$")


RECEIVED = Claim(_received, _NOT_ARRIVED, _none_received)
CARRIED_IN = _said(r"上一?年度?结转")
_CARRIED_OUT = re.compile(r"结转(?:到|至|入)?(?:下|次)一?年")
CARRIED_OUT = Claim(lambda count: bool(_CARRIED_OUT.search(count.lead + count.tail)))
RECONSIDERATION = _cases("复议", "诉讼")
LITIGATION = _cases("诉讼", "复议")
ISSUED = _documents("制定|制发|印发|出台")
REPEALED = _documents("废止")
IN_FORCE = _documents("现行有效")
GRANTED = _outcome("予以公开")
PARTIALLY_GRANTED = _outcome("部分(?:予以)?公开|予以部分公开")
GRANTED_OR_PARTIALLY = _outcome("予以公开[及和与、]部分公开")
REFUSED = _outcome("不予公开")
UNAVAILABLE = _outcome("(?:因本机关不掌握等原因)?无法提供")
UNPROCESSED = _outcome("不予处理")
