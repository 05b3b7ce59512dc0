"""``python -m crawler.sample_county``: serve the sample portals until Ctrl-C."""

from __future__ import annotations

import threading

import click

from crawler.sample_county.county import SampleCounty


@click.command()
@click.option("--port", default=8430, show_default=True, help="The port of every portal; 0 picks a free one.")
def main(port: int) -> None:
    """Serve the sample portals until Ctrl-C."""
    try:
        with SampleCounty(port) as county:
            for portal in county.portals:
                state = "" if portal.listening else "  (down on purpose)"
                click.echo(f"{county.origin(portal.id)}  {portal.name}{state}")
            click.echo("Ctrl-C ends it.")
            threading.Event().wait()
    except OSError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        click.echo("Ended.")


if __name__ == "__main__":
    main()
