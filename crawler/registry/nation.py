"""The divisions of the whole country, from tables of this package, each read when it is first asked for.

``nation/SOURCE.md`` says where they come from. Codes are those of GB/T 2260 (six digits, to the county) and nine digits
for townships. One file a level, one place a line, sorted by code: a year's changes show line by line in a diff, and the
townships of one county are found without reading those of the others.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from crawler.registry.places import plain, shortened, without_peoples

FOLDER = Path(__file__).resolve().parent / "nation"


class Division(NamedTuple):
    """A county. Where no prefecture stands between it and its province, ``city`` is the province."""

    code: str
    name: str
    city: str
    province: str


class Former(NamedTuple):
    """A county's earlier name or code; ``year``: when it ended, ``change``: how, such as 撤县设市."""

    code: str
    former_code: str
    former_name: str
    year: int
    change: str


@cache
def names() -> Mapping[str, str]:
    """The name of every province, prefecture and county by its six-digit code."""
    return dict(_rows("divisions.csv"))


@cache
def counties() -> Mapping[str, Division]:
    """Every county by its code."""
    return {code: _division(code, name) for code, name in names().items() if not code.endswith("00")}


def townships(county: str) -> list[tuple[str, str]]:
    """Code and name of the townships and subdistricts of a county."""
    table, wanted = _townships(), f"\n{county}".encode()
    start = table.find(wanted) + 1
    found: list[tuple[str, str]] = []
    while table.startswith(wanted[1:], start):
        end = table.index(b"\n", start)
        code, _, name = table[start:end].decode().partition(",")
        found.append((code, name))
        start = end + 1
    return found


def former(county: str) -> tuple[Former, ...]:
    """What a county was called or coded before, oldest first; nothing before 2008, when reports began."""
    return tuple(_former().get(county, ()))


def neighbours(county: str) -> list[str]:
    """The names of the other counties of its prefecture."""
    return [each.name for each in _by_prefecture().get(county[:4], ()) if each.code != county]


def find(text: str) -> list[Division]:
    """The counties that a code (present or former) or a name means: 430623, 华容县, 岳阳市华容县, 同仁县, 华容.

    Several where the name is not enough. A name without its level counts only where no whole name fits.
    """
    wanted = plain(text)
    if wanted in counties():
        return [counties()[wanted]]
    whole = [county for county in counties().values() if _fits(wanted, county, _all_names(county))]
    return whole or [county for county in counties().values() if _fits(wanted, county, [shortened(county.name)])]


def provinces(text: str) -> list[str]:
    """The two-digit codes of the provinces that a code or a name means."""
    wanted = plain(text)
    return [
        code[:2]
        for code, name in names().items()
        if code.endswith("0000") and wanted in (code, code[:2], name, shortened(name))
    ]


def _all_names(county: Division) -> list[str]:
    earlier = [name for old in former(county.code) for name in (old.former_name, old.former_code)]
    return [county.name, without_peoples(county.name), *earlier]


def _fits(wanted: str, county: Division, ends: list[str]) -> bool:
    fronts = {wanted.removesuffix(end) for end in ends if wanted.endswith(end)}
    return bool(fronts) and bool(fronts & set(_fronts(county)))


def _fronts(county: Division) -> Iterator[str]:
    for province in ("", county.province, shortened(county.province)):
        for city in ("", county.city, shortened(county.city)):
            yield province + city


def _division(code: str, name: str) -> Division:
    province = names()[code[:2] + "0000"]
    return Division(code, name, names().get(code[:4] + "00", province), province)


@cache
def _by_prefecture() -> Mapping[str, list[Division]]:
    found = defaultdict(list)
    for county in counties().values():
        found[county.code[:4]].append(county)
    return found


@cache
def _townships() -> bytes:
    return (FOLDER / "townships.csv").read_bytes()


@cache
def _former() -> Mapping[str, list[Former]]:
    found = defaultdict(list)
    for code, former_code, former_name, year, change in sorted(_rows("former.csv"), key=lambda row: row[3]):
        found[code].append(Former(code, former_code, former_name, int(year), change))
    return found


def _rows(table: str) -> Iterator[list[str]]:
    with (FOLDER / table).open(encoding="utf-8", newline="") as file:
        yield from list(csv.reader(file))[1:]
