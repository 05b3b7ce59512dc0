"""Names that real titles print, each with the agency it means, as found by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from crawler.reading.title import parse_title
from crawler.registry.cards import AgencyChange, CountyChanges
from crawler.registry.generate import changed
from crawler.registry.initials import initials
from crawler.registry.matching import Matcher

FACTS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))


@cache
def matcher(county: str) -> Matcher:
    """The county as the national table has it, with the usual departments."""
    usual = [{"id": f"{county}-{initials(name)}", "name": name, "kind": "department"} for name in FACTS["departments"]]
    agencies = [AgencyChange.model_validate(each) for each in [*usual, *FACTS["more"].get(county, [])]]
    return Matcher(changed(CountyChanges(county=county, agencies=tuple(agencies))))


def judged(facts: list[dict[str, str]]) -> tuple[list[str], list[str]]:
    """Names that found another agency than the right one, and names that found none though they should have."""
    wrong, missed = [], []
    for fact in facts:
        name = fact.get("name") or parse_title(fact["title"]).agency_name or ""
        expected = None if fact["agency"] == "unmatched" else fact["agency"]
        found = matcher(fact["county"]).match(name).agency_id
        if found not in (expected, None):
            wrong.append(f"{fact['county']} {name}: {found}, not {expected}")
        elif found != expected:
            missed.append(f"{fact['county']} {name}: {expected}")
    return wrong, missed


def test_names_of_real_titles_find_their_agency_and_none_another() -> None:
    wrong, missed = judged(FACTS["titles"])
    assert wrong == []
    assert len(missed) <= 0.02 * len(FACTS["titles"]), missed


def test_shorter_names_find_their_agency_and_none_another() -> None:
    assert judged(FACTS["names"]) == ([], [])


def test_there_are_enough_names_to_say_so() -> None:
    assert len(FACTS["titles"]) > 100
    assert len({fact["county"] for fact in FACTS["titles"]}) > 70
