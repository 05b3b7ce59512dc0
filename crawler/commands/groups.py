"""Groups of commands that tell in full what each is for."""

from __future__ import annotations

import click

#: Longer than any first sentence: click cuts them off at the width of the terminal.
_WHOLE = 300


class Group(click.Group):
    """Its help folds the first sentence of each command instead of cutting it off."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what commands there are."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [(name, command.get_short_help_str(_WHOLE)) for name, command in commands.items() if command]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
