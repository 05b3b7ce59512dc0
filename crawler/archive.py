"""The two files a crawl writes, opened once in a process and shared by all that use them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import NotConfigured
from sqlite_utils import Database

from crawler.registry import Registry, to_rows
from storage.database import open_database, open_originals
from storage.originals import Originals
from storage.writes import save_registry

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(frozen=True, slots=True)
class Archive:
    """The database, and the originals beside it."""

    db: Database
    originals: Originals


#: Archives in use by path, with the number of their users.
_open: dict[Path, tuple[Archive, int]] = {}
_of_crawlers: WeakKeyDictionary[Crawler, Archive] = WeakKeyDictionary()


@contextmanager
def opened(path: Path, registry: Registry) -> Iterator[Archive]:
    """The archive at ``path``, made if it is not there; the first user writes the registry into it.

    Raises ``StorageError``.
    """
    key = path.resolve()
    archive, users = _open.get(key) or (_opened(key, registry), 0)
    _open[key] = archive, users + 1
    try:
        yield archive
    finally:
        _, users = _open.pop(key)
        if users > 1:
            _open[key] = archive, users - 1
        else:
            archive.db.close()
            archive.originals.db.close()


def _opened(path: Path, registry: Registry) -> Archive:
    archive = Archive(
        open_database(path, create=True), Originals(open_originals(path.with_name("originals.db"), create=True))
    )
    save_registry(archive.db, **to_rows(registry))
    return archive


def archive_of(crawler: Crawler) -> Archive:
    """The archive that the crawl named in ``NIANBAO_DB`` keeps; open until the spider is closed.

    Raises ``NotConfigured`` where it names none: such a crawl (``scrapy parse``) keeps nothing and remembers nothing.
    """
    path = crawler.settings["NIANBAO_DB"]
    registry = getattr(crawler.spider, "registry", None)
    if not path or registry is None:
        raise NotConfigured("NIANBAO_DB names no database: nothing is kept")
    if crawler not in _of_crawlers:
        stack = ExitStack()
        _of_crawlers[crawler] = stack.enter_context(opened(Path(path), registry))
        crawler.signals.connect(stack.close, signal=signals.spider_closed, weak=False)
    return _of_crawlers[crawler]
