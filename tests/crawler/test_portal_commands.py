"""Finding out about a portal, trying its card, and asking what ails it: as the person who writes cards does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler import jobs
from crawler.cli import main
from crawler.diagnosis import advice
from crawler.items import Outcome
from crawler.registry import Channel, load
from crawler.sample_county import CLOCK, SampleCounty
from storage.browse.labels import labels
from storage.looks import verdict

Run = Callable[..., Result]

HUARONG = "430623"
LIST = "/dsz/zfxxgknb/index.html"


@pytest.fixture
def county() -> Iterator[SampleCounty]:
    with SampleCounty(port=0) as running:
        yield running


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NIANBAO_CLOCK", CLOCK)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    return invoke


def test_a_page_becomes_a_card_that_can_be_tried(county: SampleCounty, run: Run, tmp_path: Path) -> None:
    detected = run("portal", "detect", county.origin(HUARONG) + LIST, "--county", HUARONG, "--loopback")
    assert detected.exit_code == 0, detected.output
    assert "# Platform: trs 拓尔思, certain." in detected.stdout
    assert "links such as" in detected.stdout
    (tmp_path / "huarong.yaml").write_text(detected.stdout, encoding="utf-8")
    card = load(tmp_path).portals[HUARONG]
    assert (card.name, card.platform, card.status) == ("华容县人民政府", "trs", "unverified")
    [channel] = card.channels
    assert (channel.url, channel.years.first, channel.at_least) == (LIST, 2022, 4)
    checked = run("portal", "check", str(tmp_path / "huarong.yaml"), "--loopback")
    assert checked.exit_code == 0, checked.output
    assert "ok, 6 rows on 2 pages, read to its end: 可作依据 can be relied on" in checked.stdout
    [row] = [line for line in checked.stdout.splitlines() if "2022年政府信息公开" in line and "read," in line]
    assert "华容县东山镇人民政府    2022    read, form 2019, 2022" in row
    assert "标题里没有" in checked.stdout
    assert sorted(file.name for file in tmp_path.iterdir()) == ["huarong.yaml"], "nothing is kept"


def test_what_the_page_does_not_tell_is_left_to_be_filled_in(county: SampleCounty, run: Run, tmp_path: Path) -> None:
    page = county.origin("440799") + "/zpx/gkmlpt/annualreport#2031"
    detected = run("portal", "detect", page, "--loopback")
    assert 'url: "/zpx/gkmlpt/annualreport#2031", years: {first: 2022}}' in detected.stdout
    (tmp_path / "card.yaml").write_text(detected.stdout, encoding="utf-8")
    checked = run("portal", "check", str(tmp_path / "card.yaml"), "--loopback")
    assert (checked.exit_code, checked.stdout) == (2, "")
    assert "card.yaml: county:" in checked.stderr


def test_a_portal_of_no_known_platform_is_read_as_a_column(county: SampleCounty, run: Run) -> None:
    detected = run("portal", "detect", county.origin("450499") + "/zwgk/nianbao/", "--loopback")
    assert "# No sign of a known platform" in detected.stdout
    assert "platform: column" in detected.stdout


def test_a_platform_without_a_spider_is_said(county: SampleCounty, run: Run) -> None:
    county.put(
        HUARONG, "/epoint/index.html", "<p>信息公开年报栏目</p><script src='/EWB-FRONT/a.js'></script>".encode() * 99
    )
    detected = run("portal", "detect", county.origin(HUARONG) + "/epoint/index.html", "--loopback")
    assert "# No spider reads epoint yet; try column." in detected.stdout


@pytest.mark.parametrize(
    ("path", "options", "said"),
    [
        ("/nothing.html", ["--loopback"], "did not come: page not there (4xx), HTTP 404"),
        ("/search/index.html", ["--loopback"], "did not come: robots"),
        (LIST, [], "is not on the public internet"),
    ],
)
def test_a_page_that_did_not_come(county: SampleCounty, run: Run, path: str, options: list[str], said: str) -> None:
    detected = run("portal", "detect", county.origin(HUARONG) + path, *options)
    assert (detected.exit_code, detected.stdout) == (2, "")
    assert said in detected.stderr


@pytest.mark.parametrize("url", ["www.huarong.gov.cn", "ftp://www.huarong.gov.cn/", "http:///x", "http://a b/"])
def test_an_address_that_is_none(run: Run, url: str) -> None:
    detected = run("portal", "detect", url)
    assert detected.exit_code == 2
    assert "is no address of a web page" in detected.stderr


def test_a_trial_shows_every_channel_and_what_became_of_each_report(
    county: SampleCounty, run: Run, tmp_path: Path
) -> None:
    cards = str(county.write_cards(tmp_path / "cards"))
    gkmlpt = run("portal", "check", "440799", "--cards", cards, "--loopback")
    assert "3 reports read, 1 not; nothing was kept" in gkmlpt.stdout
    assert "off_limits paper.example is no host of this portal" in gkmlpt.stdout
    assert "canary 「政府信息公开指南」 seen; at_least 6" in gkmlpt.stdout
    lonsun = run("portal", "check", "341199", "--cards", cards, "--loopback")
    assert "341199/liuyan" in lonsun.stdout
    assert "341199/nianbao" in lonsun.stdout
    assert "2022    read, but not what the list says: form 2021, 2021" in lonsun.stdout


def test_a_list_that_cannot_be_relied_on_says_what_to_do(county: SampleCounty, run: Run, tmp_path: Path) -> None:
    cards = str(county.write_cards(tmp_path / "cards"))
    county.remove(HUARONG, LIST.replace("index", "index_1"))
    unfinished = run("portal", "check", HUARONG, "--cards", cards, "--loopback")
    assert unfinished.exit_code == 1
    assert "不能作依据 cannot be relied on" in unfinished.stdout
    assert "HTTP 404" in unfinished.stdout
    assert advice("http_4xx").remedy in unfinished.stdout


def test_a_card_that_cannot_be_tried(run: Run, tmp_path: Path) -> None:
    card = 'portal: {0}\nname: 华容县\ncounty: "430623"\nplatform: {1}\nurl: http://a.example\nstatus: unverified\n{2}'
    channels = "channels: [{id: a, url: /a, years: {first: 2022}}]\n"
    for name, platform, rest in (("epoint", "epoint", channels), ("empty", "trs", ""), ("draft", "", "")):
        (tmp_path / name).mkdir()
        text = card.format(name, platform, rest) if platform else "# nothing yet\n"
        (tmp_path / name / "card.yaml").write_text(text, encoding="utf-8")
    said = {name: run("portal", "check", f"{name}/card.yaml") for name in ("epoint", "empty", "draft", "nix")}
    assert {result.exit_code for result in said.values()} == {2}
    assert "no spider reads the platform epoint; there are column" in said["epoint"].stderr
    assert "its card names no channel" in said["empty"].stderr
    assert "draft/card.yaml is no portal card" in said["draft"].stderr
    assert "neither a file nor a portal of the cards" in said["nix"].stderr


def test_the_list_of_portals(run: Run, county: SampleCounty, tmp_path: Path) -> None:
    listed = run("portal", "list", "--cards", str(county.write_cards(tmp_path / "cards"))).stdout.splitlines()
    assert len(listed) == len(county.portals)
    assert f"330799  hanweb  verified  1 channels  青溪县人民政府  {county.origin('330799')}" in listed
    assert run("portal", "list").exit_code == 0


def test_a_diagnosis_is_of_every_channel(county: SampleCounty, run: Run, tmp_path: Path) -> None:
    registry, database = load(county.write_cards(tmp_path / "cards")), tmp_path / "nianbao.db"
    crawl(registry, database, CLOCK)
    county.put(
        HUARONG, LIST, "<html><body><p>本栏目改版，请到新栏目查看年报，旧栏目不再更新。</p></body></html>".encode()
    )
    crawl(registry, database, "2023-02-11T09:00:00+08:00")
    crawl(registry, database, "2023-02-12T09:00:00+08:00")
    told = run("diagnose", HUARONG, "--db", str(database)).stdout
    assert "上次合格核查 last good look: 2023-02-10 09:00, 6 rows, 2 pages" in told
    assert "2023-02-12 layout_changed (不作依据 no evidence) ×2, 2023-02-10 ok" in told
    assert "canary 「政府信息公开指南」: 没有看到列表 no list was seen" in told
    assert "neither rows nor the mark of an empty list" in told
    assert advice("layout_changed").remedy in told
    down = run("diagnose", "530199", "--db", str(database)).stdout
    assert "从未 never" in down
    assert advice("refused").wrong in down
    both = run("diagnose", "450499", "--db", str(database)).stdout
    assert both.count("正常 fine") == 2
    for card in (tmp_path / "cards" / "portals").glob("*.yaml"):
        card.write_text(card.read_text(encoding="utf-8").replace("status: verified", "status: unverified"))
    crawl(load(tmp_path / "cards"), database, "2023-02-12T09:00:00+08:00")
    assert run("diagnose", "450499", "--db", str(database)).stdout.count("card not confirmed") == 2
    unknown = run("diagnose", "430622", "--db", str(database))
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "there is no portal '430622'" in unknown.stderr


def crawl(registry: Any, database: Path, moment: str) -> None:
    jobs.crawl(registry, database, portals=[HUARONG, "450499", "530199"], clock=moment, settings=jobs.REHEARSAL)


CHANNEL = Channel("430623/a", "430623", "http://a.example/", None, 2022, None, at_least=3, canary="2021年")
LOOK = {"outcome": "ok", "exhausted": 1, "canary_seen": 1, "rows": 3}


@pytest.mark.parametrize(
    ("look", "key"),
    [
        (None, "never"),
        (LOOK, "ok"),
        ({**LOOK, "outcome": "not_modified"}, "ok"),
        ({**LOOK, "outcome": "blocked", "exhausted": 0}, "blocked"),
        ({**LOOK, "exhausted": 0, "canary_seen": 0}, "unfinished"),
        ({**LOOK, "canary_seen": 0}, "canary"),
        ({**LOOK, "rows": 2}, "few_rows"),
    ],
)
def test_what_a_look_calls_for(look: dict[str, Any] | None, key: str) -> None:
    assert verdict(look, CHANNEL.at_least) == key


def test_there_is_advice_for_whatever_a_look_may_come_to() -> None:
    keys = {verdict({**LOOK, "outcome": outcome.value}, CHANNEL.at_least) for outcome in Outcome}
    assert keys | {"never", "unfinished", "canary", "few_rows", "unconfirmed"} <= set(labels("advice"))
