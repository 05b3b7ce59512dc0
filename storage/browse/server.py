"""Serving the site on this machine until Ctrl+C."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import click
import uvicorn

from storage.browse.site import application
from storage.errors import StorageError


def serve(
    path: Path,
    host: str = "127.0.0.1",
    port: int = 8001,
    open_browser: bool = False,
    public: bool = False,
    announce: Callable[[str], object] = click.echo,
) -> None:
    """Serve the database at ``path`` read-only; returns when interrupted. ``port`` 0 takes any free one.
    ``public``: as strangers may see it, behind a reverse proxy (:data:`storage.browse.site.PUBLIC`).

    ``announce`` is told the address once the port is ours. Raises ``StorageError`` when the port is taken, there is
    no database, or the file is not one of ours.
    """
    app = application(path, public=public)
    with _listen(host, port) as listener:
        url = f"http://{host}:{listener.getsockname()[1]}/"
        announce(f"{path} is served read-only at {url} (Ctrl+C stops)")
        if open_browser:
            webbrowser.open(url)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        other = "choose another port with --port (of nianbao demo: --browse-port)"
        raise StorageError(f"cannot listen on {host}:{port}: {reason}; {other}") from error
