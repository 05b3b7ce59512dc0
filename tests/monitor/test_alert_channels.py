"""企业微信, 钉钉 and 飞书 as Apprise really asks them, at a sink; and services that answer in odd ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from alert_county import SHIQIAO, County
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from filing_samples import at
from sinks import WebhookSink, free_port, webhook

from crawler.monitor.alerts.announce import announce
from crawler.monitor.alerts.channels import Target
from crawler.monitor.alerts.compose import compose
from crawler.monitor.alerts.delivery import deliver
from crawler.monitor.alerts.subscriptions import AlertsFile
from crawler.registry import Registry
from storage import outbox

#: Address of a target, the plugin, the path it asks for, where its answer's text stands.
SERVICES: dict[str, tuple[str, Any, str, tuple[str, str]]] = {
    "wecom": ("wecombot://t0k-en-wecom", NotifyWeComBot, "/cgi-bin/webhook/send?key=t0k-en-wecom", ("text", "content")),
    "dingtalk": ("dingtalk://t0kending/", NotifyDingTalk, "/robot/send?access_token=t0kending", ("text", "content")),
    "feishu": ("feishu://t0k-en-feishu/", NotifyFeishu, "/open-apis/bot/v2/hook/t0k-en-feishu/", ("content", "text")),
}  # fmt: skip
TITLE = "【年报】青溪县石桥镇人民政府 2022年度：逾期未公布"
BODY = "变化：逾期未公布\n栏目：http://www.qingxi.example/nb/?a=1&b=2\n“截至”2023-02-01 00:30，在 339901/nianbao 未见"


@pytest.fixture
def sink() -> Iterator[WebhookSink]:
    with webhook() as sink:
        yield sink


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, sink: WebhookSink, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a service whose host is the sink, and that may be asked without pauses."""
    _, plugin, _, _ = SERVICES[request.param]
    path = plugin.notify_url.partition("://")[2].partition("/")[2]
    monkeypatch.setattr(plugin, "notify_url", f"{sink.url.replace('json://', 'http://').rpartition('/hook')[0]}/{path}")
    monkeypatch.setattr(plugin, "request_rate_per_sec", 0)
    sink.answer = b'{"errcode": 0, "errmsg": "ok"}'
    return str(request.param)


def text(service: str, message: dict[str, Any]) -> str:
    outer, inner = SERVICES[service][3]
    return str(message[outer][inner])


def test_a_message_arrives_whole(service: str, sink: WebhookSink) -> None:
    address, _, path, _ = SERVICES[service]
    assert Target("t", address).send(TITLE, BODY, "k") is None
    assert sink.paths == [path]
    assert text(service, sink.got[0]).replace("\r\n", "\n") == f"{TITLE}\n{BODY}"


def test_a_long_message_comes_in_parts_that_the_service_allows(service: str, sink: WebhookSink) -> None:
    lines = [f"第{number}行：" + "未见其报告、" * 20 + f"http://www.qingxi.example/{number}" for number in range(200)]
    assert Target("t", SERVICES[service][0]).send(TITLE, "\n".join(lines), "k") is None
    said = [text(service, each).replace("\r\n", "\n") for each in sink.got]
    if service == "wecom":
        assert max(len(each.encode()) for each in said) <= 2048
    assert max(sink.sizes) <= 20_000
    assert [each.partition("\n")[0] for each in said] == [
        f"{TITLE}（{n}/{len(said)}）" for n in range(1, len(said) + 1)
    ]
    assert "\n".join(each.partition("\n")[2] for each in said) == "\n".join(lines)


@pytest.mark.parametrize("service", ["wecom", "dingtalk"], indirect=True)
def test_a_refusal_behind_a_200_is_one(service: str, sink: WebhookSink) -> None:
    sink.answer = json.dumps({"errcode": 45009, "errmsg": f"too often, {SERVICES[service][0]}"}).encode()
    trouble = Target("t", SERVICES[service][0]).send(TITLE, BODY, "k")
    assert trouble
    assert trouble.words.startswith("it answered 200 and refused the message: errcode 45009 too often")
    assert "t0k" not in trouble.words
    assert (trouble.wait, trouble.of_message) == (timedelta(minutes=10), False)
    sink.answer = b'{"errcode": 310000, "errmsg": "keywords not in content"}'
    trouble = Target("t", SERVICES[service][0]).send(TITLE, BODY, "k")
    assert trouble
    assert (trouble.wait, trouble.of_message) == (timedelta(0), True)


