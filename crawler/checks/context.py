"""What is known about a report from outside the report, and what its agency's name alone tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.reading.report import Report

# The first pattern that fits names the kind. 管理委员会 alone is often a bureau (城市管理委员会): a zone must say zone.
_KINDS = (
    ("subdistrict", re.compile(r"街道(?:办事处|办)?$")),
    ("township", re.compile(r"(?:乡|镇|苏木)(?:人民政府|政府)?$")),
    (
        "zone",
        re.compile(r"(?:开发区|经开区|高新区|园区|产业园|景区|度假区|示范区|试验区|保税区)(?:管理委员会|管委会)?$"),
    ),
    ("office", re.compile(r"政府(?:办公[厅室]|办)$")),
    ("government", re.compile(r"(?:省|市|州|盟|县|区|旗)(?:人民政府|政府)?$")),
    ("department", re.compile(r"(?:局|委员会|委|办公室|中心|院|大队|支队|站|所|馆|社|会|办)$")),
)
# 县域经济 names no county; 自治区 and 地区 are no districts; 开发区 and 新区 are of any level.
_COUNTY_LEVEL = re.compile(r"县(?!域)|旗|(?<!自治)(?<!地)(?<!开发)(?<!新)区")
_BELOW_COUNTY = frozenset({"township", "subdistrict"})
_COUNTY_LEVELS = frozenset({"county", "township"})


@dataclass(frozen=True, slots=True)
class Context:
    """What the registry and earlier crawls know about the report's agency.

    ``agency_kind`` is one of government, office, department, township, subdistrict, zone; ``agency_name`` the
    registry's official name; ``level`` the level of the agency (``"county"``: a county's own or below it). ``previous``
    is the agency's report of the year before, ``others`` reports of other agencies of the same year, ``units`` the
    reports that a county's own report sums up.
    """

    agency_kind: str | None = None
    agency_name: str | None = None
    level: str | None = None
    previous: Report | None = None
    others: tuple[Report, ...] = ()
    units: tuple[Report, ...] = ()


def agency_name(report: Report, context: Context) -> str:
    """The registry's name of the agency, else the one its report prints, else an empty string."""
    return context.agency_name or report.agency_name or ""


def agency_kind(report: Report, context: Context) -> str | None:
    """The kind of the agency; where the registry is silent, as far as its name alone tells."""
    return context.agency_kind or _kind_of(agency_name(report, context))


@lru_cache(maxsize=1024)
def _kind_of(name: str) -> str | None:
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), None)


def is_county_level(report: Report, context: Context) -> bool | None:
    """Whether the agency belongs to a county or to something below it; ``None`` where that cannot be told.

    A bare 市 may be a prefecture, whose government makes 规章, or a county-level city, whose government does not.
    """
    if context.level is not None:
        return context.level in _COUNTY_LEVELS
    if agency_kind(report, context) in _BELOW_COUNTY or _COUNTY_LEVEL.search(agency_name(report, context)):
        return True
    return None
