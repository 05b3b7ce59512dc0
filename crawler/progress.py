"""Progress of long work: a live bar on a terminal, plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

#: Called once for each unit done, with what to say about it.
Advance = Callable[[str], None]


@contextmanager
def progress(console: Console, title: str, total: int) -> Iterator[Advance]:
    """Show how many of ``total`` units are done; yields the function to call after each one."""
    if not console.is_terminal:
        yield lambda message: console.print(f"{title}: {message}", markup=False, highlight=False, soft_wrap=True)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=total)

        def advance(message: str) -> None:
            bar.update(task, advance=1, description=f"{title}: {message}")

        yield advance
