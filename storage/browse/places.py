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
_COUNTY = "SELECT code, name, province FROM divisions WHERE active AND ? IN (code, name) ORDER BY code LIMIT 1"
_COUNTIES = "SELECT code, name, city, province FROM divisions WHERE active AND province = ? ORDER BY code"
_SOME = "SELECT code, name, city, province FROM divisions WHERE active ORDER BY code LIMIT ?"
_PROVINCES = "SELECT province, min(code) FROM divisions WHERE active GROUP BY 1 ORDER BY 2"


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
        codes = [each["code"] for each in counties(asked, self.province)]
        named = {f"code{position}": code for position, code in enumerate(codes)}
        # The bounds let an index skip the other provinces.
        bounds = f"{column} >= :first AND {column} < :last || ':'"
        listed = f"substr({column}, 1, 6) IN ({', '.join(f':{name}' for name in named)})"
        return f"{bounds} AND {listed}", named | {"first": codes[0], "last": codes[-1]}


def counties(asked: Asked, province: str) -> list[dict[str, Any]]:
    """The counties of a province: ``{"code", "name", "city", "province"}``, by code."""
    return asked.once(_COUNTIES, province)


def _provinces(asked: Asked) -> list[str]:
    return [row["province"] for row in asked.once(_PROVINCES)]


def place(asked: Asked) -> Place:
    """The place and year that the address names; what it names wrongly is left out."""
    if county := next(iter(asked.once(_COUNTY, asked.get("county"))), None):
        return Place(_year(asked), county["province"], county["code"], county["name"])
    province = asked.get("province")
    return Place(_year(asked), province if province in _provinces(asked) else "")


def misnamed(asked: Asked, chosen: Place) -> bool:
    """Whether the address names a place or a year that there is not. A page says what it shows, a table cannot."""
    known = {"year": (str(chosen.year),), "county": (chosen.county, chosen.county_name), "province": (chosen.province,)}
    return any(asked.get(name) not in ("", *found) for name, found in known.items())


def choices(asked: Asked, chosen: Place) -> dict[str, Any]:
    """``{"years", "provinces", "counties"}`` to choose from; counties of the chosen province, or all where few."""
    offered = counties(asked, chosen.province) if chosen.province else asked.once(_SOME, _FEW + 1)
    return {
        "years": years(asked),
        "provinces": _provinces(asked),
        "counties": offered if chosen.province or len(offered) <= _FEW else [],
    }


def years(asked: Asked) -> list[int]:
    """The report years for which something is owed, newest first."""
    return [row["year"] for row in asked.once(_YEARS)]


def _year(asked: Asked) -> int | None:
    known = years(asked)
    if asked.whole("year") in known:
        return asked.whole("year")
    begun = (year for year in known if asked.row(_BEGUN, (year,)))
    return next(begun, known[0] if known else None)
