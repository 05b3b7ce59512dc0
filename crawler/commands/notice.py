"""``nianbao notice``: a notice on late and missing reports for an office to check and send."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from crawler import jobs
from crawler.commands.options import YEARS, as_of_option, database_option, end_of
from crawler.files import new_file
from crawler.notice import write_notice
from crawler.notice_facts import notice_of


@click.command("notice")
@database_option
@click.option("--county", help="This county: a code, or a name that only one county bears.")
@click.option("--province", help="All counties of this province: its first two digits, or its name.")
@click.option("--year", type=click.IntRange(*YEARS), required=True, help="The report year.")
@as_of_option
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), required=True, help="The DOCX file.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def notice_command(
    database: Path,
    county: str | None,
    province: str | None,
    year: int,
    as_of: datetime | None,
    path: Path,
    force: bool,
) -> None:
    """Write a notice (通报) on reports that are late or missing, with evidence and basis, as a Word file.

    What could not be verified stands apart, as our problem. Read it before you send it.

    \b
    Example: nianbao notice --county 430623 --year 2025 -o notice.docx
    """
    if bool(county) == bool(province):
        raise click.UsageError("give either --county or --province")
    if path.suffix.lower() != ".docx":
        raise click.UsageError(f"a notice is a Word file: let its name end in .docx, not as {path.name} does")
    code = jobs.county_named(database, county) if county else jobs.province_named(database, str(province))
    moment = end_of(as_of)
    told = notice_of(database, code, year, moment)
    with new_file(path, force=force) as out:
        write_notice(out, told)
    click.echo(f"{path}: {told.area} {year}, {len(told.entries)} agencies")
