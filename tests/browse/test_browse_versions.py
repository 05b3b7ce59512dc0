"""What two versions of a report differ in, and the files beside a report, as a visitor sees them."""

from __future__ import annotations

import json
import re
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from small_county import Get

from storage.browse.differences import changed_text
from storage.database import open_database

_SECTIONS = ("本年公开信息31条。办理申请17件。没有收取费用。", "本年公开信息31条。办理申请19件。没有收取费用。")
#: A file's name and address as a hostile page could link them.
HOSTILE_NAME = '"><img src=x onerror=alert(1)>附件.pdf'
HOSTILE_URL = "javascript:alert(1)//<svg onload=alert(2)>"


@pytest.fixture(autouse=True)
def corrected(county: Path) -> None:
    """A later version of ``v-late`` with two other cells and another sentence, and a file beside it."""
    with closing(open_database(county)) as db:
        version = {**db["versions"].get("v-late"), "id": "v-new", "sha256": "cd34" * 16, "content_hash": "c1"}
        db["versions"].insert(version | {"first_seen_at": "2023-02-19T09:00:00+08:00"})
        [row] = db["applications"].rows_where("version_id = 'v-late' AND outcome = 'received'")
        raw = json.dumps({"natural_person": "19", "enterprise": "", "total": "19"})
        db["applications"].insert({**row, "version_id": "v-new", "natural_person": 19, "total": None, "raw": raw})
        db["applications"].insert(
            {**row, "version_id": "v-new", "outcome": "carried_in", "natural_person": 0, "total": 0, "raw": "{}"}
        )
        [cell] = db["disclosures"].rows_where("version_id = 'v-late'")
        db["disclosures"].insert({**cell, "version_id": "v-new"})
        raw = json.dumps({"natural_person": "19", "enterprise": "", "total": ""})
        db.execute("UPDATE applications SET raw = ? WHERE version_id = 'v-new' AND outcome = 'received'", [raw])
        for key, text in zip(("v-late", "v-new"), _SECTIONS, strict=True):
            db["sections"].insert({"version_id": key, "position": 0, "number": 1, "heading": "总体情况", "text": text})
        file = {"version_id": "v-new", "url": HOSTILE_URL, "title": HOSTILE_NAME, "sha256": "ef56" * 16}
        db["attachments"].insert(file | {"media_type": "application/pdf", "fetch_id": "f-v-late"})
        wanted = {"version_id": "v-new", "url": HOSTILE_URL + "2", "title": HOSTILE_NAME, "trouble": "<b>404</b>"}
        db["attachments"].insert(wanted)


def _compared(page: str) -> str:
    return page[page.index('<section id="versions"') : page.index('<section id="chain"')]


def test_the_later_version_shows_the_cells_that_changed(get: Get) -> None:
    shown = _compared(get("/report/v-new").text)
    cells = re.findall(r'<a href="#cell-([^"]*)"><span[^>]*>([^<]*)', shown)
    assert cells == [
        ("applications.received.natural_person", "本年新收·自然人"),
        ("applications.received.total", "本年新收·总计"),
    ]
    was, now = (re.findall(rf"<{tag}>(?:<span[^>]*>)?([^<]*)", shown) for tag in ("del", "ins"))
    assert was == ["17", "17", "17"]
    assert now == ["19", "空白", "19"]


def test_the_words_of_a_cell_without_a_number_follow_the_language(get: Get) -> None:
    assert "blank" in _compared(get("/en/report/v-new").text)


def test_the_first_version_is_compared_when_asked(get: Get) -> None:
    assert "与 2023-02-19 09:00 的版本相比" in get("/report/v-late?compare=v-new").text
    assert "的版本相比" not in get("/report/v-late").text
    assert "的版本相比" not in get("/report/v-late?compare=v-old").text


def test_what_stayed_the_same_is_left_out_but_for_what_is_beside_it() -> None:
    old = [{"heading": "甲", "text": "".join(f"第{n}句。" for n in range(9))}]
    new = [{"heading": "甲", "text": old[0]["text"].replace("第7句", "另一句")}]
    pieces = [(piece.kind, piece.text) for piece in changed_text(old, new)]
    assert pieces == [
        ("same", "甲\n"),
        ("gap", ""),
        ("same", "第6句。"),
        ("gone", "第7句。"),
        ("new", "另一句。"),
        ("same", "第8句。"),
    ]


@pytest.mark.parametrize(
    "page", ["/report/v-new", "/original/" + "ef56" * 16, "/nianbao/attachments", "/nianbao/versions/v-new"]
)
def test_a_hostile_file_name_stays_text_and_its_address_no_link(get: Get, page: str) -> None:
    answer = get(page)
    assert answer.status_code == 200
    assert not re.search(r"<(img|svg|b>404)", answer.text)
    assert not re.search(r"""(?:href|src)=["']?\s*javascript:""", answer.text)
    if not page.endswith("versions/v-new"):
        assert HOSTILE_NAME in unescape(answer.text)
