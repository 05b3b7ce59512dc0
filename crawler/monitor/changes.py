"""What differs between two versions of a report, cell by cell and part by part, as Chinese lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from storage.browse.labels import in_chinese

Row = Mapping[str, Any]
#: ``sections``, ``disclosures``, ``applications``, ``proceedings`` -> rows, as ``storage.queries`` gives them.
Readings = Mapping[str, Sequence[Row]]

_HEAD = {
    "title": "标题",
    "form": "格式",
    "index_number": "索引号",
    "published_on": "页面发布日期",
    "created_on": "生成日期",
    "signed_on": "落款日期",
}
_ABSENT = "未印"
_QUOTED = 40


def differences(before: tuple[Row, Readings], after: tuple[Row, Readings]) -> list[str]:
    """What the later of two versions (its row and its readings) says differently; empty where it says the same."""
    (head, old), (new_head, new) = before, after
    return [*_heads(head, new_head), *_cells(_figures(old), _figures(new)), *_parts(_texts(old), _texts(new))]


def _heads(old: Row, new: Row) -> Iterator[str]:
    for name, label in _HEAD.items():
        if old[name] != new[name]:
            yield f"{label}：{old[name] or '无'} → {new[name] or '无'}"


def _cells(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for cell in dict.fromkeys((*old, *new)):
        was, now = old.get(cell, _ABSENT), new.get(cell, _ABSENT)
        if was != now:
            yield f"{cell}：{was} → {now}"


def _figures(readings: Readings) -> dict[str, str]:
    """What is printed in every cell, by its name."""
    figures = {
        _cell("主动公开", ("row", row["row"]), ("measure", row["measure"])): row["raw"] or "空白"
        for row in readings["disclosures"]
    }
    for table, key, column in (("applications", "outcome", "applicant"), ("proceedings", "route", "result")):
        heading = "依申请公开" if table == "applications" else "复议诉讼"
        for row in readings[table]:
            for name, raw in row["raw"].items():
                figures[_cell(heading, (key, row[key]), (column, name))] = raw or "空白"
    return figures


def _cell(heading: str, *place: tuple[str, str]) -> str:
    return " ".join((heading, *(in_chinese(column, key) or key for column, key in place)))


def _texts(readings: Readings) -> dict[str, str]:
    """The text of each part by its heading; what stands twice is put together."""
    texts: dict[str, str] = {}
    for part in readings["sections"]:
        texts[part["heading"]] = texts.get(part["heading"], "") + part["text"]
    return texts


def _parts(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for heading in dict.fromkeys((*old, *new)):
        if heading not in new:
            yield f"“{heading}”部分：删去"
        elif heading not in old:
            yield f"“{heading}”部分：增加"
        else:
            for was, now in _passages(old[heading], new[heading]):
                yield f"“{heading}”部分：“{was}” → “{now}”"


def _passages(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The sentences that differ, each cut to a length that can be read."""
    was, now = _sentences(old), _sentences(new)
    for kind, first, last, new_first, new_last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _around("".join(was[first:last]), "".join(now[new_first:new_last]))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in "".join(text.split()).replace("。", "。\n").split("\n") if sentence]


def _around(was: str, now: str) -> tuple[str, str]:
    """Both texts from shortly before the place where they part."""
    same = next((place for place, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    start = max(same - _QUOTED // 2, 0)
    return _cut(was, start), _cut(now, start)


def _cut(text: str, start: int) -> str:
    cut = text[start : start + _QUOTED]
    return f"{'…' if start and cut else ''}{cut}{'…' if start + _QUOTED < len(text) else ''}"
