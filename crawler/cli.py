"""``nianbao``: which commands there are, and how a mistake of the input ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from errno import EACCES, EDQUOT, ENAMETOOLONG, ENOSPC, EROFS
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from crawler.commands.groups import Group

#: Command -> where in ``crawler.commands`` it is. Only what is called for is loaded: all of it takes seconds.
COMMANDS = {
    "demo": "demo:demo_command",
    "crawl": "crawl:crawl_command",
    "watch": "watch:watch_command",
    "health": "watch:health_command",
    "status": "status:status_command",
    "browse": "browse:browse_command",
    "read": "read:read_command",
    "registry": "registry:registry_group",
    "portal": "portal:portal_group",
    "diagnose": "portal:diagnose_command",
    "rules": "rules:rules_command",
    "reread": "reread:reread_command",
    "check": "check:check_command",
    "export": "export:export_command",
    "notice": "notice:notice_command",
    "finding": "finding:finding_group",
    "alerts": "alerts:alerts_group",
    "match": "match:match_group",
    "originals": "originals:originals_group",
}

#: Mistakes of the input or the surroundings: clear lines and exit code 2. Anything else is our bug, with its traceback.
OPERATOR_ERRORS = {
    "crawler.clock": "ClockError",
    "crawler.files": "FileError",
    "crawler.jobs": "JobError",
    "crawler.lock": "LockError",
    "crawler.monitor.alerts.subscriptions": "AlertsFileError",
    "crawler.monitor.deadlines": "DeadlineError",
    "crawler.reading.errors": "ReadingError",
    "crawler.registry.cards": "CardError",
    "crawler.watch.cadence": "CadenceError",
    "storage.errors": "StorageError",
}


#: A full disk, or a path that leads nowhere, is a matter of the surroundings too, wherever it is met.
_NO_ROOM = {ENOSPC, EDQUOT}
_NO_PATH = {EACCES, EROFS, ENAMETOOLONG}


class Program(Group):
    """Commands that are loaded when called for, and end in clear lines and exit code 2 when the input is at fault."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All of them, in the order in which they are of use."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; ``None`` where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"crawler.commands.{module}"), name)
        return command

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read what stands before the command."""
        try:
            return super().make_context(*args, **extra)
        except NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            click.echo(f"nianbao: {_in_a_line(error)}", err=True)
            raise click.exceptions.Exit(2) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; tell the errors a user can act on."""
        _write_what_can_be_written()
        try:
            return super().invoke(ctx)
        except NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            lines = [_in_a_line(error)]
        except _operator_errors() as error:
            lines = str(error).splitlines()
        except OSError as error:
            if error.errno in _NO_ROOM:
                lines = [f"{error.filename or 'a file, or the output,'} cannot be written: {error.strerror}"]
                _drop_the_rest()
            elif error.errno in _NO_PATH:
                lines = [f"{error.filename} cannot be used: {error.strerror}"]
            else:
                raise
        for line in lines:
            click.echo(f"nianbao: {line}", err=True)
        return ctx.exit(2)


def _write_what_can_be_written() -> None:
    """A terminal of another encoding, such as GBK or ASCII, shows a character it lacks as its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _in_a_line(error: click.UsageError) -> str:
    """What is wrong with the words of a command, and where it is told which are right."""
    told = " ".join(error.format_message().split())
    return f"{told.removesuffix('.')}; see {error.ctx.command_path} --help" if error.ctx else told


def _drop_the_rest() -> None:
    """What did not fit would fail once more when the process ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _operator_errors() -> tuple[type[Exception], ...]:
    """Those of the modules that are loaded; no other can have been raised."""
    loaded = OPERATOR_ERRORS.keys() & sys.modules
    return tuple(getattr(sys.modules[module], OPERATOR_ERRORS[module]) for module in loaded)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="nianbao")
def main() -> None:
    """Watch Chinese county and township portals for 政府信息公开工作年度报告.

    Finds each annual report, keeps the original, reads its tables, checks the figures, and says which agencies are
    late or missing. Start with: nianbao demo
    """