def test_a_refusal_of_feishu_is_told(sink: WebhookSink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NotifyFeishu, "notify_url", f"http://{sink.url.partition('://')[2]}/{{token}}")
    sink.answer = b'{"code": 19024, "msg": "Key Words Not Found"}'
    trouble = Target("t", SERVICES["feishu"][0]).send(TITLE, BODY, "k")
    assert trouble
    assert "19024" in trouble.words


def test_an_error_of_the_service_shows_no_token(service: str, sink: WebhookSink) -> None:
    sink.status = 500
    trouble = Target("t", SERVICES[service][0]).send(TITLE, BODY, "k")
    assert trouble
    assert "500" in trouble.words
    assert "t0k" not in trouble.words


def test_behind_a_message_that_is_refused_the_others_get_through(tmp_path: Path, sink: WebhookSink) -> None:
    answers = iter([422, 200, 200])

    def answer() -> None:
        sink.status = next(answers)

    sink.on_arrival = answer
    with closing(county(tmp_path, agencies=[])) as office:
        office.look_and_judge(at(2, 1))
        assert deliver(office.private, {"hook": sink.url}, at(2, 1)) == {"failed": 1, "sent": 2}


def test_a_redirect_is_no_success(sink: WebhookSink) -> None:
    """A POST that is redirected comes as a GET: the page is there, the message is not."""
    sink.status, sink.headers = 301, {"Location": "/moved/s3cr3t-token"}
    trouble = Target("hook", sink.url).send(TITLE, BODY, "k")
    assert trouble
    assert "it redirects to another address" in trouble.words
    assert "s3cr3t" not in trouble.words


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("json://no-such-host.invalid/s3cr3t-token", "ConnectionError (NameResolutionError)"),
        ("json://127.0.0.1:{free}/s3cr3t-token", "ConnectionError (NewConnectionError)"),
        ("jsons://127.0.0.1:{sink}/s3cr3t-token", "SSLError"),
    ],
)
def test_faults_of_the_connection_are_named_and_no_address_is(sink: WebhookSink, address: str, fault: str) -> None:
    port = sink.url.partition("127.0.0.1:")[2].partition("/")[0]
    trouble = Target("hook", address.format(free=free_port(), sink=port)).send(TITLE, BODY, "k")
    assert trouble
    assert fault in trouble.words
    assert "s3cr3t" not in trouble.words
    assert "no-such-host" not in trouble.words


@pytest.mark.parametrize("as_date", [False, True])
def test_who_wants_to_be_left_alone_is(tmp_path: Path, sink: WebhookSink, *, as_date: bool) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    sink.status, sink.headers = 429, {"Retry-After": until if as_date else "7200"}
    with closing(county(tmp_path)) as office:
        office.look_and_judge(at(2, 1))
        deliver(office.private, {"hook": sink.url}, at(2, 1))
        again = outbox.next_delivery_at(office.private)
    assert again
    assert timedelta(minutes=119) < again - at(2, 1) <= timedelta(hours=2)


def county(folder: Path, **subscription: Any) -> County:
    wanted = {"name": "office", "to": ["hook"], "states": ["overdue"], "agencies": [SHIQIAO]} | subscription
    county = County(folder, {"subscriptions": [wanted]})
    county.start()
    return county


