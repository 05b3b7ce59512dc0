"""Cards as text: the first draft of a county's, and agencies added to one that people have written comments into."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from crawler.registry.cards import AgencyChange, CardError, CountyCard
from crawler.registry.parsing import card_of, fields_of

_PLAIN = re.compile(r"[\w-]+")

_COUNTY = """\
# {province}{city}{name}. The national table gives its government, the office of it and {townships} townships and
# subdistricts; this lists them:
#     nianbao registry show {code}
# Say below only what differs. List every other agency that must report, best from the county's own summary of filings
# (公布情况), and say where the list comes from: one that is not listed is never late. Many at once:
#     nianbao registry import FILE.csv --county {code} --cards {folder}
county: "{code}"
# aliases: [{name}的别称]
# agencies:
#   - {{id: {code}-mzj, name: {name}民政局, kind: department}}
#   - {{id: "{township}", aliases: [旧名], since: 2019}}
"""
_PORTAL = """\
# The portal of {name}, a draft: it counts once the marks at the beginning of the lines are taken away.
# Find the page that lists the annual reports, and copy its address. canary: text of a report that stands there today.
# portal: "{code}"
# name: {name}人民政府
# county: "{code}"
# platform: trs
# url: http://www.example.gov.cn
# status: unverified
# channels:
#   - {{id: nianbao, url: /zfxxgk/zfxxgknb/, years: {{first: 2021}}, at_least: 3, canary: 2021年}}
"""


def drafts(card: CountyCard, folder: Path) -> dict[Path, str]:
    """The files of a new county: its card, ready to be loaded, and a portal card that is all comment still."""
    townships = [agency.id for agency in card.agencies if agency.id.isdigit()]
    words = {
        "province": card.province,
        "city": card.city if card.city != card.province else "",
        "name": card.name,
        "code": card.county,
        "townships": len(townships),
        "township": townships[0] if townships else f"{card.county}100",
        "folder": folder,
    }
    return {
        folder / f"{card.county}.yaml": _COUNTY.format(**words),
        folder / f"{card.county}-portal.yaml": _PORTAL.format(**words),
    }


def with_agencies(text: str, agencies: Iterable[AgencyChange]) -> str:
    """A county card with more agencies at the end of its list, all else as it stands.

    Raises ``CardError`` where the result would be no good card, or the list is written so that it cannot be added to.
    """
    lines = [_line(agency) for agency in agencies]
    kept = text if text.endswith("\n") or not text else text + "\n"
    added = _inserted(kept, lines)
    fields, before = fields_of(added), fields_of(kept) or {}
    listed = [fields_of(line[2:]) for line in lines]
    if fields != {**before, "agencies": [*(before.get("agencies") or []), *listed]}:
        raise CardError(["agencies: cannot be added to as it is written; write them one a line, as the draft does"])
    card_of(fields)
    return added


def write(file: Path, text: str) -> None:
    """Write a file whole or not at all; raises ``CardError`` where it cannot be written."""
    unfinished = file.with_name(f"{file.name}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise CardError([f"{file}: cannot be written: {error.strerror}"]) from error


def _line(agency: AgencyChange) -> str:
    said = agency.model_dump(mode="json", exclude_unset=True)
    return "- {" + ", ".join(f"{field}: {_flow(value)}" for field, value in said.items()) + "}"


def _flow(value: str | int | list[str]) -> str:
    """A value inside ``{}``; text that YAML would read as something else is quoted."""
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, str) and not (_PLAIN.fullmatch(value) and yaml.safe_load(value) == value):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _inserted(text: str, lines: list[str]) -> str:
    nodes = yaml.compose(text, yaml.SafeLoader)
    pairs = nodes.value if isinstance(nodes, yaml.MappingNode) else []
    listed = next((value for key, value in pairs if key.value == "agencies"), None)
    if listed is None:
        return text + "".join(f"{line}\n" for line in ["agencies:", *(f"  {line}" for line in lines)])
    if not isinstance(listed, yaml.SequenceNode) or listed.flow_style or not listed.value:
        return text
    indent = " " * listed.start_mark.column
    rows, last = text.splitlines(keepends=True), _last_line(listed.value[-1])
    return "".join([*rows[: last + 1], *(f"{indent}{line}\n" for line in lines), *rows[last + 1 :]])


def _last_line(node: yaml.Node) -> int:
    """The line a node ends on; the mark of a block is only set where the next thing begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    return node.end_mark.line
