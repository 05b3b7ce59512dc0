"""The child process of a crawl: ``python -m crawler.watch.child ARGUMENTS``."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

from crawler import jobs
from crawler.registry import load


def main(text: str) -> int:
    """Crawl as the JSON object ``text`` says; returns 1 when something inside failed."""
    arguments = json.loads(text)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    done = jobs.crawl(
        load(*map(Path, arguments["cards"])),
        Path(arguments["database"]),
        portals=arguments["portals"],
        settings=jobs.REHEARSAL if arguments["loopback"] else {},
        wait=True,
    )
    for portal, error in done.errors:
        sys.stdout.write(f"{portal}: {error}\n")
    return 1 if done.errors or done.interrupted else 0


def _end_with_parent() -> None:
    """Standard input ends when the watcher does: then this crawl is to end as at SIGTERM, what it stored is kept."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
