"""One report for a person at a terminal: its metadata, the cells that say something, its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from crawler.checks.finding import Finding, Severity
from crawler.reading.report import Report, Table

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
_TABLES = (("disclosures", "主动公开"), ("applications", "依申请公开"), ("proceedings", "复议诉讼"))
_SEVERITY_LABELS = {Severity.ERROR: "[red]错误[/]", Severity.WARNING: "[yellow]存疑[/]", Severity.NOTE: "[cyan]提示[/]"}


def print_report(console: Console, report: Report, findings: Sequence[Finding]) -> None:
    """Print what was read and what was found; blank and zero rows are only counted."""
    console.rule(escape(report.title or "（无标题）"), align="left")
    facts = RichTable.grid(padding=(0, 2))
    for name, label in _FIELDS[1:]:
        facts.add_row(label, escape(str(getattr(report, name) or "—")))
    for name, label in _TABLES:
        facts.add_row(label, _cell_counts(getattr(report, name)))
    console.print(facts)
    for name, label in _TABLES:
        for line in _telling_rows(getattr(report, name)):
            console.print(f"  {label} {line}", markup=False)
    for finding in findings:
        console.print(f"{_SEVERITY_LABELS[finding.severity]} {escape(finding.message)} [dim]{finding.rule} {finding.basis}[/]")
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


def _telling_rows(table: Table) -> Iterator[str]:
    for row, cells in table.items():
        if any(cell.value for cell in cells.values()):
            yield row + ": " + " ".join(f"{column}={cell.value}" for column, cell in cells.items() if cell.value)
