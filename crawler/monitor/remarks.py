"""What the flags beside a state rest on, in Chinese lines. None of them says why, or whose doing it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from crawler.clock import SHANGHAI
from crawler.monitor.claims import claim, first_of
from crawler.monitor.facts import FilingFacts, Publication
from crawler.monitor.flags import copies, edits, later_clock
from crawler.monitor.labels import FLAG_LABELS
from crawler.monitor.states import FilingState, silent_look

#: What differs between two versions, by their ids.
Changes = Mapping[tuple[str, str], Sequence[str]]

_CHANGES_SHOWN = 20
_MARKS = {
    "wrong_year": "文件所载年度与报告年度不一致，须由人工核对。",
    "wrong_form": "所用表格与该年度适用的格式不一致。",
    "unreadable": "只见到无法读取的附件或扫描件；原件已保存，须由人工读取。",
}


def remarks(facts: FilingFacts, state: FilingState, now: datetime, changes: Changes) -> Iterator[str]:
    """The lines of all flags of a filing at ``now``."""
    known = [each for each in facts.publications if each.known_at <= now]
    if known:
        yield from _moved(known, now)
        yield from _dates(facts, state, first_of(known, facts.deadline, now), now)
    if "edited" in state.flags:
        for before, after in edits(known, facts.deadline):
            yield f"{after.url} 于 {told(after.known_at)} 见到的内容与此前不同：{_counted(changes, before, after)}。"
            yield from _shown(changes, before, after)
    if "duplicate" in state.flags:
        first, *others = copies(facts, known, now)
        for other in others:
            if other.body != first.body:
                yield f"{other.url} 与 {first.url} 内容不同：{_counted(changes, first, other)}。"
                yield from _shown(changes, first, other)
    yield from (f"{FLAG_LABELS[flag]}：{_MARKS[flag]}" for flag in state.flags if flag in _MARKS)


def compared(facts: FilingFacts, now: datetime) -> Iterator[tuple[str, str]]:
    """The pairs of versions whose differences :func:`remarks` tells."""
    known = [each for each in facts.publications if each.known_at <= now]
    for before, after in edits(known, facts.deadline):
        yield before.version_id, after.version_id
    if there := copies(facts, known, now):
        first, *others = there
        yield from ((first.version_id, other.version_id) for other in others if other.body != first.body)


def _dates(facts: FilingFacts, state: FilingState, first: Publication, now: datetime) -> Iterator[str]:
    seen = told(first.first_seen_at)
    if "before_watch" in state.flags:
        yield f"首次核查（{seen}）时已经公布，此前未曾核查，实际公布时间只能依其载明的日期认定。"
    if "backdated" not in state.flags:
        return
    if silent_look(facts, first.silent_before):
        yield f"载明的日期在期限以内，但期限届满后完整核查全部栏目时尚未见到，首次见到于 {seen}。"
    claimed = claim(first, facts.deadline, now)
    if claimed and (clock := later_clock(first, claimed[0], facts.deadline, now)):
        yield f"载明的日期为 {claimed[0]}，而地址中的{clock.kind}所含日期为 {clock.on}。"
    yield "载明的日期是否属实须由人工核对，状态仍按载明的日期认定。"


def _moved(known: Sequence[Publication], now: datetime) -> Iterator[str]:
    """Days that were not believed."""
    days = {day: since for each in known for day, since in each.moved_days.items() if since <= now}
    bears = {each.clock.on for each in known if each.clock}
    bears |= {day for each in known for day in (each.published_on, each.listed_on, each.created_on) if day}
    for day in sorted(bears & days.keys()):
        yield f"该网站多个年度或多份文件同载 {day}，应为网站迁移所致，不据以认定公布日期。"


def _counted(changes: Changes, before: Publication, after: Publication) -> str:
    told_of = changes.get((before.version_id, after.version_id), ())
    return f"{len(told_of)}处" if told_of else "改动未能逐项列出，见两个版本的原件"


def _shown(changes: Changes, before: Publication, after: Publication) -> Iterator[str]:
    told_of = changes.get((before.version_id, after.version_id), ())
    yield from (f"  {line}" for line in told_of[:_CHANGES_SHOWN])
    if len(told_of) > _CHANGES_SHOWN:
        yield f"  另有{len(told_of) - _CHANGES_SHOWN}处。"


def told(moment: datetime) -> str:
    """A time as it stands in every line: Beijing time to the minute."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
