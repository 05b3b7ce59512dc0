"""Folders of YAML cards in, one registry out; everything that is wrong with them is said at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from crawler.registry import nation
from crawler.registry.cards import CardError, CountyCard, PortalCard
from crawler.registry.consistency import problems_between
from crawler.registry.directory import Registry
from crawler.registry.generate import county_card
from crawler.registry.parsing import Fields, card_of, fields_of, is_county

_HERE = Path(__file__).resolve().parent
#: The cards that come with nianbao.
PACKAGED_CARDS = (_HERE / "counties", _HERE.parents[1] / "spiders" / "portals")
_LARGEST_CARD = 1024 * 1024


class _Cards:
    """Cards as they are read, by file, and the lines about those that could not be."""

    def __init__(self) -> None:
        self.counties: dict[str, CountyCard] = {}
        self.portals: dict[str, PortalCard] = {}
        self.unreadable: set[str] = set()
        self.problems: list[str] = []

    def add(self, file: Path) -> None:
        """Read one card; its problems become lines."""
        try:
            data = read_fields(file)
        except CardError as error:
            self.problems += error.problems
            return
        try:
            card = card_of(data) if data else None
        except CardError as error:
            self.problems += [f"{file}: {problem}" for problem in error.problems]
            self.unreadable.add(str((data or {}).get("county")))
            return
        if isinstance(card, CountyCard):
            self.counties[str(file)] = card
        elif card:
            self.portals[str(file)] = card

    def complete(self) -> None:
        """Give every portal its county: one without a card is as the national table has it."""
        there = {card.county for card in self.counties.values()} | self.unreadable
        for code in sorted({card.county for card in self.portals.values()} - there):
            if code in nation.counties():
                self.counties[f"national table: {code}"] = county_card(code)
        self.problems += problems_between(self.counties, self.portals, self.unreadable)


def load(*folders: Path) -> Registry:
    """Every ``*.yaml`` below the folders as one registry; a file that holds only comments is a draft and no card.

    A single file may stand in place of a folder; a file named twice is read once.

    A portal whose county has no card brings in the county as the national table has it. Raises ``CardError``: one line
    each problem, for all problems of all files.
    """
    cards = _Cards()
    cards.problems += [f"{folder}: there is no such folder of cards" for folder in folders if not folder.exists()]
    for file in _files(folders):
        cards.add(file)
    cards.complete()
    if cards.problems:
        raise CardError(cards.problems)
    return Registry.of(cards.counties.values(), cards.portals.values())


def portal_drafts(*folders: Path) -> list[Path]:
    """The files that hold only comments so far, among them those of a portal card."""
    return [file for file in _files(folders) if read_fields(file) is None and "portal:" in file.read_text("utf-8")]


def _files(folders: Iterable[Path]) -> Collection[Path]:
    files = [file for folder in folders for file in ([folder] if folder.is_file() else _below(folder))]
    return {file.resolve(): file for file in files}.values()


def _below(folder: Path) -> list[Path]:
    return sorted(filter(may_be_card, folder.rglob("*")))


def may_be_card(file: Path) -> bool:
    """By its name: people write either ending, and would not miss a card that was passed over."""
    return file.suffix in (".yaml", ".yml")


def read_fields(file: Path) -> Fields | None:
    """The fields of a card file; ``None`` for a draft. Raises ``CardError`` for a file that cannot be one."""
    try:
        if file.stat().st_size > _LARGEST_CARD:
            raise CardError([f"is larger than {_LARGEST_CARD} bytes; a card is a few kilobytes"])
        return fields_of(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise CardError([f"{file}: is not written in UTF-8; save it as that"]) from error
    except (OSError, CardError) as error:
        raise CardError([f"{file}: {error}"]) from error


def find_county(folder: Path, county: str) -> Path | None:
    """The file with the card of a county; raises ``CardError`` for a file that is no card."""
    for file in _below(folder):
        data = read_fields(file)
        if data and is_county(data) and data["county"] == county:
            return file
    return None
