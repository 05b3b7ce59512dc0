"""A real webhook and a real mail server, to send alerts to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class WebhookSink:
    """A webhook that notes what it gets; ``status`` is what it answers, ``on_arrival`` is called before it does.

    ``answer`` and ``headers`` go with it; ``paths`` and ``sizes`` are those of the requests that were accepted.
    """

    status: int = 200
    answer: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    on_arrival: Callable[[], object] = lambda: None
    got: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def webhook() -> Iterator[WebhookSink]:
    sink = WebhookSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if sink.status == 200:
                sink.got.append(json.loads(body))
                sink.keys.append(self.headers["Idempotency-Key"])
                sink.paths.append(self.path)
                sink.sizes.append(len(body))
            sink.on_arrival()
            self.send_response(sink.status)
            for name, value in {**sink.headers, "Content-Length": str(len(sink.answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sink.answer)

        def do_GET(self) -> None:
            """What a webhook answers to anything but a POST: it is well, and nothing has arrived."""
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    sink.url = f"json://127.0.0.1:{server.server_port}/hook/s3cr3t-token"
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()


class _Mailbox:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def mail_server(port: int = 0) -> Iterator[tuple[list[EmailMessage], int]]:
    """The mails that came, and the port (0: any free one)."""
    mailbox = _Mailbox()
    port = port or free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox.mails, port
    finally:
        controller.stop()


def mail_url(port: int, to: str = "office@example.org") -> str:
    return f"mailto://127.0.0.1:{port}?smtp=127.0.0.1&mode=insecure&from=nianbao@example.org&to={to}"
