"""Answers of ``nianbao match`` as a YAML file that people can read, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from crawler.files import FileError
from crawler.registry.parsing import plain_problems

_HEAD = "# What people said that pages are (nianbao match). Take it over with: nianbao match import FILE\n"


class _Answer(BaseModel):
    """One answer: whose report of which year a page is, or without both that it is none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: Annotated[str, Field(min_length=1)]
    title: str
    listed_title: str
    agency: str | None = None
    year: Annotated[int, Field(ge=2008, le=2100)] | None = None
    original: str | None = None
    because: Annotated[str, Field(min_length=1)]
    by: str | None = None
    at: AwareDatetime


def as_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """The file of these answers (columns of ``matches``)."""
    told = [
        {
            "url": row["url"],
            "title": row["title"],
            "listed_title": row["listed_title"],
            "agency": row["agency_id"],
            "year": row["report_year"],
            "original": row["sha256"],
            "because": row["because"],
            "by": row["reviewer"],
            "at": datetime.fromisoformat(row["matched_at"]),
        }
        for row in rows
    ]
    return _HEAD + yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1000)


def read_answers(file: Path) -> list[dict[str, Any]]:
    """The answers in a file, as ``save_match`` takes them; raises ``FileError``, one line each mistake."""
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise FileError(f"{file}: {' '.join(str(error).split())}") from error
    if not isinstance(told, list):
        raise FileError(f"{file}: is no list of answers; nianbao match export writes one")
    rows, problems = [], []
    for number, each in enumerate(told, 1):
        try:
            rows.append(_row(_Answer.model_validate(each)))
        except ValidationError as error:
            problems += [f"{file}: answer {number}: {line}" for line in plain_problems(error)]
        except ValueError as error:
            problems.append(f"{file}: answer {number}: {error}")
    if problems:
        raise FileError("\n".join(problems))
    return rows


def _row(said: _Answer) -> dict[str, Any]:
    if (said.agency is None) != (said.year is None):
        raise ValueError("agency and year belong together; without both it is no report")
    return {
        "url": said.url,
        "title": said.title,
        "listed_title": said.listed_title,
        "verdict": "report" if said.agency else "not_a_report",
        "agency_id": said.agency,
        "report_year": said.year,
        "sha256": said.original,
        "because": said.because,
        "reviewer": said.by,
        "matched_at": said.at,
    }
