"""The site as a configured Datasette: one database, read-only, and nothing else of the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from storage.browse import plugin
from storage.database import open_database

#: The database has this name in every address, whatever its file is called.
DATABASE = "nianbao"

_FOLDER = Path(__file__).parent

SETTINGS = {
    # Visitors get the queries of metadata.yaml and the filters of the table pages, not SQL of their own.
    "default_allow_sql": False,
    "allow_download": False,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 200,
    "suggest_facets": False,
    "max_returned_rows": 2000,
    "default_page_size": 50,
    "num_sql_threads": 3,
    "max_csv_mb": 50,
    "template_debug": False,
    "trace_debug": False,
    "force_https_urls": False,
    # Another process may be writing: a page is as old as the request.
    "default_cache_ttl": 0,
}


def metadata() -> dict[str, Any]:
    """Titles, descriptions and queries: the content of ``metadata.yaml``."""
    content: dict[str, Any] = yaml.safe_load((_FOLDER / "metadata.yaml").read_text(encoding="utf-8"))
    return content


def site(path: Path) -> Datasette:
    """A Datasette that serves the database at ``path`` and can only read it.

    Raises ``StorageError`` when there is no database, or the file is not one of ours.
    """
    open_database(path, read_only=True).close()
    _register_plugin()
    datasette = Datasette(
        metadata=metadata(),
        settings=SETTINGS,
        template_dir=str(_FOLDER / "templates"),
        static_mounts=[("assets", str(_FOLDER / "static"))],
    )
    # Without files Datasette offers an empty database in memory.
    datasette.remove_database("_memory")
    datasette.add_database(Database(datasette, str(path)), name=DATABASE)
    return datasette


def _register_plugin() -> None:
    """Our hooks, once a process. Datasette's error handler goes: it prints a traceback for every page not found."""
    if not pm.is_registered(plugin):
        pm.unregister(name="datasette.handle_exception")
        pm.register(plugin)
