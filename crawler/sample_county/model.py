"""What the files under ``portals/`` and ``pages/`` say: a portal, its column, its articles, a report's figures."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent

Six = tuple[int, int, int, int, int, int]
Four = tuple[int, int, int, int]


class Data(BaseModel):
    """A frozen record; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Agency(Data):
    """A body that must report."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()


class Column(Data):
    """The list page on which the reports stand.

    ``card`` holds what the portal card says beside id and url; ``number`` and ``unit`` are the publishing
    system's ids of the column and of its list, ``rows`` the shape of a row on a TRS list.
    """

    id: str
    name: str
    url: str
    card: dict[str, Any]
    per_page: int
    number: str = ""
    unit: str = ""
    rows: Literal["list", "table"] = "list"


class Article(Data):
    """A page the list links to. ``title`` may hold line breaks; without ``day`` the page shows no date at all.

    ``listed_as``: the address the list gives, where it is not the page's own; ``tabs``: the years a column links that
    shows one report at a time; ``block``: the layout of its labels on UCAP; ``attachment``: the name of a file that VSB
    links below it. The text is either ``text``, a paragraph an item, or ``page``: a file under ``pages/``, HTML as it
    stands, the figures of an invented report, or a Word file that the list links to itself. ``files``: files beside
    that page, each with the part of the report that stands in it and not on the page.
    """

    url: str
    title: str
    day: date | None = None
    at: str = "09:30"
    created: date | None = None
    index: str = ""
    publisher: str = ""
    source: str = ""
    views: str = ""
    listed_as: str = ""
    tabs: tuple[int, ...] = ()
    block: Literal["table", "bullet"] = "table"
    attachment: str = ""
    text: tuple[str, ...] = ()
    page: str = ""
    files: dict[str, Literal["all", "tables", "applications"]] = {}

    @property
    def plain_title(self) -> str:
        """The title as lists and head metas show it, on one line and without spaces."""
        return "".join(self.title.split())

    @property
    def published(self) -> str:
        """The claimed moment of publication, empty when there is none."""
        return f"{self.day} {self.at}" if self.day else ""


class Further(Column):
    """A column beside the portal's first, with the articles on its list."""

    articles: tuple[Article, ...]


class Portal(Data):
    """A county's website. ``county`` is the county card without its agencies.

    ``shown``: columns of single agencies that show a report in place of a list; ``channels``: what the portal card says
    of these. ``further``: columns with a list of their own. ``header``: what a fragment shared by all pages puts into
    their heads before anything of their own.
    """

    id: str
    name: str
    platform: str
    county: dict[str, str]
    agencies: tuple[Agency, ...]
    column: Column
    articles: tuple[Article, ...]
    shown: tuple[Article, ...] = ()
    channels: tuple[dict[str, Any], ...] = ()
    further: tuple[Further, ...] = ()
    notice: str
    header: str = ""
    site_code: str = ""
    rebuilt: str = ""
    listening: bool = True

    @property
    def host(self) -> str:
        """The loopback address made of the division code: 430623 -> 127.43.6.23."""
        pairs = (self.id[:2], self.id[2:4], self.id[4:])
        return ".".join(["127", *(str(int(pair)) for pair in pairs)])

    def views(self) -> tuple[Portal, ...]:
        """The portal, and once more for each further column: as if that one and its articles were all it had."""
        columns = ({"column": each, "articles": each.articles} for each in self.further)
        return (self, *(self.model_copy(update={**column, "shown": (), "channels": ()}) for column in columns))


class Figures(Data):
    """An invented report. Rows that are not named are zeros; totals are computed.

    ``applications`` has six applicants a row, ``proceedings`` four results a route. A row of ``slips`` is printed in
    place of the right one, its total included.
    """

    year: int
    signer: str
    signed_on: date
    posts: dict[str, int]
    text: dict[str, str]
    disclosures: dict[str, tuple[int | float, ...]]
    applications: dict[str, Six]
    proceedings: dict[str, Four] = {}
    slips: dict[str, tuple[int, ...]] = {}


@cache
def portals() -> tuple[Portal, ...]:
    """Every sample portal, in the order of the division codes."""
    files = sorted((FOLDER / "portals").glob("*.yaml"))
    return tuple(Portal.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files)


def figures(name: str) -> Figures:
    """The figures in ``pages/<name>``."""
    return Figures.model_validate(yaml.safe_load((FOLDER / "pages" / name).read_text(encoding="utf-8")))
