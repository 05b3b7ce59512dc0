"""Documents as JSON, between the child that has read a file and the parent that does not trust it."""

from __future__ import annotations

import json
from typing import Any

from crawler.reading import errors
from crawler.reading.document import Block, Box, Document, Grid, Paragraph, Stream
from crawler.reading.errors import ReadingError
from crawler.reading.report import Remark, RemarkKind


def dumps(result: Document | ReadingError) -> bytes:
    """The document, or why there is none."""
    if isinstance(result, ReadingError):
        said: dict[str, Any] = {"error": type(result).__name__, "message": str(result)}
    else:
        said = {
            "body": [_block(block) for block in result.body],
            "before": [_block(block) for block in result.before],
            "meta": result.meta,
            "titles": result.titles,
            "links": result.links,
            "remarks": [[remark.kind.value, remark.where, remark.raw] for remark in result.remarks],
            "format": result.format,
            "recognised": result.recognised,
        }
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")


def loads(said: bytes) -> Document:
    """The document; raises the ``ReadingError`` that was said, and ``ValueError`` for anything else."""
    try:
        result = json.loads(said)
        if "error" in result:
            raise _error(str(result["error"]), str(result["message"]))
        return Document(
            tuple(map(_block_again, result["body"])),
            before=tuple(map(_block_again, result["before"])),
            meta=tuple((str(name), str(value)) for name, value in result["meta"]),
            titles=tuple((str(source), str(text)) for source, text in result["titles"]),
            links=tuple(map(str, result["links"])),
            remarks=tuple(Remark(RemarkKind(kind), str(where), str(raw)) for kind, where, raw in result["remarks"]),
            format=str(result["format"]),
            recognised=bool(result["recognised"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _error(name: str, message: str) -> ReadingError:
    known: type[ReadingError] = getattr(errors, name)
    if not issubclass(known, ReadingError):
        raise TypeError(name)
    return known(message)


def _block(block: Block) -> list[Any]:
    match block:
        case Paragraph(text):
            return ["p", text]
        case Stream(pieces):
            return ["s", pieces]
        case Grid(rows, spans):
            return ["g", rows, spans]


def _block_again(said: list[Any]) -> Block:
    match said:
        case ["p", str(text)]:
            return Paragraph(text)
        case ["s", list(pieces)]:
            return Stream(tuple(map(str, pieces)))
        case ["g", list(rows), bool(spans)]:
            return Grid(tuple(tuple(_box(box) for box in row) for row in rows), spans)
    raise TypeError("no block")


def _box(said: list[Any]) -> Box:
    text, column, colspan, rowspan, certain = said
    return Box(str(text), int(column), int(colspan), int(rowspan), bool(certain))