def test_a_message_half_sent_goes_on_where_it_stopped(
    tmp_path: Path, sink: WebhookSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NotifyJSON, "body_maxlen", 120)
    with closing(county(tmp_path)) as office:
        office.look_and_judge(at(2, 1))

        def break_off_at_the_second() -> None:
            sink.status = 503 if len(sink.got) == 2 else 200

        sink.on_arrival = break_off_at_the_second
        deliver(office.private, {"hook": sink.url}, at(2, 1))
        [half] = outbox.deliveries(office.private)
        sink.status, sink.on_arrival = 200, lambda: None
        assert deliver(office.private, {"hook": sink.url}, at(2, 1, 12)) == {"sent": 1}
    # The second had arrived although the answer said otherwise: it comes again under its key, the first does not.
    assert half["parts_sent"].startswith("1/")
    assert [int(key.rpartition("-")[2]) for key in sink.keys] == [0, 1, *range(1, int(half["parts_sent"][2:]))]
    by_key = dict(zip(sink.keys, sink.got, strict=True))
    arrived = "".join(each["message"] for each in by_key.values())
    assert arrived.replace("\n", "") == half["body"].replace("\n", "")


def announce_alone(county: County, when: datetime, **filing: Any) -> None:
    """What a later look makes of the township's filing, before anyone is to be told."""
    row = dict(county.db.table("filings").get((SHIQIAO, 2022)))
    county.db.table("filings").upsert(row | filing, pk=("agency_id", "report_year"))

    announce(county.db, county.private, county.registry, when, 3)


def change(county: County, when: datetime, **filing: Any) -> None:
    """The same, and the alerts that follow."""
    announce_alone(county, when, **filing)
    compose(county.db, county.private, county.registry, county.alerts, when)


def test_what_was_overtaken_before_anyone_was_sent_it_is_taken_back(tmp_path: Path, sink: WebhookSink) -> None:
    with closing(county(tmp_path)) as office:
        office.look_and_judge(at(2, 1))
        assert [row["state"] for row in outbox.deliveries(office.private)] == ["waiting"]
        change(office, at(2, 2), state="on_time", observation_id=None)
        assert outbox.deliveries(office.private) == []
        assert deliver(office.private, {"hook": sink.url}, at(2, 2)) == {}
        # It comes again: this is told, as if the other had never been.
        change(office, at(2, 3), state="overdue")
        assert deliver(office.private, {"hook": sink.url}, at(2, 3)) == {"sent": 1}
    assert [each["title"] for each in sink.got] == [TITLE]


def test_what_was_overtaken_after_an_attempt_is_not_sent_but_what_came_of_it_is(
    tmp_path: Path, sink: WebhookSink
) -> None:
    sink.status = 503  # whether the message was read before the answer nobody knows
    with closing(county(tmp_path)) as office:
        office.look_and_judge(at(2, 1))
        assert deliver(office.private, {"hook": sink.url}, at(2, 1)) == {"failed": 1}
        change(office, at(2, 2), state="on_time", observation_id=None)
        sink.status = 200
        assert deliver(office.private, {"hook": sink.url}, at(2, 2)) == {"dropped": 1, "sent": 1}
        states = {row["title"]: (row["state"], row["trouble"]) for row in outbox.deliveries(office.private)}
    assert [each["title"] for each in sink.got] == ["【年报】青溪县石桥镇人民政府 2022年度：按时公布"]
    assert "（此前：逾期未公布）" in sink.got[0]["message"]
    assert states[TITLE] == ("dropped", "overtaken by a later change, which is told by itself")


def test_what_comes_back_before_the_change_was_told_is_not_lost(tmp_path: Path, sink: WebhookSink) -> None:
    sink.status = 503
    with closing(county(tmp_path, confirm=2)) as office:
        office.look_and_judge(at(2, 1))
        office.look_and_judge(at(2, 2))
        assert deliver(office.private, {"hook": sink.url}, at(2, 2)) == {"failed": 1}
        # One look does not confirm this yet: the old alert is not true any more, the new one not made yet.
        change(office, at(2, 3), state="unverified", reason="down", observation_id=None)
        sink.status = 200
        assert deliver(office.private, {"hook": sink.url}, at(2, 3)) == {}
        office.look_and_judge(at(2, 4))
        assert deliver(office.private, {"hook": sink.url}, at(2, 4)) == {"sent": 1}
    assert [each["title"] for each in sink.got] == [TITLE]


