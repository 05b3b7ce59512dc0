"""Folders of YAML cards in, one registry out; everything that is wrong with them is said at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from crawler.registry.cards import CardError, CountyCard, PortalCard
from crawler.registry.consistency import county_problems, portal_problems, problems_between
from crawler.registry.directory import Registry

_LARGEST_CARD = 1024 * 1024


class _Loader(yaml.SafeLoader):
    """Plain YAML: a key written twice and an alias (``*name``, which can swell without bound) are errors."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases are not allowed", problem_mark=self.get_mark())
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if (name := str(key.value)) in seen:
                raise yaml.MarkedYAMLError(problem=f"{name} is written twice", problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


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
            data = _parsed(file)
            problems = list(self._validated(str(file), data))
        except ValidationError as error:
            problems = [f"{_field(each['loc'])}: {_plain(each)}" for each in error.errors(include_url=False)]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, CardError) as error:
            self.problems.append(f"{file}: {_one_line(error)}")
            return
        if problems and "agencies" in data:
            self.unreadable.add(str(data.get("county")))
        self.problems += [f"{file}: {problem}" for problem in problems]

    def _validated(self, file: str, data: dict[str, Any]) -> Iterator[str]:
        if "county" in data and "agencies" in data:
            county = CountyCard.model_validate(data)
            self.counties[file] = county
            found = county_problems(county)
        elif "portal" in data:
            portal = PortalCard.model_validate(data)
            self.portals[file] = portal
            found = portal_problems(portal)
        else:
            raise CardError(["neither a county card (county, agencies) nor a portal card (portal)"])
        return (f"{field}: {text}" for field, text in found)


def load(*folders: Path) -> Registry:
    """Every ``*.yaml`` below the folders as one registry.

    Raises ``CardError``: one line each problem, for all problems of all files.
    """
    cards = _Cards()
    for folder in folders:
        if not folder.is_dir():
            cards.problems.append(f"{folder}: there is no such folder of cards")
        for file in sorted(folder.rglob("*.yaml")):
            cards.add(file)
    cards.problems += problems_between(cards.counties, cards.portals, cards.unreadable)
    if cards.problems:
        raise CardError(cards.problems)
    return Registry.of(cards.counties.values(), cards.portals.values())


def _parsed(file: Path) -> dict[str, Any]:
    if file.stat().st_size > _LARGEST_CARD:
        raise CardError([f"is larger than {_LARGEST_CARD} bytes; a card is a few kilobytes"])
    data = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506 -- a SafeLoader, only stricter
    if not isinstance(data, dict):
        raise CardError(["is not a card: no fields"])
    return data


def _field(location: tuple[int | str, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".")


def _plain(error: Any) -> str:
    """What is wrong with a field, for the person who wrote the card."""
    value = error["input"]
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is no field of this card"
        case "string_type" if isinstance(value, int | float | date):
            return f"must be text; write it in quotes: '{value}'"
        case _:
            return f"{error['msg'].removeprefix('Value error, ')} (it is {str(value)[:80]!r})"


def _one_line(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split()) or type(error).__name__
