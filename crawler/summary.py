"""Results for a person at a terminal: a report, a crawl, the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from crawler.checks import Finding, Rule, Severity
from crawler.reading.report import Report, Table
from crawler.tally import Summary
from storage.browse.labels import in_chinese

_FIELDS = (
    ("title", "标题"),
    ("agency_name", "机关"),
    ("report_year", "报告年度"),
    ("form", "格式"),
    ("index_number", "索引号"),
    ("publisher", "发布机构"),
    ("source", "来源"),
    ("created_on", "生成日期"),
    ("published_on", "发布日期"),
    ("signed_on", "落款日期"),
)
#: Each table, and where the words for its rows and columns are.
_TABLES = (
    ("disclosures", "主动公开", "row", "measure"),
    ("applications", "依申请公开", "outcome", "applicant"),
    ("proceedings", "复议诉讼", "route", "result"),
)
_SEVERITY_LABELS = {Severity.ERROR: "[red]错误[/]", Severity.WARNING: "[yellow]存疑[/]", Severity.NOTE: "[cyan]提示[/]"}


def print_report(console: Console, report: Report, findings: Sequence[Finding]) -> None:
    """Print what was read and what was found; blank and zero rows are only counted."""
    console.rule(escape(report.title or "（无标题）"), align="left")
    facts = RichTable.grid(padding=(0, 2))
    for name, label in _FIELDS[1:]:
        facts.add_row(label, escape(str(getattr(report, name) or "—")))
    for name, label, *_ in _TABLES:
        facts.add_row(label, _cell_counts(getattr(report, name)))
    console.print(facts)
    for name, label, rows, columns in _TABLES:
        for line in _telling_rows(getattr(report, name), rows, columns):
            console.print(f"  {label} {line}", markup=False)
    for finding in findings:
        console.print(
            f"{_SEVERITY_LABELS[finding.severity]} {escape(finding.message)} [dim]{finding.rule} {finding.basis}[/]"
        )
    if not findings:
        console.print("[green]未发现问题[/]")


def _cell_counts(table: Table) -> str:
    cells = [cell for row in table.values() for cell in row.values()]
    blank = sum(cell.value is None and cell.certain for cell in cells)
    unsure = sum(not cell.certain for cell in cells)
    parts = [f"{len(cells)} 格"]
    parts += [f"{blank} 格空白"] if blank else []
    parts += [f"{unsure} 格不能确定"] if unsure else []
    return "，".join(parts) if cells else "无表"


def _telling_rows(table: Table, rows: str, columns: str) -> Iterator[str]:
    for row, cells in table.items():
        told = [f"{in_chinese(columns, column)} {cell.value}" for column, cell in cells.items() if cell.value]
        if told:
            yield f"{in_chinese(rows, row)}：{'，'.join(told)}"


def print_crawl(console: Console, done: Summary) -> None:
    """Print what a crawl brought, and what a person must look into."""
    if done.new_reports or done.new_versions:
        console.print(
            f"{done.new_reports} new reports, {done.new_versions} new versions, {done.new_originals} new originals"
        )
    else:
        console.print("nothing new")
    asked = {"looks": done.looks, "articles": done.articles, "attachments": done.attachments}
    counted = [f"{name}: {_counted(counts)}" for name, counts in asked.items() if counts or name != "attachments"]
    console.print("    ".join(counted), soft_wrap=True)
    for portal in done.passed_over:
        console.print(f"[yellow]passed over[/] {portal}: no spider knows its platform", soft_wrap=True)
    for portal, error in done.errors:
        console.print(f"[red]failed[/] {portal}: {escape(error)}; what was stored before is kept", soft_wrap=True)
    if done.interrupted:
        console.print("interrupted; what was stored is kept, crawl again to complete it")


def print_counts(console: Console, title: str, counts: Mapping[str, int]) -> None:
    """Print named counts on one line."""
    console.print(f"{title}: {_counted(counts)}", soft_wrap=True)


def print_rules(console: Console, rules: Mapping[str, Rule]) -> None:
    """Print every rule with its severity, its basis, and what would refute a finding."""
    table = RichTable(box=None, pad_edge=False, header_style="bold")
    for name in ("rule", "程度", "依据", "核查内容", "何以推翻"):
        table.add_column(name, overflow="fold")
    for each in rules.values():
        table.add_row(each.id, _SEVERITY_LABELS[each.severity], each.basis.value, each.title, each.refuted_by)
    console.print(table)


def print_findings(console: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print findings under their reports, each with its id and what was last said of it."""
    if not rows:
        console.print("no findings")
    for (agency, year, url), findings in groupby(rows, key=itemgetter("agency", "report_year", "url")):
        console.print(
            f"[bold]{escape(agency or '机关不明')} {year or '年度不明'}[/] [dim]{escape(url)}[/]", soft_wrap=True
        )
        for row in findings:
            told = f"{_SEVERITY_LABELS[Severity(row['severity'])]} {escape(row['message'])}"
            console.print(f"  {row['id']} {told} [dim]{row['rule']} {row['basis']}[/]", soft_wrap=True)
            if row["verdict"]:
                console.print(f"    {escape(_said(row))}", soft_wrap=True)


def _said(row: Mapping[str, Any]) -> str:
    by = f"{row['reviewer']} " if row["reviewer"] else ""
    return f"经核{in_chinese('verdict', row['verdict'])}：{row['because']}（{by}{row['reviewed_at'][:10]}）"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


_WHY = {
    "nobody": "机关不能确定",
    "no_year": "年度不能确定",
    "differs": "列表与正文不一致",
    "unread": "可能是年报，未能读取",
}


def print_waiting(console: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print what a person has to judge, by list, each with its id and whom it may mean."""
    if not rows:
        console.print("nothing waits for a person")
    for channel, waiting in groupby(rows, key=itemgetter("channel_id")):
        console.print(f"[bold]{escape(channel)}[/]")
        for row in waiting:
            for line in _waiting_lines(row):
                console.print(line, markup=False, soft_wrap=True)


def _waiting_lines(row: Mapping[str, Any]) -> Iterator[str]:
    detail = f"（{in_chinese('advice', row['detail'])}）" if row["detail"] else ""
    yield f"  {row['id'][:12]} {_WHY[row['why']]}{detail}"
    yield f"    {row['title'] or '（无标题）'}"
    if row["listed_title"] != row["title"]:
        yield f"    列表：{row['listed_title']}"
    yield f"    {row['url']}"
    for each in row["candidates"]:
        score = "本栏目" if each["score"] is None else f"{each['score']:.2f}"
        yield f"      {score} {each['agency_id']} {each['name']}"


def print_left_out(console: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the links that are taken for no reports, by list, each with its id and why."""
    if not rows:
        console.print("no link was left out")
    for channel, left in groupby(rows, key=itemgetter("channel_id")):
        console.print(f"[bold]{escape(channel)}[/]")
        for row in left:
            for line in (f"  {row['id'][:12]} {row['listed_title']}（{row['why_not']}）", f"    {row['url']}"):
                console.print(line, markup=False, soft_wrap=True)


def print_answers(console: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print what was answered."""
    if not rows:
        console.print("nothing was answered")
    for row in rows:
        whose = f"{row['agency'] or row['agency_id']} {row['report_year']}" if row["agency_id"] else "不是年度报告"
        by = f"{row['reviewer']} " if row["reviewer"] else ""
        lines = (
            f"{row['page_id'][:12]} {row['title']}：{whose}",
            f"  {row['url']}",
            f"  {row['because']}（{by}{row['matched_at'][:10]}）",
        )
        for line in lines:
            console.print(line, markup=False, soft_wrap=True)
