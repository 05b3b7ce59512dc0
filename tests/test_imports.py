"""Who may import whom, read from the source itself, so that the parts stay apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: Part -> the parts it may import besides itself. What belongs to no part joins them and may import all of them.
ALLOWED: dict[str, set[str]] = {
    "crawler.clock": set(),
    "crawler.reading": set(),
    "storage": set(),
    "crawler.registry": set(),
    "crawler.checks": {"crawler.reading"},
    "crawler.items": {"crawler.reading"},
    "spiders": {"crawler.items", "crawler.reading", "crawler.registry", "crawler.clock"},
    "crawler.monitor": {"crawler.registry", "storage", "crawler.clock"},
}
#: Nobody imports these: they are where the program starts.
TOP = {"crawler.cli"}
#: Bytes in, report out: nothing that reaches a network, a database or Scrapy.
PURE = ("crawler.reading", "crawler.checks")
IMPURE = {"aiohttp", "http", "httpx", "requests", "scrapy", "socket", "sqlite3", "sqlite_utils", "twisted", "urllib3"}


def _modules() -> dict[str, Path]:
    found = {}
    for package in ("crawler", "spiders", "storage"):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


def _imported(path: Path) -> Iterator[str]:
    """Every name an ``import`` anywhere in the file asks for, as a module where it is one of ours."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module or ""


def _part(module: str) -> str:
    inside = [part for part in ALLOWED if module == part or module.startswith(part + ".")]
    return inside[0] if inside else "the program"


GRAPH = {module: {name for name in _imported(path) if name in MODULES} for module, path in MODULES.items()}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_what_its_part_may(module: str) -> None:
    part = _part(module)
    if part in ALLOWED:
        wrong = {name for name in GRAPH[module] if _part(name) not in ALLOWED[part] | {part}}
        assert not wrong, f"{module} is of {part}, which may import {sorted(ALLOWED[part]) or 'nothing of ours'}"
    assert not GRAPH[module] & TOP


@pytest.mark.parametrize("module", sorted(name for name in MODULES if _part(name) in PURE))
def test_reading_and_checking_are_pure(module: str) -> None:
    assert not {name.split(".")[0] for name in _imported(MODULES[module])} & IMPURE


def test_every_part_is_there() -> None:
    assert {_part(module) for module in MODULES} == {*ALLOWED, "the program"}


def test_no_cycles() -> None:
    assert _cycle(GRAPH) is None


def test_a_cycle_would_be_found() -> None:
    assert _cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


def _cycle(graph: dict[str, set[str]]) -> list[str] | None:
    """One cycle, as the way back to where it starts, or ``None``."""
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> list[str] | None:
        if module in way:
            return [*way[way.index(module) :], module]
        if module in done:
            return None
        found = next(filter(None, (walk(name, [*way, module]) for name in sorted(graph[module] - {module}))), None)
        done.add(module)
        return found

    return next(filter(None, (walk(module, []) for module in sorted(graph))), None)
