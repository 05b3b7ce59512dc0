"""DOC, WPS, RTF, OpenDocument and Office XML -> Document, by way of DOCX or XLSX, which LibreOffice makes of them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from crawler.reading.document import Document
from crawler.reading.errors import Damaged, NotInstalled
from crawler.reading.foreign import jail, sheet, word
from crawler.reading.foreign.bounds import widen
from crawler.reading.foreign.members import opened, require_plain_xml
from crawler.reading.foreign.shown import shown

_PATIENCE = 120


def read(data: bytes) -> Document:
    """A text as a Document. Raises ``NotInstalled`` where LibreOffice is not on this machine."""
    return replace(word.read(_converted(data, "doc", "docx:MS Word 2007 XML")), format="word")


def read_sheets(data: bytes) -> Document:
    """A workbook that only LibreOffice reads, as a Document. Raises like :func:`read`."""
    return sheet.read(_converted(data, "xls", "xlsx:Calc MS Excel 2007 XML"))


def _converted(data: bytes, ending: str, target: str) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise NotInstalled(
            "DOC, WPS, RTF, ODT and XML files of Office are read by way of LibreOffice, which is not installed "
            "(Debian: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui); then run nianbao reread"
        )
    widen()
    made = _made(program, data, ending, target)
    with opened(made) as package:
        require_plain_xml(package)
    return shown(made)


def _made(program: str, data: bytes, ending: str, target: str) -> bytes:
    """What LibreOffice makes of the file. A profile of its own lets several run at once and leaves the user's alone."""
    source, made, profile = Path(f"document.{ending}"), Path("made"), Path("profile").absolute()
    source.write_bytes(data)
    jail.write_profile(profile)
    jail.allow(program)
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", target, "--outdir", str(made), str(source)]
    try:
        subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - no shell, our own names
        return (made / f"document.{target.partition(':')[0]}").read_bytes()
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Damaged("LibreOffice cannot open the file; it is damaged or locked, open it by hand") from error
