"""What a crawl of a portal would see and store, for the person who writes its card."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from crawler.diagnosis import advice
from crawler.items import Article, Observation, Outcome
from crawler.portals import Trial
from crawler.registry import Registry
from crawler.rows import Row, listing_rows, observation_row
from storage.looks import verdict


def print_trial(console: Console, registry: Registry, trial: Trial) -> bool:
    """Print every look with its rows, and what became of each report; returns whether all looks can be relied on."""
    articles = {article.row.url: article for article in trial.articles}
    for look in trial.looks:
        _print_look(console, registry, look, articles)
    asked = [article for article in trial.articles if not article.is_roster]
    read = sum(article.report is not None for article in asked)
    console.print(f"\nwould be stored: {read} reports read, {len(asked) - read} not; nothing was kept")
    for portal_id, error in trial.summary.errors:
        console.print(f"[red]failed[/] {portal_id}: {escape(error)}", soft_wrap=True)
    return bool(trial.looks) and all(_judged(registry, look)["qualified"] for look in trial.looks)


def _judged(registry: Registry, look: Observation) -> Row:
    return observation_row(look, registry, None)


def _print_look(console: Console, registry: Registry, look: Observation, articles: Mapping[str, Article]) -> None:
    channel, judged = registry.channels[look.channel_id], _judged(registry, look)
    relied = "[green]可作依据 can be relied on[/]" if judged["qualified"] else "[red]不能作依据 cannot be relied on[/]"
    end = "read to its end" if look.exhausted else "not read to its end"
    console.print(f"\n[bold]{look.channel_id}[/] {escape(channel.url)}", soft_wrap=True)
    console.print(f"  {look.outcome.value}, {len(look.rows)} rows on {len(look.fetches)} pages, {end}: {relied}")
    if channel.canary and look.rows:
        seen = "seen" if judged["canary_seen"] else "not seen"
        console.print(f"  canary 「{escape(channel.canary)}」 {seen}; at_least {channel.at_least}", soft_wrap=True)
    if not judged["qualified"]:
        advised = advice(verdict(judged, channel.at_least))
        detail = f": {look.detail}" if look.detail else ""
        console.print(f"  {escape(advised.wrong + detail)}\n  {escape(advised.remedy)}", soft_wrap=True)
    if look.rows:
        console.print(_table(registry, look, articles))


def _table(registry: Registry, look: Observation, articles: Mapping[str, Article]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2), header_style="bold")
    for name in ("日期", "标题", "机构", "年度", "结果"):
        table.add_column(name, overflow="fold")
    for row in listing_rows(look, registry):
        agency = registry.agencies[row["agency_id"]].name if row["agency_id"] else ""
        year = str(row["report_year"] or "") if row["is_report"] else ""
        result = _result(row, articles.get(row["url"])) if row["is_report"] else f"[dim]{escape(row['why_not'])}[/]"
        table.add_row(str(row["listed_on"] or ""), escape(row["title"]), escape(agency), year, result)
    return table


def _result(row: Row, article: Article | None) -> str:
    if article is None:
        return "[yellow]listed twice[/]"
    if article.fetch.outcome is not Outcome.OK:
        return f"[red]{article.fetch.outcome.value}[/] {escape(article.fetch.detail)}"
    if article.report is None:
        return f"[red]not read:[/] {escape(article.trouble or '')}"
    told = f"form {article.report.form or '—'}, {article.report.report_year or 'no year'}"
    differs = (article.agency_id, article.report.report_year) != (row["agency_id"], row["report_year"])
    return f"[yellow]read, but not what the list says:[/] {told}" if differs else f"[green]read[/], {told}"
