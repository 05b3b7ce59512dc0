"""Fetches and originals as a WARC/1.1 file (ISO 28500), which replay and analysis tools read.

Each request and each answer is a record, and each record a gzip member of its own. A body that is in the file already,
and an answer "not modified", is a *revisit* of the record that has the body. The last record says how many come before
it, so that a file that was cut off between two records can be told.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.files import FileError

Row = Mapping[str, Any]

_CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/"
_NOTES = (
    "Bodies are kept as decoded from their content and transfer encodings. Of the headers of an answer those are kept "
    "that matter as evidence, in lower case; the reason phrase of its status is the standard one."
)
_CLOSING = "nianbao-records-before-this"


class WarcError(FileError):
    """A WARC file is damaged or incomplete."""


class _Place(NamedTuple):
    """The record that has a body."""

    record_id: str
    url: str
    date: str
    sha256: str


class _Headers(StatusAndHeaders):  # type: ignore[misc]  # warcio ships no types
    """HTTP headers with their bytes as they came; warcio would rewrite those that are no ASCII."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        """The block of the headers."""
        lines: str = self.to_str(filter_func)
        return lines.encode("latin-1", "replace") + b"\r\n"


class WarcFile:
    """Writes one WARC file: records first, ``close`` last. ``body_of``: the original with a sha256."""

    def __init__(self, out: BinaryIO, name: str, software: str, made_at: datetime, body_of: Callable[[str], bytes]):
        self.counts: Counter[str] = Counter()
        self._writer = WARCWriter(out, gzip=True, warc_version="1.1")
        self._body_of = body_of
        self._of_sha256: dict[str, _Place] = {}
        self._of_fetch: dict[str, _Place] = {}
        self._made = {"WARC-Date": _date(made_at)}
        about = {"software": software, "format": "WARC File Format 1.1", "conformsTo": _CONFORMS_TO}
        self._write("warcinfo", {**self._made, "WARC-Filename": name}, _fields(about | {"description": _NOTES}))

    def add(self, fetch: Row) -> None:
        """Add a fetch that brought an answer; oldest first, as :func:`storage.queries.answered_fetches` gives them."""
        unchanged = fetch["status"] == HTTPStatus.NOT_MODIFIED
        place = self._of_fetch.get(fetch["repeats"]) if unchanged else self._of_sha256.get(fetch["sha256"])
        if place:
            self._of_fetch[fetch["id"]] = place
        if unchanged or place:
            profile = _REVISIT + ("server-not-modified" if unchanged else "identical-payload-digest")
            self._write("revisit", {**_about(fetch), "WARC-Profile": profile, **_refers_to(place)}, http=_answer(fetch))
        else:
            self._response(fetch)
        if fetch["request_headers"]:
            headers = {**_about(fetch, "request"), "WARC-Concurrent-To": _record_id(fetch)}
            self._write("request", headers, http=_request(fetch))

    def close(self) -> None:
        """Write the record that says how many there are."""
        self._write("metadata", self._made, _fields({_CLOSING: str(self.counts.total())}))

    def _response(self, fetch: Row) -> None:
        sha256 = fetch["sha256"]
        headers = _about(fetch)
        if sha256:
            headers["WARC-Payload-Digest"] = f"sha256:{sha256}"
            place = _Place(headers["WARC-Record-ID"], fetch["url"], headers["WARC-Date"], sha256)
            self._of_sha256[sha256] = self._of_fetch[fetch["id"]] = place
        self._write("response", headers, self._body_of(sha256) if sha256 else b"", _answer(fetch))

    def _write(self, kind: str, headers: dict[str, str], payload: bytes = b"", http: _Headers | None = None) -> None:
        url = headers.get("WARC-Target-URI", "")
        record = self._writer.create_warc_record(
            url, kind, BytesIO(payload), len(payload), warc_headers_dict=headers, http_headers=http
        )
        self._writer.write_record(record)
        self.counts[kind] += 1


def check(path: Path) -> Counter[str]:
    """Read a WARC file of ours from end to end, every digest verified; how many records of each type it has.

    Raises ``WarcError`` for a file that was damaged or cut off.
    """
    counts: Counter[str] = Counter()
    block = b""
    try:
        _read_members(path)
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                block = record.raw_stream.read()
                counts[record.rec_type] += 1
    except (OSError, zlib.error, ArchiveLoadFailed) as error:
        raise WarcError(f"{path} is damaged ({error}); export it again") from error
    closing = re.fullmatch(rf"{_CLOSING}: (\d+)\s*".encode(), block)
    if closing is None or int(closing[1]) != counts.total() - 1:
        raise WarcError(f"{path} is incomplete: it does not end with the number of its records; export it again")
    return counts


def _read_members(path: Path) -> None:
    """Raise where a gzip member is damaged or the last one is cut off: readers of WARC take that for its end."""
    with path.open("rb") as file:
        member = zlib.decompressobj(wbits=31)
        begun = False
        while data := member.unused_data or file.read(1 << 16):
            if member.eof:
                member = zlib.decompressobj(wbits=31)
            member.decompress(data)
            begun = not member.eof
    if begun:
        raise WarcError(f"{path} is cut off; export it again")


def _about(fetch: Row, kind: str = "answer") -> dict[str, str]:
    date = _date(datetime.fromisoformat(fetch["requested_at"]))
    return {"WARC-Target-URI": fetch["url"], "WARC-Date": date, "WARC-Record-ID": _record_id(fetch, kind)}


def _refers_to(place: _Place | None) -> dict[str, str]:
    if place is None:
        return {}
    return {
        "WARC-Refers-To": place.record_id,
        "WARC-Refers-To-Target-URI": place.url,
        "WARC-Refers-To-Date": place.date,
        "WARC-Payload-Digest": f"sha256:{place.sha256}",
    }


def _answer(fetch: Row) -> _Headers:
    return _Headers(_status(fetch["status"]), _clean(fetch["headers"]), protocol=fetch["protocol"] or "HTTP/1.1")


def _request(fetch: Row) -> _Headers:
    parts = urlsplit(fetch["url"])
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Headers(f"{target} HTTP/1.1", [("host", parts.netloc), *_clean(fetch["request_headers"])], protocol="GET")


def _clean(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """A line break in a header would end it, and let the rest pass for the body."""
    return [(name, re.sub(r"[\r\n]+", " ", value)) for name, value in headers.items()]


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} "  # 521, 567: some products have statuses of their own


def _record_id(fetch: Row, kind: str = "answer") -> str:
    """Made from the fetch, so that every export names it alike."""
    name = f"nianbao:{fetch['id']}:{kind}"
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, name)}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _fields(fields: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
