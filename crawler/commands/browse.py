"""``nianbao browse``: the site of the database."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.commands.options import database_option
from storage.browse.server import serve


@click.command("browse")
@database_option
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the start page in a browser.")
@click.option(
    "--public", is_flag=True, help="As strangers may see it: put a reverse proxy in front, see docs/browse.md."
)
def browse_command(database: Path, port: int, open_browser: bool, public: bool) -> None:
    """Serve the database read-only on 127.0.0.1.

    \b
    With --public strangers may see it through a reverse proxy:
      shown    every page, the tables that the page 数据 lists, their exports as CSV, JSON and Atom
      not      SQL of a visitor's own, the bytes of originals, the private file, anything of this machine
      yours    TLS, a limit on requests, and whether named agencies may be shown: docs/browse.md

    \b
    Examples: nianbao browse --db data/demo/nianbao.db
              nianbao browse --public --port 8001
    """
    serve(database, port=port, open_browser=open_browser, public=public)
