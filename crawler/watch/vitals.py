"""Is all well? What ``nianbao health`` tells a supervisor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

from crawler.monitor.alerts.wording import moment
from crawler.registry import from_rows
from crawler.watch.cadence import KINDS, Cadence
from crawler.watch.due import due_portals, is_due
from crawler.watch.heartbeat import last_beat
from crawler.watch.work import Files
from storage import outbox, queries
from storage.database import open_database, open_private
from storage.hints import command

#: Exit codes: all is well; the watcher is not at work (start it again); it is, and something fails (see to that).
WELL, STOPPED, FAILING = 0, 1, 3
#: So many heartbeats may be missed, and work may be so late, before it is said.
_BEATS, _LATE = 3, timedelta(days=1)


def vitals(files: Files, cadence: Cadence, now: datetime) -> tuple[int, list[str]]:
    """An exit code, and a line for each thing that is not well. Raises ``StorageError`` where there are no files."""
    if stopped := list(_stopped(files, cadence, now)):
        return STOPPED, stopped
    failing = list(_failing(files))
    return (FAILING, failing) if failing else (WELL, [])


def _stopped(files: Files, cadence: Cadence, now: datetime) -> Iterator[str]:
    if files.database.exists() and not files.private.exists():
        yield "the watcher is not at work: it has never run on this database"
        return
    beat, patience = last_beat(files.heartbeat), timedelta(minutes=cadence.heartbeat_minutes * _BEATS)
    if beat is None or abs(now - beat) > patience:
        yield f"the watcher is not at work: last heartbeat {moment(beat) if beat else 'never'}"
    with (
        closing(open_database(files.database, read_only=True)) as db,
        closing(open_private(files.private, read_only=True)) as private,
    ):
        for kind in sorted(KINDS - {"crawl"}):
            if is_due(private, cadence, kind, now, patience=_LATE):
                yield f"{kind} is more than a day late"
        registry = from_rows(queries.registry(db))
        late = [portal for portal, _ in due_portals(db, private, registry, cadence, now, patience=_LATE)]
        if late:
            yield f"the crawl of {len(late)} portals is more than a day late: {', '.join(late[:10])}"


def _failing(files: Files) -> Iterator[str]:
    with closing(open_private(files.private, read_only=True)) as private:
        for subject, row in outbox.health(private).items():
            if row["state"] == "failing":
                yield f"{subject} has been failing since {moment(row['since'])}"
        if dead := len(outbox.deliveries(private, state="dead")):
            shown = command("alerts list --state dead", files.database)
            yield f"{dead} alerts could not be delivered; {shown} shows them"
