"""A tiny portal on loopback that answers as it is told and notes who asked what, and how many at once."""

from __future__ import annotations

import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from crawler.registry import AgencyCard, ChannelCard, CountyCard, PortalCard, Registry

CLOCK = "2023-02-10T09:00:00+08:00"
LIST = "/zwgk/nianbao/"


@dataclass
class Answer:
    """One answer; ``wait`` holds it back until the site is closed, ``reset`` breaks the connection in place of it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: bool = False
    length: int | None = None
    reset: bool = False


class Site:
    """A portal at ``origin``: paths to answers.

    ``asked`` lists paths in order, ``headers`` and ``times`` (monotonic seconds) beside it; ``most`` is the largest
    number of requests that were with the portal at one time.
    """

    def __init__(self, host: str = "127.0.5.1", *, keep_alive: bool = True) -> None:
        self.answers: dict[str, Answer | Callable[[Mapping[str, str]], Answer]] = {}
        self.asked: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.times: list[float] = []
        self.most = 0
        self.connections = 0
        self.closed = threading.Event()
        self._now = 0
        self._lock = threading.Lock()
        handler = type(
            "Handler", (_Handler,), {"site": self, "protocol_version": "HTTP/1.1" if keep_alive else "HTTP/1.0"}
        )
        self.server = _Server((host, 0), handler)
        self.server.daemon_threads = True
        self.host, self.port = host, self.server.server_address[1]
        self.origin = f"http://{host}:{self.port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        with self._lock:
            self.asked.append(path)
            self.headers.append(headers)
            self.times.append(time.monotonic())
            self._now += 1
            self.most = max(self.most, self._now)
        plain = self.answers.get(path.partition("?")[0], Answer(b"no such page", 404))
        answer = self.answers.get(path, plain)
        answer = answer if isinstance(answer, Answer) else answer({**headers, ":path": path})
        if answer.wait:
            self.closed.wait()
        return answer

    def done(self) -> None:
        with self._lock:
            self._now -= 1


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up, as they do on a slow portal, are nothing to tell."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def setup(self) -> None:
        super().setup()
        self.site.connections += 1

    def finish(self) -> None:
        if self.connection.fileno() >= 0:
            super().finish()

    def do_GET(self) -> None:
        answer = self.site.answer(self.path, {name.lower(): value for name, value in self.headers.items()})
        # Before the answer leaves: afterwards the client may ask again at once.
        self.site.done()
        if answer.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        self.end_headers()
        if answer.status != 304:
            self.wfile.write(answer.body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


def registry(
    origin: str, *, platform: str = "trs", hosts: tuple[str, ...] = (), paths: tuple[str, ...] = (LIST,), **channel: Any
) -> Registry:
    """The invented county 青溪县 with one portal at ``origin``; a channel for each path."""
    agencies = (
        AgencyCard(id="330799-gov", name="青溪县人民政府", kind="government"),
        AgencyCard(id="330799101", name="青溪县石桥镇人民政府", kind="township", aliases=("石桥镇",)),
        AgencyCard(id="330799102", name="青溪县枣园镇人民政府", kind="township", aliases=("枣园镇",)),
    )
    county = CountyCard(county="330799", name="青溪县", city="样例市", province="样例省", agencies=agencies)
    channels = tuple(
        ChannelCard.model_validate({"id": f"c{number}", "url": path, "years": {"first": 2021}, **channel})
        for number, path in enumerate(paths)
    )
    portal = PortalCard(
        portal="330799", name="青溪县人民政府", county="330799", platform=platform, url=origin, hosts=hosts,
        status="verified", channels=channels,
    )  # fmt: skip
    return Registry.of([county], [portal])


def trs_list(*articles: tuple[str, str], pager: str = 'createPageHTML(1, 0, "index", "html");') -> bytes:
    """A page of a TRS list: (address, title) pairs."""
    rows = "".join(
        f'<li><a href="{url}" title="{title}">{title}</a><span>2023-01-20</span></li>' for url, title in articles
    )
    text = "青溪县人民政府政府信息公开年报专栏，本栏目公布全县各单位的政府信息公开工作年度报告。"
    body = f"<p>{text}</p><ul>{rows}</ul><script>{pager}</script>"
    return f"<html><head><title>年报</title></head><body>{body}</body></html>".encode()


def report_page(title: str) -> bytes:
    """A page that is a report by its title and its sections."""
    parts = "".join(
        f"<p>{number}、{heading}</p><p>{text}</p>"
        for number, heading, text in (
            ("一", "总体情况", "本年度主动公开政府信息三百二十一条，受理申请七件，均按时答复。"),
            ("五", "存在的主要问题及改进情况", "公开的内容还不够细，下一年将逐项补齐。"),
            ("六", "其他需要报告的事项", "本年度没有收取信息处理费。"),
        )
    )
    metas = f"<meta name='ArticleTitle' content='{title}'><meta name='PubDate' content='2023-01-20 10:10'>"
    body = f"<h1>{title}</h1><div id='zoom'>{parts}</div>"
    return f"<html><head><title>{title}</title>{metas}</head><body>{body}</body></html>".encode()
