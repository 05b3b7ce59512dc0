"""The documents say what is there: commands, targets, files, tables, platforms, and cards that load."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from crawler.cli import COMMANDS, main
from crawler.monitor.labels import STATE_LABELS
from crawler.registry import load
from storage.database import open_database, open_originals

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/browse.md",
    "docs/cards.md",
    "docs/data.md",
    "docs/operations.md",
)


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(document), re.MULTILINE | re.DOTALL)


def commands(document: str) -> set[str]:
    return set(re.findall(r"\bnianbao ([a-z]+)\b", "\n".join(_code(document))))


def _code(document: str) -> list[str]:
    return [*re.findall(r"`[^`\n]+`", text_of(document)), *blocks(document, "sh")]


def every_command(group: click.Group) -> list[click.Command]:
    """The commands of a group, and those of the groups in it."""
    context = click.Context(group)
    commands = [group.get_command(context, name) for name in group.list_commands(context)]
    return commands + [each for one in commands if isinstance(one, click.Group) for each in every_command(one)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_shown_exists(document: str) -> None:
    assert commands(document) <= set(COMMANDS)


@pytest.mark.parametrize("document", READMES)
def test_a_readme_shows_every_command(document: str) -> None:
    assert commands(document) == set(COMMANDS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_option_shown_exists(document: str) -> None:
    known = {option for command in every_command(main) for each in command.params for option in each.opts} | {"--help"}
    shown = {
        option for code in _code(document) if "pip" not in code for option in re.findall(r"(?<![\w-])--[a-z-]+", code)
    }
    assert shown <= known


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_shown_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    shown = {
        name for code in _code(document) for name in re.findall(r"\bmake ([a-z]+)", code.replace("install make", ""))
    }
    assert shown <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file(document: str) -> None:
    folder = (ROOT / document).parent
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text_of(document)) if "://" not in link]
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("document", READMES)
def test_a_readme_explains_every_state(document: str) -> None:
    for key, word in STATE_LABELS.items():
        assert re.search(rf"\| (`{key}` \| {word}|{word} \| `{key}`) \|", text_of(document)), key


@pytest.mark.parametrize("document", [*READMES, "docs/cards.md"])
def test_every_platform_is_named(document: str) -> None:
    spiders = [path.read_text(encoding="utf-8") for path in (ROOT / "spiders").glob("*.py")]
    names = {name for source in spiders for name in re.findall(r'^    name = "(\w+)"$', source, re.MULTILINE)}
    assert names
    assert {name for name in names if f"`{name}`" not in text_of(document)} == set()


@pytest.mark.parametrize("document", [*READMES, "docs/cards.md"])
def test_the_cards_shown_can_be_loaded(document: str, tmp_path: Path) -> None:
    cards = blocks(document, "yaml")
    assert len(cards) == 2
    for position, card in enumerate(cards):
        (tmp_path / f"{position}.yaml").write_text(card, encoding="utf-8")
    registry = load(tmp_path)
    assert list(registry.portals) == ["339901"]


def command_named(name: str) -> click.Command:
    command = main.get_command(click.Context(main), name)
    assert command, name
    return command


def test_the_unit_and_the_container_run_what_is_there() -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.read_string(text_of("docs/nianbao.service"))
    container = yaml.safe_load(text_of("docs/compose.yaml"))["services"]["watch"]
    health = container["healthcheck"]["test"][1].partition(";")[0]
    for words in (shlex.split(unit["Service"]["ExecStart"]), container["command"], shlex.split(health)):
        command = command_named(words[1])
        command.make_parser(click.Context(command)).parse_args(list(words[2:]))
        assert Path(words[0]).name == "nianbao"
    # The container's data outlives it: the folder of the database is the one that is mounted.
    database = next(each for each in command_named("watch").params if "--db" in each.opts)
    [volume] = container["volumes"]
    assert volume.partition(":")[2] == f"/var/lib/nianbao/{Path(str(database.default)).parent}"
    assert "WORKDIR /var/lib/nianbao" in container["build"]["dockerfile_inline"]
    assert {unit["Service"]["Restart"], container["restart"]} == {"always"}


def test_both_readmes_show_the_same_cards_and_commands() -> None:
    english, chinese = ([yaml.safe_load(card) for card in blocks(document, "yaml")] for document in READMES)
    assert english == chinese
    without_comments = [[re.sub(r"\s+#.*", "", block) for block in blocks(document, "sh")] for document in READMES]
    assert without_comments[0] == without_comments[1]


def test_the_data_document_lists_every_table_and_column(tmp_path: Path) -> None:
    listed = {
        name: set(re.findall(r"`(\w+)`", columns))
        for name, columns in re.findall(r"^\| `(\w+)` \|[^|]+\|([^|]+)\|$", text_of("docs/data.md"), re.MULTILINE)
    }
    db = open_database(tmp_path / "nianbao.db", create=True)
    there = {table.name: set(table.columns_dict) for table in db.tables if not table.name.startswith(("_", "sqlite_"))}
    db.close()
    assert listed == there
    originals = open_originals(tmp_path / "originals.db", create=True)
    assert all(f"`{column}`" in text_of("docs/data.md") for column in originals["originals"].columns_dict)
    originals.close()
