"""The words of filings in Chinese, as they stand on every page, list and message."""

from __future__ import annotations

STATE_LABELS = {
    "not_due": "未到期",
    "on_time": "按时公布",
    "late": "逾期公布",
    "overdue": "逾期未公布",
    "unverified": "无法核实",
    "needs_review": "待人工核对",
    "withdrawn": "公布后撤除",
    "exempt": "免报/已撤并",
}

#: Why a filing is ``unverified``. All but the last are about our looking, never about the agency.
REASON_LABELS = {
    "down": "未能访问网站",
    "blocked": "网站拒绝自动访问",
    "layout_changed": "栏目内容异常",
    "no_channel": "未登记栏目",
    "not_looked": "尚未核查",
    "not_modified": "网站称栏目未变，未重新读到栏目",
    "unconfirmed": "栏目待人工确认",
    "undated": "已公布，日期不明",
}

FLAG_LABELS = {
    "backdated": "标注日期早于实际出现",
    "before_watch": "监测前已公布",
    "edited": "公布后有改动",
    "duplicate": "多处公布且内容不同",
    "wrong_year": "年度不一致",
    "wrong_form": "格式有误",
    "unreadable": "无法读取",
}

#: Which printed date stands as the claimed day of publication.
CLAIM_LABELS = {
    "published_on": "页面发布日期",
    "listed_on": "栏目列表日期",
    "created_on": "生成日期",
    "signed_on": "落款日期",
}

#: What a county's own roster says of an agency (``crawler.monitor.rosters``).
SAYS_LABELS = {
    "in_time": "称已按时公布",
    "published": "称已公布",
    "late": "称未按时公布",
    "not_published": "称未公布",
    "unclear": "列名，未写明是否公布",
}

#: In what a roster and we differ. Facts of both sides: either may be mistaken.
ROSTER_LABELS = {
    "claimed_unseen": "公布情况称已公布，未见其报告",
    "denied_seen": "公布情况称未公布，已见其报告",
    "dates_differ": "公布情况所载日期与所见不同",
    "timing_differs": "公布情况所述是否按时与所见不同",
    "unnamed": "公布情况未列其名，已见其报告",
}


def state_label(state: str, reason: str | None = None) -> str:
    """A state in Chinese, with the reason where there is one: 「无法核实（未能访问网站）」."""
    return f"{STATE_LABELS[state]}（{REASON_LABELS[reason]}）" if reason else STATE_LABELS[state]
