"""``nianbao alerts`` as it is typed."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import icalendar
import pytest
from click.testing import CliRunner, Result
from loopback import registry

from crawler.cli import main
from crawler.registry import to_rows
from storage import outbox
from storage.database import open_database, open_private
from storage.runs import start_run
from storage.writes import save_registry

AT = datetime(2023, 2, 1, 9, tzinfo=UTC)


def run(*words: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, ["alerts", *map(str, words)], env=environment)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    database = tmp_path / "nianbao.db"
    with closing(open_database(database, create=True)) as db:
        save_registry(db, **to_rows(registry("http://127.0.5.1")))
    with closing(open_private(tmp_path / "private.db", create=True)) as private:
        outbox.subscribe(private, ["office"], AT)
        outbox.save_alert(private, "office", ["e1"], ["hook"], title="【年报】甲", body="乙", made_at=AT)
        event = {"id": "e1", "agency_id": "330799101", "report_year": 2022, "kind": "state", "before": "not_due"}
        event |= {"after": "overdue", "reason": None, "as_of": AT, "observation_id": "o1", "version_id": None}
        outbox.save_announced(private, [], [event | {"title": "甲 < 乙", "text": "截至 & 止"}])
    return database


def test_a_test_message_says_what_happened_and_fails_with_one(tmp_path: Path) -> None:
    targets = tmp_path / "targets.yaml"
    targets.write_text("hook: json://127.0.0.1:9/s3cr3t\n")
    targets.chmod(0o600)
    result = run("test", "hook", "mail", "--targets", targets)
    assert result.exit_code == 1
    assert "hook: " in result.output
    assert "mail: it has no address; set NIANBAO_TARGET_MAIL" in result.output
    assert "s3cr3t" not in result.output


def test_what_cannot_be_sent_is_listed(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "none.yaml").touch(0o600)
    result = run("send", "--db", filled, "--targets", tmp_path / "none.yaml", NIANBAO_CLOCK="2023-02-01T18:00:00+08:00")
    assert "alerts: 1 failed" in result.output
    listed = run("list", "--db", filled, "--state", "waiting").output
    assert "hook waiting 2023-02-01 18:01, 1 attempts: it has no address" in listed
    assert "【年报】甲" in listed


def test_a_mute_needs_a_reason_and_ends(filled: Path) -> None:
    assert run("mute", "330799", "--db", filled, "--until", "2023-02-05", "--because", " ").exit_code == 2
    assert run("mute", "330799", "--db", filled, "--until", "2023-02-05", "--because", "改版").exit_code == 0
    shown = run("list", "--db", filled, NIANBAO_CLOCK="2023-02-05T23:00:00+08:00").output
    assert "muted 330799 until 2023-02-06 00:00: 改版" in shown
    assert "muted" not in run("list", "--db", filled, NIANBAO_CLOCK="2023-02-06T00:00:00+08:00").output


def test_a_day_that_is_past_ends_a_mute(filled: Path) -> None:
    rest = ("--db", filled, "--because", "改版")
    run("mute", "330799", "--until", "2023-02-05", *rest, NIANBAO_CLOCK="2023-02-01T09:00:00+08:00")
    told = run("mute", "330799", "--until", "2023-01-31", *rest, NIANBAO_CLOCK="2023-02-01T09:00:00+08:00")
    assert told.stdout == "330799 is not muted any more\n"
    assert "muted" not in run("list", "--db", filled, NIANBAO_CLOCK="2023-02-01T10:00:00+08:00").output


def test_a_mute_is_of_something_that_there_is(filled: Path) -> None:
    """A misspelt id would hold nothing back, and nobody would know."""
    rest = ("--db", filled, "--until", "2023-02-05", "--because", "改版")
    result = run("mute", "330798", *rest)
    assert result.exit_code == 2
    assert "'330798' is no agency, county, portal, target or job; is 330799 meant?" in result.output
    assert "muted" not in run("list", "--db", filled).output
    assert all(run("mute", known, *rest).exit_code == 0 for known in ("330799101", "hook"))


@pytest.mark.parametrize("known", ["office-mail", "backup", "crawl", "struck-off"])
def test_a_mute_is_also_of_what_no_card_names(filled: Path, tmp_path: Path, known: str) -> None:
    """A target that was sent nothing yet, a job that never failed, one that did, and what was muted once."""
    alerts = tmp_path / "alerts.yaml"
    alerts.write_text("subscriptions: [{name: office, to: [office-mail], states: [overdue]}]")
    with closing(open_private(tmp_path / "private.db")) as private:
        start_run(private, "backup", "", due_at=AT, started_at=AT)
        outbox.save_health(private, "job:crawl", "failing", as_of=AT, title="甲", text="乙")
        outbox.save_mute(private, "struck-off", until=AT, because="改版", made_at=AT)
    result = run("mute", known, "--db", filled, "--alerts", alerts, "--until", "2023-02-05", "--because", "改版")
    assert result.exit_code == 0, result.output


def test_where_nothing_was_watched_there_is_nothing_to_list(tmp_path: Path) -> None:
    result = run("list", "--db", tmp_path / "nowhere.db")
    assert result.exit_code == 2
    assert "private.db does not exist" in result.output
    assert list(tmp_path.iterdir()) == []


def test_the_feed_is_atom_and_says_the_facts(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "changes.xml"
    assert run("feed", "--db", filled, "--out", out).exit_code == 0
    feed = ElementTree.fromstring(out.read_bytes())  # noqa: S314 -- written just now
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.tag == f"{atom}feed"
    assert feed.findtext(f"{atom}updated") == "2023-02-01T17:00:00+08:00"
    assert feed.findtext(f"{atom}entry/{atom}id") == "urn:nianbao:filing-event:e1"
    assert feed.findtext(f"{atom}entry/{atom}title") == "甲 < 乙"
    assert feed.findtext(f"{atom}entry/{atom}content") == "截至 & 止"
    assert run("feed", "--db", filled, "--out", out).exit_code == 2


def test_the_calendar_has_each_deadline_once_with_who_is_waited_for(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "deadlines.ics"
    clock = "2023-01-10T09:00:00+08:00"
    assert run("calendar", "--db", filled, "--out", out, NIANBAO_CLOCK=clock).exit_code == 0
    events = icalendar.Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    found = {(str(each["dtstart"].dt), str(each["summary"])) for each in events}
    assert ("2023-01-31", "青溪县：2022年度报告公布期限（2个机关，2个待核）") in found
    assert ("2023-03-31", "青溪县：2022年度报告公布期限（1个机关，1个待核）") in found
    assert ("2024-01-31", "青溪县：2023年度报告公布期限（2个机关，2个待核）") in found
    assert len(found) == 4
    assert len({str(each["uid"]) for each in events}) == len(events)
    assert "枣园镇人民政府：未到期" in str(next(each for each in events if "2个机关" in each["summary"])["description"])
