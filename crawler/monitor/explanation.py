"""Why a filing has its state, in Chinese lines: the duty, the looks, what was found, what would change it.

Facts and times only. What we could not see is told as ours, and only a rule of law is called one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from crawler.monitor.facts import ChannelLooks, FilingFacts, Publication
from crawler.monitor.labels import CLAIM_LABELS, REASON_LABELS
from crawler.monitor.remarks import Changes, remarks, told
from crawler.monitor.states import FilingState, silent_look
from crawler.monitor.withdrawal import withdrawal

_OUTCOMES = {
    "ok": "正常",
    "not_modified": "正常（内容未变）",
    "empty": "返回空白内容",
    "dns": "域名无法解析",
    "refused": "连接被拒绝",
    "timeout": "连接超时",
    "tls": "加密连接失败",
    "http_4xx": "网站报告页面不可用",
    "http_5xx": "网站内部错误",
    "redirect_loop": "循环跳转",
    "blocked": "被验证页面拦截",
    "soft_404": "页面提示内容不存在",
    "wrong_type": "返回的不是网页",
    "too_large": "内容过大，未读取",
    "layout_changed": "栏目结构有变",
    "robots": "网站约定不允许自动访问",
    "off_limits": "跳转到登记范围以外的网站",
    "over_budget": "当日访问次数已满，留待次日",
}

_WOULD_CHANGE = {
    "not_due": "期限内见到报告即为按时公布；期限届满后，完整核查全部栏目仍未见到，才会认定逾期未公布。",
    "on_time": "如报告实际公布日期另有证据，可据以更正。",
    "late": "如有证据表明报告在期限内已经公布，可据以更正。",
    "overdue": "如报告已在其他页面公布，或机关已撤并、免报，登记后重新认定；报告公布后自动更新。",
    "unverified": "能够完整核查全部栏目后自动更新。",
    "withdrawn": "如报告已迁往其他地址，登记后重新认定；重新列出后自动更新。",
    "exempt": "如登记有误，更正登记后重新认定。",
    "needs_review": "读取该文件或由人工确认其机关与年度后更新。",
}
_REASON_WOULD_CHANGE = {
    "undated": "查明公布日期后更新。",
    "unconfirmed": "由人工确认栏目无误并在卡片中写明（status: verified）后更新。",
}
_CANDIDATES_SHOWN = 3
_NOTHING_KNOWN: Changes = {}


def explain(facts: FilingFacts, state: FilingState, now: datetime, changes: Changes = _NOTHING_KNOWN) -> list[str]:
    """The lines behind ``state``, which :func:`judge_filing` gave for these facts at ``now``; never empty.

    ``changes``: what differs between two versions (by their ids), as ``crawler.monitor.changes`` tells it.
    """
    deadline = facts.deadline
    grace = f"；宽限至 {deadline.closes_on}（依据：{deadline.grace_basis}）" if deadline.grace_days else ""
    return [
        f"{deadline.wording}（依据：{deadline.basis}）{grace}。",
        *_looks(facts, now),
        *_found(facts, now),
        *_conclusion(facts, state, now),
        *remarks(facts, state, now, changes),
        _REASON_WOULD_CHANGE.get(state.reason or "", _WOULD_CHANGE[state.state]),
    ]


def _looks(facts: FilingFacts, now: datetime) -> Iterator[str]:
    if not facts.channels:
        yield "尚未登记可以见到该报告的栏目。"
    over = now >= facts.deadline.ends_at
    for channel in facts.channels:
        where = f"（{channel.url}）" if channel.url else ""
        yield f"栏目 {channel.channel_id}{where}：{'期限届满后' if over else ''}{_counted(channel, facts, now, over)}。"


def _counted(channel: ChannelLooks, facts: FilingFacts, now: datetime, over: bool) -> str:
    looks = channel.between(facts.deadline.ends_at if over else None, now + timedelta.resolution)
    if not looks:
        return "尚未核查"
    newest = looks[-1]
    result = "完整" if newest.clean else f"不作依据，{REASON_LABELS[newest.obstacle]}"
    clean = sum(look.clean for look in looks)
    outcome = _OUTCOMES.get(newest.outcome, newest.outcome)
    return f"已核查{len(looks)}次，其中完整核查{clean}次；最近一次 {told(newest.at)}，{outcome}（{result}）"


def _found(facts: FilingFacts, now: datetime) -> Iterator[str]:
    for each in sorted(facts.publications, key=lambda each: each.first_seen_at):
        if each.known_at <= now:
            yield f"见到《{each.title}》（{each.url}），首次见到于 {told(each.first_seen_at)}；{_dates(each)}。"
    waiting = [each for each in facts.candidates if each.open_at(now)]
    for one in waiting[:_CANDIDATES_SHOWN]:
        yield f"栏目列有《{one.title}》（{one.url}），尚未读取或未能确认其机关与年度。"
    if len(waiting) > _CANDIDATES_SHOWN:
        yield f"另有{len(waiting) - _CANDIDATES_SHOWN}个此类文件。"
    yield from dismissed(facts, now)


def dismissed(facts: FilingFacts, now: datetime) -> Iterator[str]:
    """Where no report was read: what looks like it on the lists, and was said by a person to be none; a line each."""
    if any(each.known_at <= now for each in facts.publications):
        return
    found = [(each, each.dismissal) for each in facts.candidates if each.dismissal and each.first_seen_at <= now]
    for one, said in found[:_CANDIDATES_SHOWN]:
        seen = f"{one.url}，最近一次列出见于 {told(min(said.last_listed_at, now))}"
        answer = f"{f'{said.reviewer}于 ' if said.reviewer else ''}{told(said.at)} 认定，理由：{said.because}"
        yield f"栏目 {said.channel_id} 列有《{one.title}》（{seen}），经人工核对不是年度报告（{answer}）。"
    if len(found) > _CANDIDATES_SHOWN:
        yield f"另有{len(found) - _CANDIDATES_SHOWN}个链接经人工核对不是年度报告。"


def _dates(publication: Publication) -> str:
    printed = [f"{label} {day}" for name, label in CLAIM_LABELS.items() if (day := getattr(publication, name))]
    inside = f"；地址中的{clock.kind}所含日期为 {clock.on}" if (clock := publication.clock) else ""
    return ("载明" + "、".join(printed) if printed else "未载明日期") + inside


def _conclusion(facts: FilingFacts, state: FilingState, now: datetime) -> Iterator[str]:
    who = f"{facts.agency_name}{facts.report_year}年度报告"
    match state.state:
        case "exempt":
            yield f"{who}无须报送：{facts.exempt}。"
        case "not_due":
            yield f"截至 {told(now)}，{who}未到期。"
        case "needs_review":
            yield f"截至 {told(now)}，{who}是否已公布须由人工核对。"
        case "withdrawn":
            yield from _withdrawn(facts, who, now)
        case "overdue":
            yield _overdue(facts, who, now)
        case "unverified" if state.reason == "undated":
            yield f"{who}已公布，日期不明，无法判断是否在期限内。"
        case "unverified":
            reason = REASON_LABELS[state.reason or "not_looked"]
            yield f"截至 {told(now)}，{who}无法核实：{reason}。这不说明该机关未公布。"
        case _:
            yield from _when(facts, state, who)


def _overdue(facts: FilingFacts, who: str, now: datetime) -> str:
    """The dated statement; its time is that of the proof, not of the asking."""
    before = now + timedelta.resolution
    proof = silent_look(facts, before)
    seen = told(proof.at if proof else now)
    channels = "、".join(channel.channel_id for channel in facts.channels)
    times = sum(len(channel.between(facts.deadline.ends_at, before)) for channel in facts.channels)
    deadline = facts.deadline
    duty = "应于" if deadline.statutory else "按地方通知和惯例应于"
    due = f"{duty} {deadline.due_on} 前公布（依据：{deadline.basis}）"
    return f"截至 {seen}，在 {channels} 未见{who}；{due}；期限届满后已核查{times}次。"


def _withdrawn(facts: FilingFacts, who: str, now: datetime) -> Iterator[str]:
    if gone := withdrawal(facts, now):
        looks = f"完整核查有关栏目{len(gone.looks)}次（{told(gone.looks[0].at)} 至 {told(gone.proof.at)}）"
        yield f"{who}最近一次列出见于 {told(gone.last_listed_at)}；其后{looks}，均未再列出。"
        yield f"该文件的地址于 {told(gone.gone_at)} 再次访问，页面已不存在。原件已保存。"


def _when(facts: FilingFacts, state: FilingState, who: str) -> Iterator[str]:
    """On which day it was out, for ``on_time`` and ``late``."""
    limit = "法定期限" if facts.deadline.statutory else "地方通知和惯例的期限"
    seen = told(state.first_seen_at) if state.first_seen_at else ""
    if state.claimed_on:
        source = f"{who}的公布日期按{CLAIM_LABELS[state.claimed_by or 'published_on']}认定为 {state.claimed_on}"
        late = f"比{limit} {state.due_on} 晚{state.days_late}天"
        yield f"{source}，{late if state.days_late else f'在{limit} {state.due_on} 以内'}。"
    elif state.days_late:
        unseen = f"期限届满后曾完整核查全部栏目而未见到，首次见到于 {seen}"
        yield f"{who}的日期不明；{unseen}，比{limit}至多晚{state.days_late}天。"
    else:
        yield f"{who}的日期不明，但首次见到于 {seen}，在{limit} {state.due_on} 以内。"
