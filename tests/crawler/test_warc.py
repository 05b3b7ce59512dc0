"""A WARC file says what was fetched, to the byte, to every reader; one that was cut off or damaged is told."""

from __future__ import annotations

import hashlib
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.files import FileError, new_file
from crawler.warc import WarcError, WarcFile, check

NOW = datetime(2023, 2, 10, 1, 0, tzinfo=UTC)
BODY = "<p>政府信息公开工作年度报告</p>".encode("gb18030") * 20

Row = dict[str, Any]


def row(number: int, body: bytes | None, **changes: Any) -> Row:
    return {
        "id": f"f{number}",
        "url": f"http://127.0.0.1:8460/art/{number}.html?a=1&b=%E5%B9%B4",
        "requested_at": (NOW + timedelta(seconds=number)).isoformat(),
        "status": 200,
        "protocol": "HTTP/1.1",
        "sha256": hashlib.sha256(body).hexdigest() if body else None,
        "headers": {"content-type": "text/html"},
        "request_headers": {"user-agent": "nianbao", "accept": "*/*"},
        "repeats": None,
        **changes,
    }


def written(rows: list[Row], *bodies: bytes) -> bytes:
    out, known = BytesIO(), {hashlib.sha256(body).hexdigest(): body for body in bodies}
    file = WarcFile(out, "test.warc.gz", "nianbao/0", NOW, known.__getitem__)
    for each in rows:
        file.add(each)
    file.close()
    return out.getvalue()


def records(data: bytes) -> list[tuple[str, Any, Any, bytes]]:
    """(type, WARC headers, HTTP headers, body) of every record, with every digest verified."""
    return [
        (record.rec_type, record.rec_headers, record.http_headers, record.raw_stream.read())
        for record in ArchiveIterator(BytesIO(data), check_digests="raise")
    ]


def members(data: bytes) -> list[bytes]:
    """The gzip members, unpacked."""
    found = []
    while data:
        member = zlib.decompressobj(wbits=31)
        found.append(member.decompress(data))
        assert member.eof
        data = member.unused_data
    return found


def members_of(data: bytes) -> list[bytes] | None:
    try:
        return members(data)
    except (zlib.error, AssertionError):
        return None