def test_what_comes_back_is_told_although_the_change_was_taken_back(tmp_path: Path, sink: WebhookSink) -> None:
    sink.status = 503
    with closing(county(tmp_path)) as office:
        office.look_and_judge(at(2, 1))
        deliver(office.private, {"hook": sink.url}, at(2, 1))
        sink.status = 200
        outbox.save_mute(office.private, "hook", until=at(2, 4), because="moving", made_at=at(2, 1, 12))
        change(office, at(2, 2), state="on_time", observation_id=None)
        assert deliver(office.private, {"hook": sink.url}, at(2, 2)) == {}
        change(office, at(2, 3), state="overdue")
        assert deliver(office.private, {"hook": sink.url}, at(2, 5)) == {"sent": 1}
    assert [each["title"] for each in sink.got] == [TITLE]


def test_what_comes_back_after_two_alerts_that_were_taken_back_is_told(tmp_path: Path, sink: WebhookSink) -> None:
    with closing(county(tmp_path, states=["overdue", "withdrawn"])) as office:
        office.look_and_judge(at(2, 1))
        change(office, at(2, 2), state="withdrawn", observation_id=None)
        announce_alone(office, at(2, 3), state="on_time")
        # The alert on the withdrawal, in which the first change went up, is taken back before another is made.
        assert deliver(office.private, {"hook": sink.url}, at(2, 3)) == {}
        change(office, at(2, 6), state="overdue", observation_id=None)
        assert deliver(office.private, {"hook": sink.url}, at(2, 6)) == {"sent": 1}
    assert [each["title"] for each in sink.got] == [TITLE]


def test_what_was_given_up_and_overtaken_is_not_told_again(tmp_path: Path, sink: WebhookSink) -> None:
    sink.status = 503
    with closing(county(tmp_path)) as office:
        office.look_and_judge(at(2, 1))
        now = at(2, 1)
        while office.private.table("deliveries").count_where("state = 'waiting'"):
            now = outbox.next_delivery_at(office.private) or now
            deliver(office.private, {"hook": sink.url}, now)
        sink.status = 200
        change(office, at(2, 8), state="on_time", observation_id=None)
        assert deliver(office.private, {"hook": sink.url}, at(2, 8)) == {"sent": 1}
        assert outbox.revive(office.private, at(2, 9)) == 1
        assert deliver(office.private, {"hook": sink.url}, at(2, 9)) == {"dropped": 1}
        office.judge(at(2, 9))
        assert deliver(office.private, {"hook": sink.url}, at(2, 10)) == {}
    assert [each["title"] for each in sink.got] == ["【年报】青溪县石桥镇人民政府 2022年度：按时公布"]


def test_what_is_not_true_any_more_of_an_agency_that_was_struck_off_is_not_sent(
    tmp_path: Path, sink: WebhookSink
) -> None:
    sink.status = 503
    with closing(county(tmp_path)) as office:
        office.look_and_judge(at(2, 1))
        assert deliver(office.private, {"hook": sink.url}, at(2, 1)) == {"failed": 1}
        announce_alone(office, at(2, 2), state="on_time", observation_id=None)
        without = Registry.of([], [])
        compose(office.db, office.private, without, office.alerts, at(2, 2))
        sink.status = 200
        assert deliver(office.private, {"hook": sink.url}, at(2, 2)) == {"dropped": 1}
        assert sink.got == []
        announce_alone(office, at(2, 3), state="overdue")
        compose(office.db, office.private, office.registry, office.alerts, at(2, 3))
        assert deliver(office.private, {"hook": sink.url}, at(2, 3)) == {"sent": 1}, "it is back, and nobody was told"


def test_what_another_subscription_passed_over_is_still_held_for_this_one(tmp_path: Path, sink: WebhookSink) -> None:
    sink.status = 503
    with closing(county(tmp_path)) as office:
        office.look_and_judge(at(2, 1))
        assert deliver(office.private, {"hook": sink.url}, at(2, 1)) == {"failed": 1}
        other = AlertsFile.model_validate({"subscriptions": [{"name": "other", "to": ["hook"], "states": ["late"]}]})
        outbox.subscribe(office.private, ["other"], at(1, 20))
        announce_alone(office, at(2, 2), state="on_time", observation_id=None)
        compose(office.db, office.private, office.registry, other, at(2, 2))
        sink.status = 200
        assert deliver(office.private, {"hook": sink.url}, at(2, 2)) == {}
        announce_alone(office, at(2, 3), state="overdue")
        assert deliver(office.private, {"hook": sink.url}, at(2, 3)) == {"sent": 1}


