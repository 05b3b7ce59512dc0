"""The cards that ``nianbao crawl`` and ``nianbao watch`` go by."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from crawler.registry import PACKAGED_CARDS, CardError, Registry, from_rows, load
from crawler.registry.describe import left_out
from crawler.registry.loading import portal_drafts
from storage import queries
from storage.database import open_database


def watched(cards: tuple[Path, ...]) -> Registry:
    """The registry of the folders of ``--cards``, or the packaged one; raises ``CardError`` where it has no portal."""
    registry = load(*(cards or PACKAGED_CARDS))
    if not registry.portals:
        raise CardError(_no_portal(cards))
    return registry


def let_go(database: Path, registry: Registry) -> str:
    """Which counties the database has watched that these cards leave out, in a line; empty where there are none."""
    if not database.exists():
        return ""
    with closing(open_database(database)) as db:
        return left_out(from_rows(queries.registry(db)), registry)


def _no_portal(folders: tuple[Path, ...]) -> list[str]:
    drafts = [
        f"{file}: is a draft still; write the addresses of the portal and of its list of annual reports into it, and "
        "take away the # before its lines (docs/cards.md)"
        for file in portal_drafts(*folders)
    ]
    return drafts or [
        f"{', '.join(map(str, folders))}: there is no portal card here; docs/cards.md tells how to write one"
    ]
