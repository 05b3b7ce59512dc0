"""Word and Excel files with what they show and nothing else, where the libraries that read them take more or less."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFF = ("0", "false", "off")
#: What stands in a cell whose figure only Excel could work out: no number, and not blank.
UNKNOWN = "[公式]"

Edit = Callable[[Element], None]


def shown(data: bytes) -> bytes:
    """The container with its document and sheets as they are seen; require_plain_xml has looked at it."""
    with ZipFile(BytesIO(data)) as package:
        members = {entry: package.read(entry) for entry in package.namelist()}
    edited = {name: _edited(name, content) for name, content in members.items()}
    if edited == members:
        return data
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name, content in edited.items():
            made.writestr(name, content)
    return out.getvalue()


def _edited(name: str, content: bytes) -> bytes:
    for pattern, (marks, edit) in _EDITS.items():
        if pattern.fullmatch(name) and any(mark in content for mark in marks):
            root = ElementTree.fromstring(content)  # noqa: S314 - declares no document type
            edit(root)
            edited: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
            return edited
    return content


def _show_document(root: Element) -> None:
    """Hidden text out; formulas, fields and text that is struck twice as mammoth knows them."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{_WORD}r" and _is_on(child.find(f"{_WORD}rPr/{_WORD}vanish")):
                parent.remove(child)
            elif child.tag == f"{_MATH}oMath":
                text = "".join(each.text or "" for each in child.iter(f"{_MATH}t"))
                child.clear()
                child.tag = f"{_WORD}r"
                ElementTree.SubElement(child, f"{_WORD}t").text = text
    renamed = {
        f"{_WORD}fldSimple": f"{_WORD}smartTag",
        f"{_MATH}oMathPara": f"{_WORD}smartTag",
        f"{_WORD}dstrike": f"{_WORD}strike",
    }
    for each in root.iter():
        each.tag = renamed.get(each.tag, each.tag)


def _is_on(switch: Element | None) -> bool:
    return switch is not None and switch.get(f"{_WORD}val") not in _OFF


def _show_sheet(root: Element) -> None:
    """Hidden rows and columns out; formulas without a result that can be told marked."""
    hidden = [column for column in root.iter(f"{_SHEET}col") if _is_hidden(column)]
    for rows in root.iter(f"{_SHEET}sheetData"):
        for row in list(rows):
            if _is_hidden(row):
                rows.remove(row)
            for cell in list(row) if hidden else ():
                number = _column(cell.get("r", ""))
                if any(int(each.get("min", 0)) <= number <= int(each.get("max", 0)) for each in hidden):
                    row.remove(cell)
    for cell in list(root.iter(f"{_SHEET}c")):
        if cell.get("t") == "e" or (cell.find(f"{_SHEET}f") is not None and not cell.findtext(f"{_SHEET}v")):
            where = {name: value for name, value in cell.attrib.items() if name in ("r", "s")}
            cell.clear()
            cell.attrib.update(where, t="inlineStr")
            ElementTree.SubElement(ElementTree.SubElement(cell, f"{_SHEET}is"), f"{_SHEET}t").text = UNKNOWN


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") in ("1", "true")


def _column(reference: str) -> int:
    """The number of the column in a reference (``AB12`` -> 28)."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _show_strings(root: Element) -> None:
    """Struck pieces of a text set apart: it is not one number."""
    for piece in root.iter(f"{_SHEET}r"):
        text = piece.find(f"{_SHEET}t")
        if text is not None and piece.find(f"{_SHEET}rPr/{_SHEET}strike") is not None:
            text.text = f" {text.text or ''} "
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


#: Which members, which bytes in them make it worth a look, and what is done.
_EDITS: Mapping[re.Pattern[str], tuple[tuple[bytes, ...], Edit]] = {
    re.compile(r"word/document\d*\.xml"): ((b"vanish", b"fldSimple", b"oMath", b"dstrike"), _show_document),
    re.compile(r"xl/worksheets/[^/]+\.xml"): ((b"hidden=", b"<f", b":f>", b't="e"'), _show_sheet),
    re.compile(r"xl/sharedStrings\.xml"): ((b"strike",), _show_strings),
}
