"""The server: what it answers, what it logs, and how a test can change it."""

from __future__ import annotations

import http.client
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.sample_county import CLOCK, SampleCounty

REPORT = "/dsz/zfxxgknb/202301/t20230121_2030837.html"
PROXY = "/module/web/jpage/dataproxy.jsp"


def ask(
    county: SampleCounty, portal: str, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(county.origin(portal)).netloc, timeout=10)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_each_portal_has_the_address_of_its_division_code_and_all_share_one_port(county: SampleCounty) -> None:
    assert county.origin("430623") == f"http://127.43.6.23:{county.port}"
    assert county.origin("330799") == f"http://127.33.7.99:{county.port}"


def test_home_robots_and_a_folder_are_served(county: SampleCounty) -> None:
    assert "华容县人民政府" in ask(county, "430623", "/")[2].decode()
    assert ask(county, "430623", "/robots.txt")[2] == b"User-agent: *\nDisallow: /search/\nAllow: /\n"
    assert ask(county, "430623", "/search/?q=x")[0] == 200
    assert ask(county, "430623", "/dsz/zfxxgknb/")[2] == county.body("430623", "/dsz/zfxxgknb/index.html")


def test_an_unknown_address_is_404(county: SampleCounty) -> None:
    status, headers, _ = ask(county, "430623", "/nothing.html")
    assert (status, "etag" in headers) == (404, False)


@pytest.mark.parametrize(
    ("validator", "condition"), [("etag", "If_None_Match"), ("last-modified", "If_Modified_Since")]
)
def test_a_page_known_to_the_client_is_not_sent_again(county: SampleCounty, validator: str, condition: str) -> None:
    _, headers, _ = ask(county, "430623", REPORT)
    status, again, body = ask(county, "430623", REPORT, **{condition: headers[validator]})
    assert (status, body) == (304, b"")
    assert again["etag"] == headers["etag"]


def test_a_wrong_tag_counts_before_a_matching_date(county: SampleCounty) -> None:
    _, headers, _ = ask(county, "430623", REPORT)
    asked = {"If_None_Match": '"old"', "If_Modified_Since": headers["last-modified"]}
    assert ask(county, "430623", REPORT, **asked)[0] == 200


def test_a_date_that_cannot_be_read_counts_as_not_sent(county: SampleCounty) -> None:
    assert ask(county, "430623", REPORT, If_Modified_Since="yesterday")[0] == 200


def test_a_replaced_page_is_sent_whatever_the_client_knows(county: SampleCounty) -> None:
    _, before, _ = ask(county, "430623", REPORT)
    county.put("430623", REPORT, b"<p>one</p>")
    _, one, _ = ask(county, "430623", REPORT, If_Modified_Since=before["last-modified"])
    county.put("430623", REPORT, b"<p>two</p>")
    status, two, body = ask(county, "430623", REPORT, If_Modified_Since=one["last-modified"])
    assert (status, body) == (200, b"<p>two</p>")
    assert len({before["etag"], one["etag"], two["etag"]}) == 3


def test_head_has_the_headers_and_no_body(county: SampleCounty) -> None:
    status, headers, body = ask(county, "430623", REPORT, "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) == len(county.body("430623", REPORT))


def test_the_answers_are_the_same_bytes_every_time() -> None:
    answers = []
    for _ in range(2):
        with SampleCounty(port=0) as county:
            paths = ["/", "/col/col20318/index.html", f"{PROXY}?startrecord=13&endrecord=24&perpage=4"]
            answers.append([ask(county, "330799", path) for path in paths])
    assert answers[0] == answers[1]


def test_the_proxy_gives_a_window_of_rows_to_get_and_post_alike(county: SampleCounty) -> None:
    window = "startrecord=25&endrecord=36&perpage=4"
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    got, posted = ask(county, "330799", f"{PROXY}?{window}"), ask(county, "330799", PROXY, "POST", window, **form)
    assert got[2] == posted[2]
    assert got[2].count(b"<record>") == 2
    assert b"<totalrecord>26</totalrecord>" in got[2]
    assert "etag" not in got[1]
    assert ask(county, "330799", f"{PROXY}?startrecord=37&endrecord=48")[2].count(b"<record>") == 0


def test_every_request_is_logged_in_order(county: SampleCounty) -> None:
    ask(county, "430623", "/robots.txt", User_Agent="sample/1")
    ask(county, "330799", "/nothing.html?x=1", "POST", "")
    first, second = county.requests
    assert (first.host, first.method, first.path, first.status) == ("127.43.6.23", "GET", "/robots.txt", 200)
    assert first.headers["user-agent"] == "sample/1"
    assert (second.host, second.method, second.path, second.status) == ("127.33.7.99", "POST", "/nothing.html?x=1", 404)
    assert first.time <= second.time


def test_a_page_can_be_put_and_removed(county: SampleCounty) -> None:
    county.put("430623", "/moved.html", b"", status=302, headers={"Location": "/"})
    status, headers, _ = ask(county, "430623", "/moved.html")
    assert (status, headers["location"]) == (302, "/")
    county.remove("430623", REPORT)
    assert ask(county, "430623", REPORT)[0] == 404
    with SampleCounty(port=0) as fresh:
        assert ask(fresh, "430623", REPORT)[0] == 200


def test_a_portal_can_be_taken_down_and_brought_up(county: SampleCounty) -> None:
    county.take_down("430623")
    with pytest.raises(ConnectionRefusedError):
        ask(county, "430623", "/")
    assert ask(county, "430321", "/")[0] == 200
    county.bring_up("430623")
    assert ask(county, "430623", "/")[0] == 200


def test_one_portal_is_down_from_the_start_though_its_reports_are_there(county: SampleCounty) -> None:
    with pytest.raises(ConnectionRefusedError):
        ask(county, "530199", "/")
    county.bring_up("530199")
    assert "白塔镇2022年政府信息公开工作年度报告" in ask(county, "530199", "/zwgk/zfxxgknb/")[2].decode()


def test_the_portals_clock_stands_still(county: SampleCounty) -> None:
    assert CLOCK == "2023-02-10T09:00:00+08:00"
    assert ask(county, "430623", "/")[1]["date"] == "Fri, 10 Feb 2023 01:00:00 GMT"


def test_a_port_that_is_taken_is_said_and_nothing_is_left_running(county: SampleCounty) -> None:
    for portal in county.portals[:-1]:
        if portal.listening:
            county.take_down(portal.id)
    second = SampleCounty(county.port)
    first, last = county.portals[0], county.portals[-1]
    with pytest.raises(OSError, match=rf"{last.name} cannot listen on {last.host}:{county.port}: .*choose another"):
        second.start()
    with socket.socket() as probe:
        assert probe.connect_ex((first.host, county.port)) != 0


def test_the_cards_need_a_port(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="start the sample county"):
        SampleCounty(port=0).write_cards(tmp_path)
