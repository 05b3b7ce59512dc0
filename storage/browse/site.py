"""The site as configured Datasettes: one database, read-only, in two languages, and nothing else of the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from datasette.app import Datasette
from datasette.plugins import pm

from storage.browse import plugin
from storage.browse.connection import served
from storage.browse.http import Application, Message, Receive, Send
from storage.browse.language import ROOTS, Language, in_language
from storage.database import open_database

#: The database has this name in every address, whatever its file is called.
DATABASE = "nianbao"

_FOLDER = Path(__file__).parent

SETTINGS = {
    "allow_download": False,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 10,
    "suggest_facets": False,
    # A table is to be looked over; the page of a row shows all.
    "truncate_cells_html": 160,
    "max_returned_rows": 1000,
    "default_page_size": 30,
    "num_sql_threads": 3,
    "max_csv_mb": 50,
    "template_debug": False,
    "trace_debug": False,
    "force_https_urls": False,
    # Another process may be writing: a page is as old as the request.
    "default_cache_ttl": 0,
}

#: For strangers: no SQL of theirs, no download of originals (they may hold personal data), and answers that a reverse
#: proxy may keep for a minute.
PUBLIC = {"default_allow_sql": False, "default_cache_ttl": 60, "max_csv_mb": 10}


def metadata() -> dict[str, Any]:
    """Titles, descriptions and queries in both languages: the content of ``metadata.yaml``."""
    content: dict[str, Any] = yaml.safe_load((_FOLDER / "metadata.yaml").read_text(encoding="utf-8"))
    return content


def site(path: Path, language: Language = "zh", *, public: bool = False) -> Datasette:
    """A Datasette that serves the database at ``path`` in one language and can only read it.

    ``public``: for strangers, see :data:`PUBLIC`. Raises ``StorageError`` when there is no database, or the file is not
    one of ours.
    """
    open_database(path, read_only=True).close()
    _register_plugin()
    datasette = Datasette(
        metadata=in_language(language, metadata()),
        settings=SETTINGS | (PUBLIC if public else {}) | {"base_url": ROOTS[language]},
        template_dir=str(_FOLDER / "templates"),
        static_mounts=[("assets", str(_FOLDER / "static"))],
    )
    # Without files Datasette offers an empty database in memory.
    datasette.remove_database("_memory")
    datasette.add_database(served(datasette, path), name=DATABASE)
    return datasette


def application(path: Path, *, public: bool = False) -> Application:
    """The whole site: Chinese at the root, English under ``/en/``. Raises as :func:`site`."""
    chinese, english = (site(path, language, public=public).app() for language in ROOTS)

    async def either(scope: Message, receive: Receive, send: Send) -> None:
        if f"{scope.get('path', '')}/".startswith(ROOTS["en"]):
            await english(_without_prefix(scope), receive, _with_prefix(send))
        else:
            await chinese(scope, receive, send)

    return either


def _without_prefix(scope: Message) -> Message:
    """Datasette puts its ``base_url`` before what it makes of a request's address, so it must not stand there yet."""
    start = len(ROOTS["en"]) - 1
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return {**scope, "path": scope["path"][start:] or "/", "raw_path": raw[start:] or b"/"}


def _with_prefix(send: Send) -> Send:
    """Where Datasette sends a visitor on without its ``base_url``, put it before the address."""
    root = ROOTS["en"].encode()

    def kept(name: bytes, value: bytes) -> bytes:
        return value if name.lower() != b"location" or value.startswith(root) else root + value.lstrip(b"/")

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [(name, kept(name, value)) for name, value in message.get("headers", [])]
        await send(message)

    return send_on


def _register_plugin() -> None:
    """Our hooks, once a process. Datasette's error handler goes: it prints a traceback for every page not found."""
    if not pm.is_registered(plugin):
        pm.unregister(name="datasette.handle_exception")
        pm.register(plugin)
