"""Crawls against loopback portals, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from crawled import QUICK, Crawl, Crawled
from loopback import Site
from secure import write_certificate

from crawler import fleet
from crawler.items import Article, Attachment, Fetch, Observation
from crawler.registry import Registry
from storage.database import open_database
from storage.queries import table_dump


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for portals that speak TLS; nobody vouches for it."""
    return write_certificate(tmp_path_factory.mktemp("tls") / "portal.pem")


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system vouches for the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "nianbao.db"


@pytest.fixture
def crawl(database: Path) -> Crawl:
    def run(registry: Registry, **settings: Any) -> Crawled:
        items: list[Any] = []
        summary = fleet.crawl(registry, database, settings=QUICK | settings, progress=items.append)
        crawled = Crawled(summary)
        kinds: dict[type, list[Any]] = {
            Observation: crawled.looks,
            Article: crawled.articles,
            Attachment: crawled.attachments,
            Fetch: crawled.fetches,
        }
        for item in items:
            kinds[type(item)].append(item)
        return crawled

    return run


@pytest.fixture
def tables(database: Path) -> Callable[[], dict[str, list[dict[str, Any]]]]:
    def dump() -> dict[str, list[dict[str, Any]]]:
        db = open_database(database, read_only=True)
        try:
            return table_dump(db)
        finally:
            db.close()

    return dump
