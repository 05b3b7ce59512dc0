"""DOC, WPS, RTF and OpenDocument -> Document, by way of DOCX, which LibreOffice makes of them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from crawler.reading.document import Document
from crawler.reading.errors import Damaged, NotInstalled
from crawler.reading.foreign import word
from crawler.reading.foreign.bounds import widen
from crawler.reading.foreign.members import opened, require_plain_xml

_PATIENCE = 120


def read(data: bytes) -> Document:
    """The file as a Document. Raises ``NotInstalled`` where LibreOffice is not on this machine."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise NotInstalled(
            "DOC, WPS, RTF and ODT files are read by way of LibreOffice, which is not installed "
            "(Debian: apt-get install libreoffice-writer-nogui); then run nianbao reread"
        )
    widen()
    docx = _converted(program, data)
    with opened(docx) as package:
        require_plain_xml(package)
    return replace(word.read(docx), format="word")


def _converted(program: str, data: bytes) -> bytes:
    """The file as DOCX. A profile of its own lets several run at once and leaves the user's alone."""
    source, made = Path("document.doc"), Path("made")
    source.write_bytes(data)
    command = [program, f"-env:UserInstallation={Path('profile').absolute().as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(made), str(source)]
    try:
        subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - no shell, our own names
        return (made / "document.docx").read_bytes()
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Damaged("LibreOffice cannot open the file; it is damaged or locked, open it by hand") from error
