"""Since when a channel is the list it is: what was not on the list that it was before says nothing of anybody."""

from __future__ import annotations

from sqlite_utils import Database

from storage.migrations.scripts import run

_SCHEMA = """
CREATE TABLE _moved_channels (channel_id TEXT PRIMARY KEY, last_look_at TEXT NOT NULL) STRICT;
CREATE TRIGGER channels_moved AFTER UPDATE OF url ON channels WHEN NEW.url <> OLD.url BEGIN
    INSERT INTO _moved_channels SELECT NEW.id, max(observed_at) FROM observations WHERE channel_id = NEW.id
    GROUP BY channel_id ON CONFLICT DO UPDATE SET last_look_at = excluded.last_look_at; END
"""


def apply(db: Database) -> None:
    """The last look at the address that a channel had before."""
    run(db, _SCHEMA)
