"""Pages of invented portals, small and quick to make. Also run by the child process of the kill test."""

from __future__ import annotations

import hashlib
import random
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

from storage.compaction import Compacted, compact, portals
from storage.database import open_originals
from storage.originals import Originals

NOW = datetime(2023, 2, 10, 9, 0, tzinfo=timezone(timedelta(hours=8)))
PORTALS = ("330799", "430623")


def page(portal: str, number: int, look: str = "旧版") -> bytes:
    """A page of 6 KB: 5 KB that all pages of the portal in that look share, and 1 KB of its own."""
    shared, own = random.Random(f"{portal}/{look}"), random.Random(f"{portal}/{look}/{number}")
    frame, text = (draw.randbytes(size // 2).hex() for draw, size in ((shared, 5000), (own, 1000)))
    return f"<html><nav>{frame}</nav><h1>第{number}号</h1><p>{text}</p></html>".encode()


def keep(originals: Originals, portal: str, numbers: range, look: str = "旧版") -> list[str]:
    """Keep pages, the later numbers later."""
    return [
        originals.keep(page(portal, number, look), "text/html", NOW + timedelta(seconds=number), portal)
        for number in numbers
    ]


def compact_all(originals: Originals) -> dict[str | None, Compacted]:
    return {portal: compact(originals, portal, NOW) for portal in portals(originals.db)}


def bodies(originals: Originals) -> dict[str, bytes]:
    """Every original, read; its hash checked here too."""
    read = {facts["sha256"]: originals.get(facts["sha256"]) for facts in originals}
    assert all(hashlib.sha256(body).hexdigest() == sha256 for sha256, body in read.items())
    return read


if __name__ == "__main__":
    import sys

    with closing(open_originals(Path(sys.argv[1]))) as db:
        # A line before every statement, so that the parent can choose between which to kill.
        db.conn.set_trace_callback(lambda _: print(flush=True))  # noqa: T201
        compact_all(Originals(db))
