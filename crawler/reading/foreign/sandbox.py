"""The parent's side: a child parses the file in a folder of its own; the parent takes a Document or says why not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import BoundedSemaphore

from crawler.reading.document import Document
from crawler.reading.errors import Damaged, TooLarge
from crawler.reading.foreign import wire
from crawler.reading.foreign.limits import LARGEST_RESULT, PATIENCE
from crawler.reading.kinds import Kind

#: Names in the child's folder.
ORIGINAL, RESULT = "original", "result.json"
#: Where our packages are, also where they run from a checkout.
_ROOT = str(Path(__file__).resolve().parents[3])
#: Children at once in this process, however many threads ask.
_FREE = BoundedSemaphore(2)


def parse_apart(kind: Kind, data: bytes) -> Document:
    """The file as a Document. Raises ReadingError for whatever it is or does; nothing of the child is left behind."""
    with _FREE, tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / ORIGINAL).write_bytes(data)
        code = _run(kind, folder)
        result = folder / RESULT
        if code == 0 and result.is_file() and result.stat().st_size <= LARGEST_RESULT:
            try:
                return wire.loads(result.read_bytes())
            except ValueError:
                code = 1
    if code in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT):
        raise TooLarge(f"the {kind} file takes more time or memory than any report; open it by hand")
    raise Damaged(f"the {kind} file makes its reader fail (exit {code}); it is damaged, open it by hand")


def _run(kind: Kind, folder: Path) -> int:
    """Run the child to its end, or end it with all it started; returns its exit code."""
    command = [sys.executable, "-P", "-m", "crawler.reading.foreign", kind.value]
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        command,
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        if child.returncode is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours but where programs are: no proxy, no secret, no home."""
    ours = {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": _ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
    kept = {name: os.environ[name] for name in ("PATH", "NIANBAO_OCR") if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", **kept, **ours}