def test_an_alert_on_several_is_sent_though_one_of_them_was_struck_off(tmp_path: Path, sink: WebhookSink) -> None:
    sink.status = 503
    with closing(county(tmp_path, agencies=[], digest="daily", at="08:00")) as office:
        office.look_and_judge(at(2, 1))
        office.judge(at(2, 2))
        assert deliver(office.private, {"hook": sink.url}, at(2, 2)) == {"failed": 1}
        announce_alone(office, at(2, 3), state="on_time", observation_id=None)
        compose(office.db, office.private, Registry.of([], []), office.alerts, at(2, 4))
        sink.status = 200
        assert deliver(office.private, {"hook": sink.url}, at(2, 4)) == {"sent": 1}


CLAIM = {"agency_id": SHIQIAO, "report_year": 2022, "roster_id": "r", "says": "published"}
CLAIMED = CLAIM | {"published_on": None, "compared": "claimed_unseen"}


@contextmanager
def a_roster_differs(tmp_path: Path, sink: WebhookSink) -> Iterator[County]:
    """From what we saw; a first attempt to tell so has failed."""
    sink.status = 503
    with closing(county(tmp_path, states=[], rosters=["claimed_unseen"])) as office:
        office.look_and_judge(at(2, 1))
        office.db.execute("PRAGMA foreign_keys = OFF")
        office.db.table("roster_claims").insert(CLAIMED)
        announce_alone(office, at(2, 2))
        compose(office.db, office.private, office.registry, office.alerts, at(2, 2))
        assert deliver(office.private, {"hook": sink.url}, at(2, 2)) == {"failed": 1}
        yield office


@pytest.mark.parametrize("struck_off", [False, True])
def test_a_difference_from_a_roster_that_is_no_more_is_not_sent(
    tmp_path: Path, sink: WebhookSink, struck_off: bool
) -> None:
    with a_roster_differs(tmp_path, sink) as office:
        office.db.table("roster_claims").delete((SHIQIAO, 2022))
        announce_alone(office, at(2, 3))
        sink.status = 200
        # It may change back before it is told that it is gone.
        assert deliver(office.private, {"hook": sink.url}, at(2, 3)) == {}
        registry = Registry.of([], []) if struck_off else office.registry
        compose(office.db, office.private, registry, office.alerts, at(2, 4))
        done = deliver(office.private, {"hook": sink.url}, at(2, 4))
    assert done == ({"dropped": 1} if struck_off else {"dropped": 1, "sent": 1})
    assert ["不再标注" in each["title"] for each in sink.got] == [] if struck_off else [True]


def test_a_difference_from_a_roster_that_is_back_is_sent(tmp_path: Path, sink: WebhookSink) -> None:
    with a_roster_differs(tmp_path, sink) as office:
        office.db.table("roster_claims").delete((SHIQIAO, 2022))
        announce_alone(office, at(2, 3))
        office.db.table("roster_claims").insert(CLAIMED)
        announce_alone(office, at(2, 4))
        sink.status = 200
        assert deliver(office.private, {"hook": sink.url}, at(2, 4)) == {"sent": 1}


def test_a_subscription_that_ended_gets_nothing_more(tmp_path: Path, sink: WebhookSink) -> None:
    with closing(county(tmp_path, to=["hook", "other"])) as office, webhook() as other:
        office.look_and_judge(at(2, 1))
        addresses = {"hook": sink.url, "other": other.url}
        assert deliver(office.private, addresses, at(2, 1), [("office", "other")]) == {"dropped": 1, "sent": 1}
        dropped = {row["target"]: row["trouble"] for row in outbox.deliveries(office.private, state="dropped")}
    assert (len(sink.got), len(other.got)) == (0, 1)
    assert dropped == {"hook": "no longer subscribed"}
