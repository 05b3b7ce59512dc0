"""Error pages, in the language of the site."""

from __future__ import annotations

import logging
from sqlite3 import ProgrammingError
from typing import Any

from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError

from storage.browse.language import language_of
from storage.browse.rendering import render
from storage.browse.words import Words

_log = logging.getLogger(__name__)

_TITLES = {
    400: ("这个请求无法处理", "This request cannot be answered"),
    403: ("此处不开放", "Not open here"),
    404: ("没有这个页面", "No such page"),
    500: ("站点出错", "The site failed"),
}


async def failure(datasette: Any, request: Any, exception: Exception) -> Response:
    """The answer to a request that raised ``exception``; only our own faults are logged."""
    status = 404 if _is_short_key(request, exception) else _status(exception)
    if status >= 500:
        _log.error("%s failed", request.path, exc_info=exception)
        return await page(datasette, request, status)
    return await page(datasette, request, status, _detail(exception))


async def page(datasette: Any, request: Any, status: int, detail: str = "") -> Response:
    """An error page, or the same as JSON where JSON was asked for."""
    title = Words(language_of(datasette)).say(*_TITLES.get(status, _TITLES[500 if status >= 500 else 400]))
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "status": status, "title": title, "error": detail or title}, status=status)
    context = {"title": title, "error": detail, "status": status}
    return Response.html(render(datasette, "error.html", context, request), status=status)


def _status(exception: Exception) -> int:
    """Datasette says 500 of requests it has understood and refuses, such as sorting by a column that is not there."""
    status: int = getattr(exception, "status", 500)
    return 400 if isinstance(exception, DatasetteError) and status == 500 else status


def _is_short_key(request: Any, exception: Exception) -> bool:
    """Does the address name a row by fewer values than its key has? Datasette asks SQLite for the others."""
    return isinstance(exception, ProgrammingError) and "pks" in (request.url_vars or {})


def _detail(exception: Exception) -> str:
    """What Datasette says in plain text; where it says it in HTML (a query that took too long), its title."""
    if getattr(exception, "message_is_html", False):
        return str(getattr(exception, "title", ""))
    return getattr(exception, "message", None) or str(exception)
