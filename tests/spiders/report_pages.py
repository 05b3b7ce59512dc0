"""A report as the body of a page."""

from __future__ import annotations

PARTS = (
    ("一", "总体情况", "本年度主动公开政府信息三百二十一条，受理申请七件，均按时答复。"),
    ("二", "主动公开政府信息情况", "本年度制发行政规范性文件两件。"),
    ("三", "收到和处理政府信息公开申请情况", "本年度新收申请七件，予以公开六件，无法提供一件。"),
    ("四", "政府信息公开行政复议、行政诉讼情况", "本年度没有因政府信息公开引起的复议和诉讼。"),
    ("五", "存在的主要问题及改进情况", "公开的内容还不够细，下一年将逐项补齐。"),
    ("六", "其他需要报告的事项", "本年度没有收取信息处理费。"),
)


def report_body(title: str) -> str:
    """The title and the six parts."""
    parts = "".join(f"<p>{number}、{heading}</p><p>{text}</p>" for number, heading, text in PARTS)
    return f"<h1>{title}</h1><div id='zoom'>{parts}</div>"
