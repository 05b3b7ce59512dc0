"""The operator's files: subscriptions and the addresses of targets; mistakes are told line by line, secrets never."""

from __future__ import annotations

from pathlib import Path

import pytest
from alert_county import registry

from crawler.monitor.alerts.subscriptions import AlertsFileError, load_alerts
from crawler.monitor.alerts.targets import load_targets, redacted

GOOD = """
operator: {to: [ops], failing_after: 2}
subscriptions:
  - {name: office, to: [office-mail, wecom], counties: ["339901"], states: [overdue, late], confirm: 2}
  - {name: press, to: [press], provinces: [浙江省], flags: [backdated], findings: [error], digest: daily, at: "07:30"}
"""


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_good_file(tmp_path: Path) -> None:
    file = load_alerts(written(tmp_path, GOOD), registry())
    assert file.targets == ["office-mail", "wecom", "press", "ops"]
    assert file.failing_after == 2
    assert (file.subscriptions[1].at.hour, file.subscriptions[1].at.minute) == (7, 30)


def test_no_file_means_no_alerts(tmp_path: Path) -> None:
    assert load_alerts(tmp_path / "nowhere.yaml").subscriptions == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "subscriptions: [{name: a, to: [x]}]",
            "subscriptions[0]: name at least one of states, flags, findings, rosters",
        ),
        ("subscriptions: [{name: a, to: [x], states: [lateish]}]", "unknown states lateish; there are not_due, "),
        ("subscriptions: [{name: a, to: [], states: [late]}]", "subscriptions[0].to: is empty; give at least one"),
        (
            "subscriptions: [{name: a, to: [x], rosters: [agrees]}]",
            "unknown rosters agrees; there are claimed_",
        ),
        (
            "subscriptions: [{name: a, to: [x], states: [late], county: 1}]",
            "subscriptions[0].county: is no field of this file",
        ),
        (
            "subscriptions: [{name: a, to: [x], states: [late], counties: [110101]}]",
            "subscriptions[0].counties[0]: must be text; write it in quotes: '110101'",
        ),
        ("subscriptions: [{name: operator, to: [x], states: [late]}]", "choose another"),
        (
            "subscriptions: [{name: a, to: [x], states: [late]}, {name: a, to: [y], states: [late]}]",
            "two subscriptions are called a",
        ),
        (
            'subscriptions: [{name: a, to: [x], states: [late], counties: ["110101"]}]',
            "subscription a: counties: there is no 110101 among the cards",
        ),
        ("subscriptions: [", "is no YAML file that can be read"),
    ],
)
def test_mistakes_of_subscriptions_are_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(AlertsFileError) as told:
        load_alerts(written(tmp_path, text), registry())
    assert said in str(told.value)
    assert all(line.startswith(str(tmp_path)) for line in str(told.value).splitlines())


def test_a_file_in_the_encoding_of_windows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "alerts.yaml"
    path.write_bytes("subscriptions: [{name: a, to: [x], states: [late], cities: [青江市]}]".encode("gbk"))
    with pytest.raises(AlertsFileError, match="is not written in UTF-8"):
        load_alerts(path)


def test_addresses_come_from_the_file_and_the_environment_which_counts_first(tmp_path: Path) -> None:
    path = written(tmp_path, "office-mail: mailto://a\nwecom: wecombot://b\n")
    environment = {"NIANBAO_TARGET_OFFICE_MAIL": "mailto://c", "NIANBAO_TARGET_EMPTY": "", "HOME": "/"}
    assert load_targets(path, environment) == {"office-mail": "mailto://c", "wecom": "wecombot://b"}


def test_a_file_of_secrets_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AlertsFileError, match="run: chmod 600"):
        load_targets(written(tmp_path, "a: mailto://b", mode=0o640), {})


@pytest.mark.parametrize("text", ["a: [s3cr3t", "- s3cr3t", "a: {b: s3cr3t}"])
def test_a_broken_file_of_secrets_is_told_without_them(tmp_path: Path, text: str) -> None:
    with pytest.raises(AlertsFileError) as told:
        load_targets(written(tmp_path, text), {})
    assert "s3cr3t" not in str(told.value)


def test_every_part_of_an_address_is_hidden() -> None:
    address = "mailtos://user%40corp:p%21ss@smtp.corp.example?to=boss@corp.example"
    text = redacted("login user@corp at smtp.corp.example with p!ss failed for boss@corp.example", address)
    for part in ("user", "smtp", "corp.example", "boss"):
        assert part not in text
    assert "failed" in text
