"""One portal's web server on its own loopback address, in a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from urllib.parse import parse_qsl, urlsplit

from crawler.sample_county.content import MISSING
from crawler.sample_county.page import NOW, Page, Route


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request a portal got. ``time`` is in seconds of ``time.monotonic``; names of headers are in lower case."""

    time: float
    host: str
    path: str
    method: str
    headers: Mapping[str, str]
    status: int


class PortalServer(ThreadingTCPServer):
    """Serves ``routes`` (looked up afresh for every request) and hands each request to ``log``.

    Raises ``OSError`` when the address is taken or not there.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address: tuple[str, int], routes: Mapping[str, Route], log: Callable[[LoggedRequest], None]):
        super().__init__(address, Handler)
        self.routes = routes
        self.log = log
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; afterwards the address refuses connections."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers from the server's routes; a connection serves one request, so that a closed portal is closed at once."""

    server: PortalServer
    server_version = "sample_county"
    sys_version = ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the page, or with 304 when the client has it already."""
        page = self._page()
        asked = {name.lower(): value for name, value in self.headers.items()}
        unchanged = self.command != "POST" and page.unchanged(asked)
        status = int(HTTPStatus.NOT_MODIFIED) if unchanged else page.status
        host = str(self.server.server_address[0])
        self.server.log(LoggedRequest(time.monotonic(), host, self.path, self.command, asked, status))
        self.send_response(status)
        for name, value in page.response_headers().items():
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Length", str(len(page.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and not unchanged:
            self.wfile.write(page.body)

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self.do_GET()

    def do_POST(self) -> None:
        """Answer as GET does, the parameters from the body."""
        self.do_GET()

    def _page(self) -> Page:
        parts = urlsplit(self.path)
        path = parts.path + "index.html" if parts.path.endswith("/") else parts.path
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        route = self.server.routes.get(path, MISSING)
        if isinstance(route, Page):
            return route
        return route({"Referer": self.headers.get("Referer", ""), **dict(parse_qsl(f"{parts.query}&{sent}"))})

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The portals' clock stands still."""
        del timestamp
        return format_datetime(NOW, usegmt=True)

    def log_message(self, *_args: object) -> None:
        """Nothing on the terminal; the requests are in the log."""
