"""A table or a roster of a county's agencies in, what its card should say of them out; each bad row is told by line.

Columns of the table: ``name`` (as the agency calls itself) and, each optional, ``kind``, ``id``, ``aliases`` (split by
、 or ;), ``since``, ``until``, ``merged_into``. What the national table or the card knows already is left alone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crawler.registry.cards import AgencyChange, CardError, CountyCard
from crawler.registry.initials import initials
from crawler.registry.matching import Matcher
from crawler.registry.parsing import plain_problems
from crawler.registry.roster import roster
from crawler.registry.spellings import business_key

COLUMNS = ("name", "kind", "id", "aliases", "since", "until", "merged_into")
#: These have official codes: one that the national table lacks has to bring its code along.
_CODED = ("government", "office", "township", "subdistrict")
#: What a name says of its kind, where the table does not; anything else is a department.
_KINDS = (
    (re.compile(r"人民政府$|[镇乡]$|苏木$"), "township"),
    (re.compile(r"街道(?:办事处|办)?$"), "subdistrict"),
    (re.compile(r"(?:区|园|城)(?:管委会|管理委员会)$"), "zone"),
)
#: 县 in front is the county; in 县志办 and 市政局 it is not.
_OWN = re.compile(r"县(?![志域])|市(?![政容场民])|区(?![划域块])|旗")
_BETWEEN_ALIASES = re.compile(r"[;；、]")

Row = Mapping[str, str]


@dataclass
class Imported:
    """What a file comes to: agencies to add to the card, and names that were there already."""

    new: list[AgencyChange] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


def read_rows(file: Path) -> list[tuple[int, Row]]:
    """The rows of a table (``.csv``), or the names of a roster (any other text), each with its line.

    Raises ``CardError`` for a file that is neither, and ``OSError``.
    """
    text = _text(file)
    if file.suffix.lower() != ".csv":
        if not (names := roster(text)):
            raise CardError([f"{file}: holds no name of an agency; a table has to end in .csv"])
        return [(text[: text.index(name)].count("\n") + 1, {"name": name}) for name in names]
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    header = [(name or "").strip() for name in reader.fieldnames or ()]
    reader.fieldnames = header
    if "name" not in header or set(header) - {*COLUMNS} or len(header) > len(set(header)):
        told = ", ".join(header)
        raise CardError([f"{file}:1: the columns are {told or 'missing'}; known are {', '.join(COLUMNS)}, each once"])
    try:
        return [(reader.line_num, row) for row in reader if any(row.values())]
    except csv.Error as error:
        raise CardError([f"{file}:{reader.line_num}: {error}"]) from error


def imported(county: CountyCard, on_card: Collection[str], rows: Iterable[tuple[int, Row]], file: Path) -> Imported:
    """What the rows add to a county. ``on_card``: ids its card speaks of already.

    Raises ``CardError`` with a line for each bad row.
    """
    done, problems, lines = Imported(), [], dict[str, int]()
    matcher, taken = Matcher(county), {agency.id for agency in county.agencies}
    for line, row in rows:
        try:
            said = _said(county, row)
            name = business_key(matcher.core(said["name"]))
            if (first := lines.setdefault(name, line)) != line:
                raise CardError([f"{said['name']} stands in line {first} too"])
            change = _change(county, matcher, said, taken)
            if set(change.model_fields_set) <= {"id"}:
                done.known.append(row["name"])
            elif change.id in on_card:
                raise CardError([f"{said['name']} is {change.id}, which is on the card already; change it there"])
            else:
                done.new.append(change)
                taken.add(change.id)
        except CardError as error:
            problems += [f"{file}:{line}: {problem}" for problem in error.problems]
    if problems:
        raise CardError(problems)
    return done


def _said(county: CountyCard, row: Row) -> dict[str, Any]:
    """The values of a row as the fields of a card; 县民政局 becomes the county's."""
    if "" in row:
        raise CardError(["there are more values than columns"])
    said: dict[str, Any] = {name: value.strip() for name, value in row.items() if value and value.strip()}
    if "name" not in said:
        raise CardError(["the name is missing"])
    if (own := _OWN.match(said["name"])) and own[0] == county.name[-1]:
        said["name"] = county.name + said["name"][1:]
    if "aliases" in said:
        said["aliases"] = tuple(filter(None, map(str.strip, _BETWEEN_ALIASES.split(said["aliases"]))))
    return said | {year: int(said[year]) for year in ("since", "until") if said.get(year, "").isdecimal()}


def _change(county: CountyCard, matcher: Matcher, said: dict[str, Any], taken: Collection[str]) -> AgencyChange:
    """What the card should say; an agency that is there already keeps its id, its name and its kind."""
    if known := matcher.match(said["name"]).agency_id:
        return _validated(_known(said, known, county))
    said.setdefault("kind", _kind(said["name"]))
    if "id" not in said:
        said["id"] = _new_id(county.county, matcher.core(said["name"]), said["kind"], taken)
    return _validated(said)


def _known(said: dict[str, Any], agency_id: str, county: CountyCard) -> dict[str, Any]:
    if said.get("id", agency_id) != agency_id:
        raise CardError([f"{said['name']} is {agency_id} already, not {said['id']}"])
    (agency,) = (each for each in county.agencies if each.id == agency_id)
    if said.get("kind", agency.kind) != agency.kind:
        raise CardError([f"{said['name']} is {agency_id} already, a {agency.kind}"])
    return {name: value for name, value in said.items() if name not in ("name", "kind")} | {"id": agency_id}


def _kind(name: str) -> str:
    return next((kind for ending, kind in _KINDS if ending.search(name)), "department")


def _new_id(county: str, core: str, kind: str, taken: Collection[str]) -> str:
    if kind in _CODED:
        raise CardError([f"{core} is no {kind} of {county} in the national table; give its id, the official code"])
    if not (short := initials(core)):
        raise CardError([f"no id can be made of {core}; give one, such as {county}-abc"])
    return next(each for each in _numbered(f"{county}-{short}") if each not in taken)


def _numbered(wanted: str) -> Iterator[str]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}{number}"
        number += 1


def _validated(said: dict[str, Any]) -> AgencyChange:
    try:
        return AgencyChange.model_validate(said)
    except ValidationError as error:
        raise CardError(plain_problems(error)) from error


def _text(file: Path) -> str:
    """The text of a file; spreadsheets in China save GB 18030 where they do not save UTF-8."""
    data = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise CardError([f"{file}: is no text; save the table as CSV, UTF-8"])
