"""The child's side: ``python -m crawler.reading.foreign KIND`` reads ``original`` here and writes ``result.json``."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.reading.document import Document
from crawler.reading.errors import Damaged, ReadingError, TooLarge
from crawler.reading.foreign import jail, wire
from crawler.reading.foreign.bounds import bound
from crawler.reading.foreign.readers import reader_of
from crawler.reading.foreign.sandbox import ORIGINAL, RESULT
from crawler.reading.kinds import Kind


def main(kind: Kind) -> None:
    """Read the file under limits; always leaves a result that says what came of it."""
    bound()
    jail.enter()
    Path(RESULT).write_bytes(wire.dumps(_result(kind, Path(ORIGINAL).read_bytes())))


def _result(kind: Kind, data: bytes) -> Document | ReadingError:
    try:
        document = reader_of(kind)(data)
    except ReadingError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever a broken file does to a library ends in one line
        if any(isinstance(each, MemoryError) for each in (error, error.__context__, *error.args)):
            return TooLarge(f"the {kind} file needs more memory than any report; open it by hand")
        said = " ".join(str(error).split())[:200]
        return Damaged(f"the {kind} file is damaged ({type(error).__name__}{': ' if said else ''}{said})")
    return document


if __name__ == "__main__":
    main(Kind(sys.argv[1]))
