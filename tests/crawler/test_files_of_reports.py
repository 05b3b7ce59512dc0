"""Reports published as files: the demo's county with a PDF, a Word file, a workbook and a picture, end to end."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from crawler.jobs import REHEARSAL, crawl
from crawler.registry import Registry, load
from crawler.reread import reread
from crawler.sample_county import CLOCK, SampleCounty
from crawler.sample_county.model import figures
from crawler.sample_county.report import applications, proceedings
from storage.database import open_database, open_originals
from storage.originals import Originals
from storage.queries import findings_of, readings_of, table_dump

PORTAL = "370899"
APPLICANTS = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other", "total")
RESULTS = ("upheld", "corrected", "other", "pending", "total")
TABLES = {"disclosures", "applications", "proceedings"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the cards and the database of one crawl of that county."""
    folder = tmp_path_factory.mktemp("files")
    with SampleCounty(port=0) as county:
        county.write_cards(folder / "cards")
        crawl(load(folder / "cards"), folder / "nianbao.db", portals=[PORTAL], clock=CLOCK, settings=REHEARSAL)
    return folder


@pytest.fixture
def db(folder: Path) -> Any:
    with closing(open_database(folder / "nianbao.db")) as opened:
        yield opened


@pytest.fixture
def registry(folder: Path) -> Registry:
    return load(folder / "cards")


def version_of(db: Database, agency: str) -> dict[str, Any]:
    [row] = db.query(
        "SELECT versions.* FROM versions JOIN reports ON reports.id = report_id WHERE agency_id = ?", [agency]
    )
    return row


def origins(db: Database, version_id: str) -> dict[str, str]:
    return {row["part"]: row["format"] for row in readings_of(db, version_id)["origins"]}


@pytest.mark.parametrize(
    ("agency", "formats"),
    [
        ("370899-office", dict.fromkeys({*TABLES, "sections"}, "pdf")),
        ("370899-czj", dict.fromkeys({*TABLES, "sections"}, "docx")),
        ("370899101", {"sections": "html", **dict.fromkeys(TABLES, "excel")}),
    ],
)
def test_a_report_in_files_has_all_its_cells_and_says_where_each_part_is_from(
    db: Database, agency: str, formats: dict[str, str]
) -> None:
    version, made_of = version_of(db, agency), figures(f"{agency}_2022.yaml")
    found = readings_of(db, version["id"])
    counted = {row["outcome"]: tuple(row[column] for column in APPLICANTS) for row in found["applications"]}
    assert counted == applications(made_of)
    cases = {row["route"]: tuple(row[column] for column in RESULTS) for row in found["proceedings"]}
    assert cases == proceedings(made_of)
    disclosed: dict[str, tuple[float, ...]] = {}
    for row in found["disclosures"]:
        disclosed[row["row"]] = (*disclosed.get(row["row"], ()), row["value"])
    assert disclosed == made_of.disclosures
    assert [row["number"] for row in found["sections"]] == [1, 2, 3, 4, 5, 6]
    assert origins(db, version["id"]) == formats
    assert [finding for finding in findings_of(db, version["id"]) if finding["severity"] != "note"] == []


def test_every_original_named_is_kept(db: Database, folder: Path) -> None:
    with closing(open_originals(folder / "originals.db", read_only=True)) as kept:
        originals = Originals(kept)
        for row in db.query("SELECT DISTINCT sha256 FROM origins"):
            assert originals.get(row["sha256"])


def test_a_picture_without_the_extra_is_kept_and_a_finding_says_what_to_install(db: Database) -> None:
    version = version_of(db, "370899102")
    assert origins(db, version["id"]) == {"sections": "html", "disclosures": "html", "proceedings": "html"}
    rules = {finding["rule"]: finding["message"] for finding in findings_of(db, version["id"])}
    assert "F3-table-elsewhere" in rules
    [file] = db.query("SELECT * FROM attachments WHERE version_id = ?", [version["id"]])
    assert (file["media_type"], file["trouble"]) == ("image/png", None)
    assert file["sha256"]
    assert "pip install 'nianbao[ocr]'" in file["unread"]
    assert "F3-attachment-unread" in rules


def test_reading_again_changes_nothing(db: Database, folder: Path, registry: Registry) -> None:
    before = table_dump(db)
    with closing(open_originals(folder / "originals.db")) as kept:
        reread(db, Originals(kept), registry)
    after = table_dump(db)
    assert {name for name in after if after[name] != before[name]} <= {"findings"}
