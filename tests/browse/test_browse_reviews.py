"""What a person said of a finding, on the site: beside the finding, and off the board's count."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from small_county import Get

from storage.database import open_database
from storage.writes import save_review

#: What a person could type.
HOSTILE = '<script src="//evil.example/x.js"></script>'


@pytest.fixture(autouse=True)
def _reviewed(county: Path) -> None:
    """Finding x1 (an error) was confirmed, then dismissed; x2 (a note) nobody has looked at."""
    with closing(open_database(county)) as db:
        for day, verdict in ((10, "confirmed"), (11, "dismissed")):
            said = {"verdict": verdict, "because": f"勘误{day}日{HOSTILE}", "reviewer": "王某"}
            save_review(db, {"finding_id": "x1", **said, "reviewed_at": datetime(2023, 2, day, tzinfo=UTC)})


def test_the_last_verdict_stands_beside_its_finding(get: Get) -> None:
    told = {row["id"]: row for row in get("/nianbao/findings.json?_shape=array").json()}
    assert (told["x1"]["verdict"], told["x1"]["because"]) == ("不成立", f"勘误11日{HOSTILE}")
    assert (told["x2"]["verdict"], told["x2"]["because"]) == (None, None)
    assert len(told) == 2


def test_the_board_counts_what_nobody_has_dismissed(get: Get, county: Path) -> None:
    assert get("/nianbao/board.json?_shape=array&state=late").json()[0]["findings"] == 0
    with closing(open_database(county)) as db:
        said = {"verdict": "confirmed", "because": "仍不相符", "reviewer": None}
        save_review(db, {"finding_id": "x1", **said, "reviewed_at": datetime(2023, 2, 12, tzinfo=UTC)})
    assert get("/nianbao/board.json?_shape=array&state=late").json()[0]["findings"] == 1


def test_every_review_is_there_newest_first(get: Get) -> None:
    page = get("/nianbao/reviews").text
    assert page.index("勘误11日") < page.index("勘误10日")
    assert "成立</span>" in page
    assert "不成立</span>" in page


@pytest.mark.parametrize("address", ["/nianbao/findings", "/nianbao/reviews"])
def test_what_a_person_typed_stays_text(get: Get, address: str) -> None:
    page = get(address).text
    assert "<script" not in page
    assert HOSTILE in unescape(page)


def test_the_view_behind_it_is_not_served(get: Get) -> None:
    assert get("/nianbao/last_reviews").status_code == 403
    assert get("/nianbao/last_reviews.json").status_code == 403
