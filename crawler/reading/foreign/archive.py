"""ZIP files: a document of an office program, or an archive with a report among its files."""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import ZipFile

from crawler.reading.document import Block, Document, Grid, Paragraph
from crawler.reading.errors import NotAReport, ReadingError, UnknownFormat
from crawler.reading.foreign.members import opened
from crawler.reading.foreign.package import is_package, read_package
from crawler.reading.foreign.readers import reader_of
from crawler.reading.formats import of_text
from crawler.reading.headings import is_heading
from crawler.reading.kinds import Kind, kind_of
from crawler.reading.lines import speaks_of_form

#: A report comes with a table or two beside it; more files are something else.
_MOST_FILES = 20
_TOLD = 3


def read(data: bytes) -> Document:
    """The document, or the one report in the archive. Raises ReadingError."""
    with opened(data) as package:
        return read_package(package, data) if is_package(package.namelist()) else _report_in(package)


def _report_in(archive: ZipFile) -> Document:
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(files) > _MOST_FILES:
        raise NotAReport(f"the archive holds {len(files)} files; unpack it and run nianbao read on the report in it")
    troubles: list[str] = []
    found = [each for each in _documents(archive, [file.filename for file in files], troubles) if _is_report(each)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotAReport(f"the archive holds {len(found)} reports; unpack it and run nianbao read on each")
    why = f" ({'; '.join(troubles[:_TOLD])})" if troubles else ""
    raise NotAReport(f"the archive holds no report that can be read{why}; unpack it and look")


def _documents(archive: ZipFile, names: list[str], troubles: list[str]) -> Iterator[Document]:
    for name in names:
        try:
            yield _document(archive.read(name))
        except ReadingError as error:
            troubles.append(f"{name}: {error}")


def _document(content: bytes) -> Document:
    """A file of the archive; archives in archives are not followed."""
    kind = kind_of(content)
    if kind is None:
        return of_text(content)
    if kind is not Kind.PACKAGE:
        return reader_of(kind)(content)
    with opened(content) as package:
        if not is_package(package.namelist()):
            raise UnknownFormat("an archive in the archive")
        return read_package(package, content)


def _is_report(document: Document) -> bool:
    return any(map(_is_sign, document.body))


def _is_sign(block: Block) -> bool:
    if isinstance(block, Grid):
        return speaks_of_form(block.rows)
    return isinstance(block, Paragraph) and is_heading(block.text)
