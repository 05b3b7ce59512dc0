"""Which address shows which page: the facts from a function of the database, the form from a template."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from sqlite3 import Connection, OperationalError
from typing import Any, TypeVar
from urllib.parse import unquote

from datasette.utils.asgi import NotFound, Response
from datasette.views.base import DatasetteError
from datasette.views.database import DatabaseView

from storage.browse import exports
from storage.browse.asked import Asked
from storage.browse.connection import time_limit
from storage.browse.http import FILE_POLICY
from storage.browse.language import language_of
from storage.browse.pages import agency, board, changes, original, portals, report, search, start
from storage.browse.rendering import render
from storage.browse.words import Words

Answer = TypeVar("Answer")
View = Callable[..., Awaitable[Response | None]]

#: The time that the questions of one page may take, in seconds.
_LIMIT = 3.0


async def ask(datasette: Any, request: Any, answer: Callable[[Asked], Answer]) -> Answer:
    """What ``answer`` finds in the database; raises ``DatasetteError`` where that takes too long."""
    arguments = {name: request.args.get(name) or "" for name in request.args}
    named = {name: unquote(step) for name, step in request.url_vars.items()}

    def answered(connection: Connection) -> Answer:
        with time_limit(connection, _LIMIT):
            return answer(Asked(connection, arguments, named, Words(language_of(datasette))))

    try:
        found: Answer = await datasette.get_database().execute_fn(answered)
    except OperationalError as error:
        if "interrupted" not in str(error):
            raise
        say = Words(language_of(datasette)).say
        told = say("查询超时，请缩小范围", "This takes too long to answer: narrow it down")
        raise DatasetteError(told, status=400) from error
    return found


def page(template: str, facts: Callable[[Asked], dict[str, Any]]) -> View:
    """A page of HTML."""

    async def view(datasette: Any, request: Any) -> Response:
        def filled(asked: Asked) -> str:
            return render(datasette, template, facts(asked), request)

        return _cached(datasette, Response.html(await ask(datasette, request, filled)))

    return view


def export(name: str, rows: Callable[[Asked], exports.Table]) -> View:
    """A table as CSV or JSON, by the ending of its address."""

    async def view(datasette: Any, request: Any) -> Response:
        form = request.url_vars["form"]
        return _cached(datasette, exports.response(name, form, await ask(datasette, request, rows)))

    return view


async def feed(datasette: Any, request: Any) -> Response:
    """What changed, as an Atom feed."""
    facts = await ask(datasette, request, changes.facts)
    origin = f"{request.scheme}://{request.host}"
    body = render(datasette, "changes.atom.xml", facts | {"origin": origin}, request)
    return _cached(datasette, Response(body, content_type="application/atom+xml; charset=utf-8"))


async def data(datasette: Any, request: Any, send: Any) -> Response | None:
    """The tables and queries there are. Datasette's own page would count the rows of every table first."""
    if request.args.get("sql"):
        answer: Response | None = await DatabaseView.as_view(datasette)(request, send)
        return answer
    known = datasette.metadata("databases")["nianbao"]
    context = {"metadata": known, "allow_execute_sql": datasette.setting("default_allow_sql")}
    return _cached(datasette, Response.html(render(datasette, "data.html", context, request)))


async def original_page(datasette: Any, request: Any) -> Response:
    """What is known of an original."""
    facts = await ask(datasette, request, partial(original.facts, originals=_originals(datasette)))
    return Response.html(render(datasette, "original.html", facts, request))


async def original_file(datasette: Any, request: Any) -> Response:
    """The bytes of an original, as a file to keep; not for strangers."""
    if not datasette.setting("default_allow_sql"):
        raise NotFound("originals are not handed out here")
    body = await ask(datasette, request, partial(original.body, originals=_originals(datasette)))
    name = f"{request.url_vars['sha256']}.bin"
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": FILE_POLICY}
    return Response(body, headers=headers, content_type="application/octet-stream")


def _originals(datasette: Any) -> Path:
    return Path(datasette.get_database().path).with_name("originals.db")


def _cached(datasette: Any, response: Response) -> Response:
    seconds = datasette.setting("default_cache_ttl")
    response.headers["cache-control"] = f"max-age={seconds}" if seconds else "no-cache"
    return response


ROUTES: list[tuple[str, View]] = [
    (r"^/$", page("start.html", start.facts)),
    (r"^/board$", page("board.html", board.facts)),
    (r"^/board\.(?P<form>csv|json)$", export("board", board.export)),
    (r"^/agency/(?P<agency>[^/]+)$", page("agency.html", agency.facts)),
    (r"^/report/(?P<version>[^/]+)$", page("report.html", report.facts)),
    (r"^/original/(?P<sha256>[^/]+)$", original_page),
    (r"^/original/(?P<sha256>[^/]+)/file$", original_file),
    (r"^/portals$", page("portals.html", portals.facts)),
    (r"^/portal/(?P<portal>[^/]+)$", page("portal.html", portals.one)),
    (r"^/search$", page("search.html", search.facts)),
    (r"^/changes$", page("changes.html", changes.facts)),
    (r"^/changes\.atom$", feed),
    (r"^/(?P<database>nianbao)(\.(?P<format>html))?$", data),
]
