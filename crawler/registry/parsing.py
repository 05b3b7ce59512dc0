"""The text of one card in, the checked card out; all that is wrong with it is said at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from typing import Any

import yaml
from pydantic import ValidationError

from crawler.registry.cards import FORMS, CardError, CountyCard, CountyChanges, PortalCard
from crawler.registry.consistency import Problem, agency_problems, name_problems, portal_problems
from crawler.registry.generate import changed

_DEEPEST = 20
#: What only a portal card has, and what only a county card has that stands without the national table.
_PORTAL_FIELDS = {"portal", "platform", "channels"}
_WHOLE_FIELDS = {"name", "city", "province"}

Card = CountyCard | PortalCard
Fields = dict[str, Any]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # the C loader is ten times as fast
    """Plain YAML, where a key written twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if (name := str(key.value)) in seen:
                raise yaml.MarkedYAMLError(problem=f"{name} is written twice", problem_mark=key.start_mark)
            seen.add(name)
        fields: dict[Any, Any] = super().construct_mapping(node, deep)
        return fields


def fields_of(text: str) -> Fields | None:
    """The fields of a card; ``None`` for a draft, which holds only comments. Raises ``CardError`` for anything else."""
    try:
        _check_events(text)
        data = yaml.load(text, _Loader)  # noqa: S506 -- a SafeLoader, only stricter
    except yaml.YAMLError as error:
        raise CardError([_one_line(error)]) from error
    if not isinstance(data, dict | None):
        raise CardError(["is not a card: no fields"])
    return data


def is_county(data: Fields) -> bool:
    """Whether the fields are those of a county card."""
    return "county" in data and not data.keys() & _PORTAL_FIELDS


def card_of(data: Fields) -> Card:
    """The card that the fields make. Raises ``CardError``: one line each problem, ``field: what is wrong``."""
    return county_of(data) if is_county(data) else portal_of(data)


def county_of(data: Fields) -> CountyCard:
    """The county that the fields make, whole or with what the national table knows of it; raises as :func:`card_of`."""
    with _told():
        if data.keys() & _WHOLE_FIELDS:
            card = CountyCard.model_validate(data)
            own = card.agencies
        else:
            changes = CountyChanges.model_validate(data)
            card = changed(changes)
            agencies = {agency.id: agency for agency in card.agencies}
            own = tuple(agencies[change.id] for change in changes.agencies)
    _refuse(agency_problems(card.county, own), name_problems(card))
    return card


def portal_of(data: Fields) -> PortalCard:
    """The portal that the fields make; raises as :func:`card_of`."""
    if "portal" not in data:
        raise CardError(["neither a county card (county) nor a portal card (portal)"])
    with _told():
        card = PortalCard.model_validate(data)
    _refuse(portal_problems(card))
    return card


def plain_problems(error: ValidationError) -> list[str]:
    """What pydantic found, for the person who wrote the card or another file: ``field: what is wrong``."""
    return [f"{_field(each['loc']) or 'it'}: {_plain(each)}" for each in error.errors(include_url=False)]


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise CardError(plain_problems(error)) from error


def _refuse(*problems: Iterator[Problem]) -> None:
    if lines := [f"{field}: {text}" for field, text in chain(*problems)]:
        raise CardError(lines)


def _check_events(text: str) -> None:
    """Refuse aliases (``*name``), which can swell without bound, and nesting no card needs."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else "?"
            problem = "is nested too deeply" if depth > _DEEPEST else "aliases are not allowed"
            raise CardError([f"line {line}: {problem}"])


def _field(location: tuple[int | str, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".")


def _plain(error: Any) -> str:
    value = error["input"]
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is no field of this file"
        case "too_short" if not value:
            return "is empty; give at least one"
        case "string_type" if isinstance(value, int | float | date):
            return f"must be text; write it in quotes: '{value}'"
        case "string_pattern_mismatch" if error["ctx"]["pattern"] in FORMS:
            return f"is not {FORMS[error['ctx']['pattern']]} (it is {str(value)[:80]!r})"
        case "literal_error":
            return f"is not one of {error['ctx']['expected'].replace(' or ', ', ')} (it is {str(value)[:80]!r})"
        case _ if isinstance(value, dict):
            return str(error["msg"].removeprefix("Value error, "))
        case _:
            return f"{error['msg'].removeprefix('Value error, ')} (it is {str(value)[:80]!r})"


def _one_line(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split()) or type(error).__name__
