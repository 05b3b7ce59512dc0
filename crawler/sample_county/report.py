"""An invented report as HTML, on the statutory form of 2021."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.sample_county.model import Figures
from crawler.sample_county.page import fill

Number = int | float

#: What of a report a file may hold in place of its page.
ALL, TABLES, APPLICATIONS = "all", "tables", "applications"
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
Rows = dict[str, tuple[Number, ...]]

#: The outcomes under 三、本年度办理结果, in form order; their sum is （七）总计.
HANDLED = (
    "granted",
    "partially_granted",
    "refused_state_secret",
    "refused_prohibited_by_law",
    "refused_security_stability",
    "refused_third_party",
    "refused_internal_affairs",
    "refused_process_information",
    "refused_enforcement_file",
    "refused_inquiry_matter",
    "unavailable_not_held",
    "unavailable_needs_creation",
    "unavailable_still_unclear",
    "unprocessed_petition",
    "unprocessed_repeat",
    "unprocessed_publication",
    "unprocessed_excessive",
    "unprocessed_confirmation",
    "other_no_correction",
    "other_unpaid_fee",
    "other_misc",
)
OUTCOMES = ("received", "carried_in", *HANDLED, "handled_total", "carried_out")
ROUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


def applications(figures: Figures) -> Rows:
    """Table 3 as printed: outcome -> the six applicants and 总计."""
    given = figures.applications
    handled = tuple(map(sum, zip(*(given[row] for row in HANDLED if row in given), strict=True)))
    rows = {row: given.get(row, (0,) * 6) for row in OUTCOMES} | {"handled_total": handled}
    return {row: (*values, sum(values)) for row, values in rows.items()} | figures.slips


def proceedings(figures: Figures) -> Rows:
    """Table 4 as printed: route -> the four results and 总计."""
    rows = {route: figures.proceedings.get(route, (0,) * 4) for route in ROUTES}
    return {route: (*values, sum(values)) for route, values in rows.items()}


def render(figures: Figures) -> str:
    """The report's body."""
    disclosed = {row: _cells(values, span=4 - len(values)) for row, values in figures.disclosures.items()}
    rows = applications(figures)
    counted = {row: _cells(values) for row, values in (rows | proceedings(figures)).items()}
    totals = {f"{row}_total": rows[row][-1] for row in ("received", "carried_in", "carried_out")}
    about = {"year": figures.year, "posts": _posts(figures.posts), "signer": figures.signer}
    signed = f"{figures.signed_on:%Y}年{figures.signed_on.month}月{figures.signed_on.day}日"
    return fill("report_2021.html", **disclosed, **counted, **totals, **about, **figures.text, signed=signed)


def only(body: str, part: str) -> str:
    """That part of a report's body."""
    tables: list[str] = _TABLE.findall(body)
    return {ALL: body, TABLES: "\n".join(tables), APPLICATIONS: tables[1]}[part]


def without(body: str, part: str, instead: str) -> str:
    """A report's body without that part; ``instead`` stands in its place, or where it is more than a table below."""
    if part == APPLICATIONS:
        return body.replace(only(body, part), instead)
    return instead if part == ALL else f"{_TABLE.sub('', body)}\n{instead}"


def _cells(values: Iterable[Number], span: int = 1) -> str:
    opening = f'<td colspan="{span}">' if span > 1 else "<td>"
    return "".join(f"{opening}{value}</td>" for value in values)


def _posts(posts: dict[str, int]) -> str:
    parts = "、".join(f"{place}{count}条" for place, count in posts.items())
    return f"{sum(posts.values())}条，其中{parts}"
