"""What a file asks for beyond itself, its reader does not fetch, run or load."""

from __future__ import annotations

import gzip
import pickle
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_files import package, with_character_map
from pdfminer.cmapdb import CMapDB
from pdfplumber.utils.exceptions import PdfminerException

from crawler.reading import NotAReport, read
from crawler.reading.document import lines_of
from crawler.reading.foreign import office, pdf

TITLE = "石桥镇2022年政府信息公开工作年度报告"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket on this machine that waits for whoever connects."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def was_asked(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except BlockingIOError:
        return False
    return True


class Opened:
    """Leaves a trace where it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (Path.write_text, (self.trace, "run"))


ASKED = (
    "socket.create_connection(('127.0.0.1', port))",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', port))",
    "subprocess.run(['true'])",
    "os.system('true')",
    "pickle.loads(payload)",
)


@pytest.mark.parametrize("entering", ["", "jail.enter()"])
def test_a_child_refuses(entering: str, listener: socket.socket, tmp_path: Path) -> None:
    """All of which it could do before."""
    trace = tmp_path / "trace"
    code = f"""
import os, pickle, socket, subprocess
from crawler.reading.foreign import jail
port, payload = {listener.getsockname()[1]}, {pickle.dumps(Opened(trace))!r}
{entering}
for asked in {ASKED!r}:
    try:
        eval(asked)
    except PermissionError:
        print("refused")
"""
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ended.stdout.split() == (["refused"] * len(ASKED) if entering else [])
    assert (trace.exists(), was_asked(listener)) == (not entering, not entering)


def test_a_character_map_named_by_a_path_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CVE-2025-64512: pdfminer unpickled what a font named. Now it loads maps of its own folder only."""
    trace = tmp_path / "trace"
    name = tmp_path / "evil"
    (tmp_path / "evil.pickle.gz").write_bytes(gzip.compress(pickle.dumps(Opened(trace))))
    (tmp_path / "evil.json.gz").write_bytes(gzip.compress(b'{"CODE2CID": {"104": 1}}'))
    hostile = with_character_map(str(name))

    def as_it_was(_: type[CMapDB], asked: str) -> Any:
        return pickle.loads(gzip.decompress(Path(f"{asked}.pickle.gz").read_bytes()))  # noqa: S301 - what went wrong

    with monkeypatch.context() as before:
        before.setattr(CMapDB, "_load_data", classmethod(as_it_was))
        with pytest.raises(PdfminerException):
            pdf.read(hostile)
    assert trace.exists(), "the file does ask for the map"
    trace.unlink()
    pdf.read(hostile)
    assert str(name) not in CMapDB._cmap_cache
    with pytest.raises(NotAReport):
        read(hostile)
    assert not trace.exists()


def test_libreoffice_loads_nothing_from_elsewhere(
    listener: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own settings keep it from that, also where the child cannot have a network of its own."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-writer-nogui)")
    monkeypatch.chdir(tmp_path)
    names = "urn:oasis:names:tc:opendocument:xmlns"
    picture = f"http://127.0.0.1:{listener.getsockname()[1]}/seen.png"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0" '
        f'xmlns:draw="{names}:drawing:1.0" xmlns:svg="{names}:svg-compatible:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>'
        f'<text:p>{TITLE}<draw:frame svg:width="3cm" svg:height="3cm" text:anchor-type="as-char">'
        f'<draw:image xlink:href="{picture}"/></draw:frame></text:p></office:text></office:body>'
        "</office:document-content>"
    )
    entry = '<m:file-entry m:full-path="{}" m:media-type="{}"/>'
    entries = entry.format("/", "application/vnd.oasis.opendocument.text") + entry.format("content.xml", "text/xml")
    manifest = f'<m:manifest xmlns:m="{names}:manifest:1.0">{entries}</m:manifest>'
    members = {"content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    document = office.read(package(**members))
    assert TITLE in lines_of(document.body)
    assert not was_asked(listener)