def test_an_exchange_is_an_answer_and_a_request_that_name_each_other() -> None:
    info, answer, request, closing = records(written([row(7, BODY)], BODY))
    assert [info[0], answer[0], request[0], closing[0]] == ["warcinfo", "response", "request", "metadata"]
    assert answer[3] == BODY
    assert answer[1]["WARC-Target-URI"] == row(7, BODY)["url"]
    assert answer[1]["WARC-Date"] == "2023-02-10T01:00:07Z"
    assert answer[1]["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    assert str(answer[2]).splitlines() == ["HTTP/1.1 200 OK", "content-type: text/html"]
    assert request[1]["WARC-Concurrent-To"] == answer[1]["WARC-Record-ID"]
    assert str(request[2]).splitlines() == [
        "GET /art/7.html?a=1&b=%E5%B9%B4 HTTP/1.1",
        "host: 127.0.0.1:8460",
        "user-agent: nianbao",
        "accept: */*",
    ]


def test_each_record_is_a_gzip_member_of_its_own() -> None:
    data = written([row(1, BODY), row(2, BODY + b"2")], BODY, BODY + b"2")
    assert len(members(data)) == len(records(data)) == 6
    assert all(member.startswith(b"WARC/1.1\r\n") for member in members(data))


def test_a_body_that_is_there_already_is_a_revisit() -> None:
    data = written([row(1, BODY), row(2, BODY), row(3, BODY)], BODY)
    answers = [record for record in records(data) if record[0] in ("response", "revisit")]
    assert [kind for kind, *_ in answers] == ["response", "revisit", "revisit"]
    for _, headers, http, body in answers[1:]:
        assert headers["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
        assert headers["WARC-Refers-To"] == answers[0][1]["WARC-Record-ID"]
        assert headers["WARC-Refers-To-Target-URI"] == row(1, BODY)["url"]
        assert headers["WARC-Refers-To-Date"] == "2023-02-10T01:00:01Z"
        assert headers["WARC-Payload-Digest"] == answers[0][1]["WARC-Payload-Digest"]
        assert http.get_statuscode() == "200"
        assert body == b""


def test_not_modified_is_a_revisit_of_what_it_stands_for() -> None:
    twin = row(2, BODY)  # itself a revisit of the first
    unchanged, unknown = row(3, None, status=304, repeats="f2"), row(4, None, status=304)
    _, first, _, _, _, third, _, fourth, *_ = records(written([row(1, BODY), twin, unchanged, unknown], BODY))
    assert third[0] == fourth[0] == "revisit"
    assert third[1]["WARC-Profile"].endswith("/1.1/revisit/server-not-modified")
    assert third[1]["WARC-Refers-To"] == first[1]["WARC-Record-ID"]
    assert str(third[2]).startswith("HTTP/1.1 304 Not Modified")
    assert fourth[1]["WARC-Refers-To"] is None


def test_an_answer_without_content_and_a_status_of_its_own() -> None:
    _, answer, _ = records(written([row(1, None, status=567, request_headers={})]))
    assert answer[0] == "response"
    assert answer[2].get_statuscode() == "567"
    assert answer[3] == b""


def test_a_request_that_was_not_noted_is_not_invented() -> None:
    assert [kind for kind, *_ in records(written([row(1, BODY, request_headers={})], BODY))].count("request") == 0


def test_headers_come_back_as_they_came() -> None:
    headers = {
        "content-disposition": "attachment; filename=\xc4\xea\xb1\xa8.doc",
        "server": "a\r\nX-Evil: 1\r\n\r\nbody",
    }
    _, answer, *_ = records(written([row(1, BODY, headers=headers)], BODY))
    assert answer[2].headers == [
        ("content-disposition", headers["content-disposition"]),
        ("server", "a X-Evil: 1 body"),
    ]
    assert answer[3] == BODY


def test_every_export_gives_a_record_the_same_name() -> None:
    first, second = (
        [headers["WARC-Record-ID"] for kind, headers, *_ in records(written(rows, BODY)) if kind != "warcinfo"][:-1]
        for rows in ([row(1, BODY), row(2, BODY)], [row(2, BODY), row(1, BODY)])
    )
    assert set(first) == set(second)
    assert len(set(first)) == 4


answers_of = st.tuples(
    st.binary(max_size=200),
    st.sampled_from([200, 302, 403, 404, 500, 521]),
    st.sampled_from(["HTTP/1.0", "HTTP/1.1"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(answers_of, min_size=1, max_size=8))
def test_every_body_comes_back(tmp_path_factory: pytest.TempPathFactory, answers: list[tuple[bytes, int, str]]) -> None:
    rows = [
        row(number, body, status=status, protocol=protocol) for number, (body, status, protocol) in enumerate(answers)
    ]
    data = written(rows, *(body for body, *_ in answers))
    found = [record for record in records(data) if record[0] in ("response", "revisit")]
    of_record = {headers["WARC-Record-ID"]: body for kind, headers, _, body in found if kind == "response"}
    assert [
        (of_record[headers["WARC-Refers-To"] or headers["WARC-Record-ID"]], int(http.get_statuscode()), http.protocol)
        for _, headers, http, _ in found
    ] == answers
    path = tmp_path_factory.mktemp("warc") / "a.warc.gz"
    path.write_bytes(data)
    assert check(path).total() == len(members(data))


def test_wherever_it_is_cut_off_it_is_told(tmp_path: Path) -> None:
    path, data = tmp_path / "a.warc.gz", written([row(1, BODY), row(2, b"short")], BODY, b"short")
    path.write_bytes(data)
    assert check(path) == {"warcinfo": 1, "response": 2, "request": 2, "metadata": 1}
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(WarcError, match=r"a\.warc\.gz is (cut off|incomplete|damaged)"):
            check(path)


def test_a_changed_byte_is_told(tmp_path: Path) -> None:
    path, data = tmp_path / "a.warc.gz", bytearray(written([row(1, BODY)], BODY))
    for position in range(10, len(data), 7):
        changed = data.copy()
        changed[position] ^= 0x20
        path.write_bytes(changed)
        # Some bits of a gzip header (time, system) mean nothing; all else is told.
        if members_of(bytes(changed)) != members_of(bytes(data)):
            with pytest.raises(WarcError, match=r"a\.warc\.gz"):
                check(path)


def test_a_record_with_another_body_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        b"".join(
            zlib.compress(member.replace(BODY, BODY[::-1]), wbits=31)
            for member in members(written([row(1, BODY)], BODY))
        )
    )
    with pytest.raises(WarcError, match="is damaged"):
        check(path)


def test_a_record_that_was_taken_out_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    packed = [zlib.compress(member, wbits=31) for member in members(written([row(1, BODY), row(2, BODY)], BODY))]
    path.write_bytes(b"".join(packed))
    assert check(path).total() == 6
    for number in range(6):
        path.write_bytes(b"".join(packed[:number] + packed[number + 1 :]))
        with pytest.raises(WarcError, match="is incomplete"):
            check(path)


def test_what_is_no_warc_file(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    for content in (b"", b"<html>", zlib.compress(b"<html>", wbits=31)):
        path.write_bytes(content)
        with pytest.raises(WarcError):
            check(path)
    with pytest.raises(WarcError, match="No such file"):
        check(tmp_path / "none.warc.gz")


def test_a_new_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with pytest.raises(ZeroDivisionError), new_file(path) as file:
        assert file.write(b"half") / 0
    assert list(tmp_path.iterdir()) == []
    with new_file(path) as file:
        file.write(b"whole")
        file.flush()
        assert not path.exists()
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    with pytest.raises(FileError, match="there already"), new_file(path):
        pass
    assert path.read_bytes() == b"whole"
    with new_file(path, force=True) as file:
        file.write(b"other")
    assert path.read_bytes() == b"other"


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with pytest.raises(FileError, match="there already"), new_file(path):
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written"), new_file(tmp_path / "none" / "out"):
        pass
