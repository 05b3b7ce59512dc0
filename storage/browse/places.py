"""Which part of the country a page is about, and the choices a visitor has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storage.browse.asked import Asked

#: So many counties are offered without a province being chosen first.
_FEW = 80

_YEARS = """
WITH RECURSIVE years (year) AS (
    SELECT max(report_year) FROM filings
    UNION ALL
    SELECT (SELECT max(report_year) FROM filings WHERE report_year < year) FROM years WHERE year IS NOT NULL
) SELECT year FROM years WHERE year IS NOT NULL
"""
#: The newest year in which something has happened.
_BEGUN = "SELECT 1 FROM filings WHERE report_year = ? AND state NOT IN ('not_due', 'exempt') LIMIT 1"
_DIVISIONS = "SELECT code, name, city, province FROM divisions WHERE active ORDER BY code"


@dataclass(frozen=True, slots=True)
class Place:
    """The whole country, a province or a county, in one report year; ``year`` is ``None`` while nothing is owed."""

    year: int | None
    province: str = ""
    county: str = ""
    county_name: str = ""

    @property
    def name(self) -> str:
        """The county, else the province; empty for the whole country."""
        return self.county_name or self.province

    def arguments(self, **more: Any) -> dict[str, Any]:
        """What a link must carry to stay at this place."""
        province = "" if self.county else self.province
        return {"year": self.year, "province": province, "county": self.county} | more

    def condition(self, asked: Asked, column: str = "agency_id") -> tuple[str, dict[str, Any]]:
        """SQL that keeps the agencies of this place, and its parameters. An agency's id begins with its county's."""
        if self.county:
            return f"{column} >= :county AND {column} < :county || ':'", {"county": self.county}
        if not self.province:
            return "1", {}
        codes = [each["code"] for each in divisions(asked) if each["province"] == self.province]
        named = {f"code{position}": code for position, code in enumerate(codes)}
        return f"substr({column}, 1, 6) IN ({', '.join(f':{name}' for name in named)})", named


def divisions(asked: Asked) -> list[dict[str, Any]]:
    """Every county: ``{"code", "name", "city", "province"}``."""
    return asked.rows(_DIVISIONS)


def place(asked: Asked) -> Place:
    """The place and year that the address names; what it names wrongly is left out."""
    known = divisions(asked)
    wanted = asked.get("county")
    county = next((each for each in known if wanted and wanted in (each["code"], each["name"])), None)
    provinces = {each["province"] for each in known}
    province = county["province"] if county else asked.get("province") if asked.get("province") in provinces else ""
    code, name = (county["code"], county["name"]) if county else ("", "")
    return Place(_year(asked), province, code, name)


def choices(asked: Asked, chosen: Place) -> dict[str, Any]:
    """``{"years", "provinces", "counties"}`` to choose from; counties of the chosen province, or all where few."""
    known = divisions(asked)
    counties = [each for each in known if each["province"] == chosen.province] if chosen.province else known
    return {
        "years": years(asked),
        "provinces": list(dict.fromkeys(each["province"] for each in known)),
        "counties": counties if chosen.province or len(counties) <= _FEW else [],
    }


def years(asked: Asked) -> list[int]:
    """The report years for which something is owed, newest first."""
    return [row["year"] for row in asked.rows(_YEARS)]


def _year(asked: Asked) -> int | None:
    known = years(asked)
    if asked.whole("year") in known:
        return asked.whole("year")
    begun = (year for year in known if asked.row(_BEGUN, (year,)))
    return next(begun, known[0] if known else None)
