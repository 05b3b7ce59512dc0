"""What Datasette asks of us: each hook in one line, the work in the module that its name says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from sqlite3 import Connection
from typing import Any

from datasette.utils.asgi import Response
from pluggy import HookimplMarker

from storage.browse import cells, connection, errors, routes, words
from storage.browse.http import Application, harden
from storage.browse.language import language_of

hookimpl = HookimplMarker("datasette")


@hookimpl
def prepare_connection(conn: Connection, datasette: Any, database: str) -> None:
    """Words for stored keys, and what a connection may read."""
    described = (datasette.metadata("tables", database=database) or {}) if database == "nianbao" else None
    if described is not None:
        connection.limit(conn, language_of(datasette), described)


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
    return cells.Cells(datasette, database).render(row, value, column, table)


@hookimpl
def extra_template_vars(request: Any, datasette: Any) -> Callable[[], Awaitable[dict[str, Any]]]:
    """The words for keys and the addresses of pages, in every template."""

    async def variables() -> dict[str, Any]:
        return words.for_templates(datasette, request)

    return variables


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Our pages. Search engines stay out: the portals' own pages are the place to find a report."""
    return [(r"^/robots\.txt$", lambda: Response.text("User-agent: *\nDisallow: /\n")), *routes.ROUTES]


@hookimpl
def asgi_wrapper() -> Callable[[Application], Application]:
    """Security headers, and no pages about the machine."""
    return harden


@hookimpl
def forbidden(datasette: Any, request: Any) -> Callable[[], Awaitable[Any]]:
    """What is not served says so."""
    return lambda: errors.page(datasette, request, 403)


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Awaitable[Any]]:
    """An error page; a fault of the site itself goes to the log."""
    return lambda: errors.failure(datasette, request, exception)
