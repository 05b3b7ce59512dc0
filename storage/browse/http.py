"""What every answer carries, and which requests are not answered at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from datasette.utils.asgi import Response

from storage.browse.language import ROOTS

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

#: The pages need no script and nothing from another host, so nothing else is allowed to load.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

#: For the bytes of an original: even a browser that opened them would run nothing and load nothing.
FILE_POLICY = "sandbox; default-src 'none'"

_HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


def refusal(scope: Message) -> Response | None:
    """The answer to a request that Datasette must not see.

    A write; a page about the machine under ``/-/``; a picture or script that another site's page makes a visitor's
    browser ask for, to keep this site busy or to read from it; a backslash, which browsers take for a slash.
    """
    path = scope["path"].removeprefix(ROOTS["en"].rstrip("/"))
    if scope["method"] not in ("GET", "HEAD"):
        return Response.text("This site is read-only.\n", status=405, headers={"allow": "GET, HEAD"})
    fetch = {name: value for name, value in scope["headers"] if name in (b"sec-fetch-site", b"sec-fetch-mode")}
    if fetch.get(b"sec-fetch-site") == b"cross-site" and fetch.get(b"sec-fetch-mode") != b"navigate":
        return Response.text("Not served into other sites.\n", status=403)
    if path.startswith("/-/") or "\\" in path:
        return Response.text("Not served here.\n", status=404)
    return None


def _with_ours(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    given = [*headers]
    names = {name.lower() for name, _ in given}
    return [*given, *((name, value) for name, value in _HEADERS if name not in names)]


def harden(app: Application) -> Application:
    """Wrap ``app``: refusals first, and our headers on every answer."""

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_ours(message.get("headers", []))
            await send(message)

        if scope["type"] != "http":
            await app(scope, receive, send)
        elif response := refusal(scope):
            await response.asgi_send(send_with_headers)
        else:
            await app(scope, receive, send_with_headers)

    return wrapped
