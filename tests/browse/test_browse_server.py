"""The site on a real port, and the mistakes an operator can make."""

from __future__ import annotations

import queue
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from storage.browse.server import serve
from storage.errors import StorageError

_PROGRAM = (
    "import sys; from pathlib import Path; from storage.browse.server import serve; serve(Path(sys.argv[1]), port=0)"
)


def test_serves_until_interrupted(county: Path) -> None:
    server = subprocess.Popen([sys.executable, "-c", _PROGRAM, county], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert address, line
        response = httpx.get(address[0], trust_env=False)
        assert response.status_code == 200
        assert "逾期未公布" in response.text
    finally:
        server.send_signal(signal.SIGINT)
        rest, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert rest == ""


def test_a_taken_port_is_one_clear_line(county: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said: queue.SimpleQueue[str] = queue.SimpleQueue()
        with pytest.raises(StorageError, match=rf"127\.0\.0\.1:{port}.*choose another port with --port") as error:
            serve(county, port=port, announce=said.put)
    assert "\n" not in str(error.value)
    assert said.empty(), "the address is announced only once the port is ours"


def test_an_impossible_port_is_one_clear_line(county: Path) -> None:
    with pytest.raises(StorageError, match="65536"):
        serve(county, port=65536)


def test_a_missing_database_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nothing\.db") as error:
        serve(tmp_path / "nothing.db")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "nothing.db").exists()


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to be taken for one " * 40])
def test_a_foreign_file_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"other\.db") as error:
        serve(path)
    assert "\n" not in str(error.value)
    assert path.read_bytes() == content
