"""Who is told what, how often, and what happens when it does not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alert_county import SHIQIAO, ZAOYUAN, County
from filing_samples import at
from sinks import WebhookSink, free_port, mail_server, mail_url, webhook

from crawler.monitor.alerts.announce import announce
from crawler.monitor.alerts.channels import Target
from crawler.monitor.alerts.compose import compose
from crawler.monitor.alerts.delivery import BACKOFF, deliver
from storage import outbox


@pytest.fixture
def sink() -> Iterator[WebhookSink]:
    with webhook() as sink:
        yield sink


def county_with(folder: Path, **subscription: Any) -> closing[County]:
    wanted = {"name": "office", "to": ["hook"], "states": ["overdue"]} | subscription
    county = County(folder, {"operator": {"to": ["ops"]}, "subscriptions": [wanted]})
    county.start()
    return closing(county)


def alerts(county: County) -> list[str]:
    return [row["title"] for row in reversed(outbox.deliveries(county.private))]


def test_each_alert_arrives_with_its_facts_and_its_key(tmp_path: Path, sink: WebhookSink) -> None:
    with county_with(tmp_path) as county:
        county.look_and_judge(at(2, 1, 0, 30))
        assert deliver(county.private, {"hook": sink.url}, at(2, 1, 0, 31)) == {"sent": 3}
        assert deliver(county.private, {"hook": sink.url}, at(2, 1, 9)) == {}
        assert sorted(sink.keys) == sorted(row["id"] for row in outbox.deliveries(county.private))
    assert len(set(sink.keys)) == 3
    said = next(each for each in sink.got if "石桥镇" in each["title"])
    assert said["title"] == "【年报】青溪县石桥镇人民政府 2022年度：逾期未公布"
    assert "变化：逾期未公布（此前：未到期）" in said["message"]
    assert "截至 2023-02-01 00:30，在 339901/nianbao 未见青溪县石桥镇人民政府2022年度报告" in said["message"]
    assert "按地方通知和惯例应于 2023-01-31 前公布" in said["message"]
    assert "证据：2023-02-01 00:30 的核查记录" in said["message"]


def test_mail_bears_an_id_made_of_the_key(tmp_path: Path) -> None:
    with mail_server() as (mails, port), county_with(tmp_path, to=["mail"], agencies=[SHIQIAO]) as county:
        county.look_and_judge(at(2, 1))
        assert deliver(county.private, {"mail": mail_url(port)}, at(2, 1)) == {"sent": 1}
        [delivery] = outbox.deliveries(county.private)
    [mail] = mails
    assert mail["Message-ID"].startswith(f"<{delivery['id']}@")
    assert mail["Subject"] == "【年报】青溪县石桥镇人民政府 2022年度：逾期未公布"
    assert mail.get_content_type() == "text/plain"
    assert "期限届满后已核查1次" in mail.get_content()


def test_a_mail_server_that_is_down_for_an_hour_gets_everything_once(tmp_path: Path) -> None:
    port, now = free_port(), at(2, 1)
    # Two, not three: Apprise waits five seconds between one mail and the next.
    with county_with(tmp_path, to=["mail"], agencies=[SHIQIAO, ZAOYUAN]) as county:
        county.look_and_judge(now)
        while now < at(2, 1, 10):
            assert deliver(county.private, {"mail": mail_url(port)}, now) == {"failed": 2}
            now = outbox.next_delivery_at(county.private) or now
        with mail_server(port) as (mails, _):
            assert deliver(county.private, {"mail": mail_url(port)}, now) == {"sent": 2}
            assert outbox.next_delivery_at(county.private) is None
        keys = {f"<{row['id']}" for row in outbox.deliveries(county.private)}
    assert {mail["Message-ID"].partition("@")[0] for mail in mails} == keys
    assert all(len(mail.get_all("Message-ID")) == 1 for mail in mails)


def test_a_target_that_is_down_for_an_hour_gets_everything_once(tmp_path: Path, sink: WebhookSink) -> None:
    with county_with(tmp_path, to=["hook", "other"]) as county, webhook() as other:
        sink.status = 503
        county.look_and_judge(at(2, 1))
        now, addresses = at(2, 1), {"hook": sink.url, "other": other.url}
        for _ in range(100):
            deliver(county.private, addresses, now)
            due = outbox.next_delivery_at(county.private)
            if due is None:
                break
            now = due
            sink.status = 503 if now < at(2, 1, 10) else 200
        assert now < at(2, 1, 12)
        assert len(other.keys) == len(set(other.keys)) == 3
        assert len(sink.keys) == len(set(sink.keys)) == 3
        assert [each["after"] for each in reversed(outbox.health_events(county.private))] == ["failing", "ok"]


def test_a_target_that_is_not_there_fails_in_sight_and_stops_no_other(tmp_path: Path, sink: WebhookSink) -> None:
    with county_with(tmp_path, to=["gone", "hook"]) as county, webhook() as gone, webhook() as ops:
        gone.status = 404
        county.look_and_judge(at(2, 1))
        now, addresses = at(2, 1), {"hook": sink.url, "gone": gone.url, "ops": ops.url}
        for _ in BACKOFF:
            deliver(county.private, addresses, now)
            county.judge(now)
            now = outbox.next_delivery_at(county.private) or now + timedelta(minutes=1)
        deliver(county.private, addresses, now)
        assert len(sink.got) == 3
        dead = outbox.deliveries(county.private, state="dead")
        assert len(dead) == 3
        assert {each["target"] for each in dead} == {"gone"}
        assert all("404" in each["trouble"] for each in dead)
        assert [each["title"] for each in ops.got] == ["【年报】通知未能送达：gone"]
        gone.status = 200
        assert outbox.revive(county.private, now) == 3
        assert deliver(county.private, addresses, now)["sent"] >= 3
        assert len(set(gone.keys)) == len(gone.keys) == 3


def test_a_target_without_an_address_is_told_by_name(tmp_path: Path) -> None:
    with county_with(tmp_path, agencies=[SHIQIAO]) as county:
        county.look_and_judge(at(2, 1))
        assert deliver(county.private, {}, at(2, 1)) == {"failed": 1}
        [delivery] = outbox.deliveries(county.private)
        assert delivery["trouble"] == "it has no address; set NIANBAO_TARGET_HOOK or name it in the file of targets"


def test_no_part_of_an_address_is_stored_or_told(tmp_path: Path, sink: WebhookSink, caplog: Any) -> None:
    sink.status = 500
    address = sink.url.replace("json://", "json://someone:pass%20word@")
    with county_with(tmp_path) as county:
        county.look_and_judge(at(2, 1))
        deliver(county.private, {"hook": address}, at(2, 1))
        county.private.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("private.db*"))
    shown = Target("bad", "nosuch://h0st.example/s3cr3t-token").trouble or ""
    for secret in ("s3cr3t-token", "pass word", "pass%20word", "someone", "h0st"):
        assert secret.encode() not in stored
        assert secret not in caplog.text
        assert secret not in shown


def test_an_address_of_several_recipients_is_refused() -> None:
    several = Target("all", mail_url(25, "a@example.org,b@example.org"))
    assert "several recipients" in (several.trouble or "")


def test_a_digest_comes_once_a_day_and_has_the_net_change(tmp_path: Path) -> None:
    with county_with(tmp_path, states=["overdue", "unverified"], digest="daily") as county:
        county.look_and_judge(at(2, 1, 9), "timeout")
        county.look_and_judge(at(2, 1, 12))
        assert alerts(county) == []
        county.judge(at(2, 2, 7, 59))
        assert alerts(county) == []
        county.judge(at(2, 2, 8, 1))
        [digest] = outbox.deliveries(county.private)
        assert digest["title"] == "【年报】年度报告公布情况有3项变化"
        assert digest["body"].count("逾期未公布（此前：无法核实）") == 3
        county.judge(at(2, 3, 9))
        assert len(alerts(county)) == 1


def test_quiet_until_enough_looks_have_confirmed_it(tmp_path: Path) -> None:
    with county_with(tmp_path, confirm=3, agencies=[SHIQIAO]) as county:
        county.look_and_judge(at(2, 1, 1))
        county.judge(at(2, 1, 2))
        county.look_and_judge(at(2, 1, 3))
        county.judge(at(2, 1, 4))
        assert alerts(county) == []
        county.look_and_judge(at(2, 1, 5))
        [delivery] = outbox.deliveries(county.private)
        assert "期限届满后已核查3次" in delivery["body"]


def test_a_subscription_begins_when_it_is_made(tmp_path: Path) -> None:
    with closing(County(tmp_path)) as county:
        county.start()
        county.look_and_judge(at(2, 1))
        late = {"name": "later", "to": ["hook"], "states": ["overdue"]}
        county.alerts = type(county.alerts).model_validate({"subscriptions": [late]})
        county.judge(at(2, 2))
        assert alerts(county) == []


def test_places_and_kinds_are_chosen(tmp_path: Path) -> None:
    with county_with(tmp_path, kinds=["department"], provinces=["浙江省"], counties=["339901"]) as county:
        county.look_and_judge(at(2, 1))
        assert alerts(county) == ["【年报】青溪县财政局 2022年度：逾期未公布"]


def test_whoever_was_told_of_a_state_is_told_what_became_of_it(tmp_path: Path, sink: WebhookSink) -> None:
    with county_with(tmp_path, agencies=[SHIQIAO]) as county:
        county.look_and_judge(at(2, 1))
        deliver(county.private, {"hook": sink.url}, at(2, 1))
        row = dict(county.db.table("filings").get((SHIQIAO, 2022)))
        before = outbox.announced(county.private)[SHIQIAO, 2022]
        county.db.table("filings").upsert(
            row | {"state": "unverified", "reason": "layout_changed"}, pk=("agency_id", "report_year")
        )
        announce(county.db, county.private, county.registry, at(2, 2), 3)
        compose(county.db, county.private, county.registry, county.alerts, at(2, 2))
        assert before["state"] == "overdue"
        assert len(alerts(county)) == 2
        assert alerts(county)[1] == "【年报】青溪县石桥镇人民政府 2022年度：无法核实（栏目内容异常）"


def test_what_is_muted_is_told_when_the_mute_ends(tmp_path: Path) -> None:
    with county_with(tmp_path, agencies=[SHIQIAO]) as county:
        outbox.save_mute(county.private, "339901", until=at(2, 5), because="网站改版", made_at=at(1, 25))
        county.look_and_judge(at(2, 1))
        assert alerts(county) == []
        county.look_and_judge(at(2, 6))
        assert alerts(county) == ["【年报】青溪县石桥镇人民政府 2022年度：逾期未公布"]


def test_a_portal_that_fails_is_told_to_the_operator_only(tmp_path: Path) -> None:
    states = ["overdue", "unverified", "not_due", "needs_review"]
    with county_with(tmp_path, states=states) as county:
        for day in (21, 22, 23):
            county.look_and_judge(at(1, day), "timeout")
        county.look_and_judge(at(1, 24))
        assert [(row["subscription"], row["target"], row["title"]) for row in outbox.deliveries(county.private)] == [
            ("operator", "ops", "【年报】网站核查恢复：青溪县人民政府（339901）"),
            ("operator", "ops", "【年报】网站核查受阻：青溪县人民政府（339901）"),
        ]


def test_nobody_is_called_overdue_while_a_crawl_has_found_what_may_be_the_report(tmp_path: Path) -> None:
    link = {
        "url": "http://www.qingxi.example/1.html",
        "title": "石桥镇人民政府2022年度报告",
        "listed_on": None,
        "position": 0,
    }
    named = {"is_report": True, "why_not": None, "agency_id": SHIQIAO, "report_year": 2022}
    with county_with(tmp_path, digest="daily", agencies=[SHIQIAO]) as county:
        county.look_and_judge(at(2, 1))
        # The crawl of the next day has stored its look and goes on; the filings are judged at its end.
        county.look(at(2, 2, 8, 59), listed=[link | named])
        compose(county.db, county.private, county.registry, county.alerts, at(2, 2, 9))
        assert alerts(county) == []
        county.judge(at(2, 2, 9, 5))
        assert alerts(county) == []


def test_many_changes_at_once_go_into_one_alert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.monitor.alerts.compose._FOLD", 2)
    with county_with(tmp_path) as county:
        county.look_and_judge(at(2, 1))
        assert alerts(county) == ["【年报】年度报告公布情况有3项变化"]


def test_a_long_text_goes_in_pieces_each_under_its_own_key(sink: WebhookSink) -> None:
    body = "\n".join(f"第{number}行" * 20 for number in range(1000))
    assert Target("hook", sink.url).send("长文", body, "k") is None
    assert sink.keys == [f"k-{number}" for number in range(len(sink.keys))]
    assert len(sink.keys) > 1
    assert "\n".join(each["message"] for each in sink.got) == body
    assert [each["title"] for each in sink.got] == [f"长文（{n}/{len(sink.got)}）" for n in range(1, len(sink.got) + 1)]
