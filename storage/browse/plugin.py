"""What Datasette asks of us: each hook in one line, the work in the module that its name says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from sqlite3 import Connection
from typing import Any

from datasette.utils.asgi import Response
from pluggy import HookimplMarker

from storage.browse import cells, errors, overview
from storage.browse.http import Application, harden
from storage.browse.labels import by_word, in_chinese, labels

hookimpl = HookimplMarker("datasette")


@hookimpl
def prepare_connection(conn: Connection) -> None:
    """SQL function ``label(kind, key)``: the Chinese word for a stored key."""
    conn.create_function("label", 2, in_chinese, deterministic=True)


@hookimpl
def permission_allowed(datasette: Any, action: str, resource: Any) -> bool | None:
    """Only tables that ``metadata.yaml`` describes may be seen, so that a new table is private until described."""
    if action != "view-table":
        return None
    database, table = resource
    return None if datasette.table_metadata(database, table).get("columns") else False


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> str | None:
    """States as words with colour, blanks as blanks, ids as links."""
    return cells.render(cells.linker(datasette.urls, database), row, value, column, table)


@hookimpl
def extra_template_vars(view_name: str, request: Any, datasette: Any) -> Callable[[], Awaitable[dict[str, Any]]]:
    """The words for keys on every page, the numbers of the start page on that one."""

    async def variables() -> dict[str, Any]:
        tables = datasette.metadata("tables", database="nianbao") or {}
        words: dict[str, Any] = {"labels": labels, "by_word": by_word}
        words["titles"] = {name: about["title"] for name, about in tables.items()}
        if view_name == "index":
            words["overview"] = await overview.overview(datasette, request.args.get("year"))
        return words

    return variables


@hookimpl
def register_routes() -> list[tuple[str, Callable[[], Any]]]:
    """Search engines stay out: the portals' own pages are the place to find a report."""
    return [(r"^/robots\.txt$", lambda: Response.text("User-agent: *\nDisallow: /\n"))]


@hookimpl
def asgi_wrapper() -> Callable[[Application], Application]:
    """Security headers, and no pages about the machine."""
    return harden


@hookimpl
def forbidden(datasette: Any, request: Any) -> Callable[[], Awaitable[Any]]:
    """What is not served says so in both languages."""
    return lambda: errors.page(datasette, request, 403)


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Awaitable[Any]]:
    """An error page in both languages; a fault of the site itself goes to the log."""
    return lambda: errors.failure(datasette, request, exception)
