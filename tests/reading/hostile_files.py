"""Files made to harm whoever opens them, and files that came to harm."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def package(**members: bytes) -> bytes:
    """A ZIP container; ``__`` in a name stands for a slash, ``_xml`` for ``.xml``."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'


def zip_bomb() -> bytes:
    """A Word file of some hundred kilobytes whose document unpacks to 200 MiB."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made, made.open("word/document.xml", "w", force_zip64=True) as member:
        block = b" " * 2**20
        for _ in range(200):
            member.write(block)
    return out.getvalue()


def lying_zip() -> bytes:
    """A member that says it is small and is not."""
    data = bytearray(package(word__document_xml=b"<w>" + b" " * 50_000_000))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.index(mark)
        data[start + at : start + at + 4] = struct.pack("<I", 1000)
    return bytes(data)


def xml_bomb(encoding: str = "utf-8") -> bytes:
    """Entities within entities: three billion letters in a few lines."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY l0 "lol">{entities}]><w>&l9;</w>'
    return package(word__document_xml=text.encode(encoding))


def xml_of_this_machine(path: Path) -> bytes:
    """A document that asks for a file of whoever reads it."""
    text = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "{path.as_uri()}">]><w>&x;</w>'
    return package(word__document_xml=text.encode())


def locked_zip() -> bytes:
    data = bytearray(package(report_xml=b"secret"))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def locked_office() -> bytes:
    """What Word makes of a document with a password: an OLE container with these two streams."""
    names = "EncryptionInfo\0EncryptedPackage\0".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(4000)


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    out, places = BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer <</Size %d /Root 1 0 R %b>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))
    return out.getvalue()


def many_pages(count: int) -> bytes:
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count %d /Kids [%b]>>" % (count, kids), *[page] * count
    )


def with_stream(packed: bytes, *further: bytes, resources: bytes = b"") -> bytes:
    """A PDF of one page with this content, packed with zlib."""
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <<%b>>>>" % resources,
        b"<</Length %d /Filter /FlateDecode>>\nstream\n%b\nendstream" % (len(packed), packed),
        *further,
    )


def swollen_page() -> bytes:
    """A page of three megabytes that unpacks to 700."""
    packer = zlib.compressobj(1)
    return with_stream(b"".join(packer.compress(b" " * 2**20) for _ in range(700)) + packer.flush())


def locked_pdf() -> bytes:
    entry = b"/Encrypt <</Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b>>> /ID [<00><00>]" % (b"41" * 32, b"42" * 32)
    return pdf(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 0 /Kids []>>", trailer=entry)


def with_character_map(name: str) -> bytes:
    """A PDF whose font asks for a character map by a name that is a path (CVE-2025-64512)."""
    path = name.replace("/", "#2F").encode()
    font = b"<</Type /Font /Subtype /Type0 /BaseFont /F /Encoding /%b /DescendantFonts [6 0 R]>>" % path
    below = b"<</Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo <</Registry (A) /Ordering (B)>>>>"
    return with_stream(zlib.compress(b"BT /F 12 Tf (hello) Tj ET"), font, below, resources=b"/Font <</F 5 0 R>>")


def huge_picture(side: int = 30_000) -> bytes:
    """A PNG of some hundred kilobytes with a white GiB in it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(1)
    row = b"\0" + b"\xff" * side
    pixels = b"".join(packer.compress(row) for _ in range(side // 10)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def slip(target: str) -> bytes:
    """An archive with a member that would be unpacked elsewhere."""
    out = BytesIO()
    with ZipFile(out, "w") as made:
        made.writestr(ZipInfo(target), b"written")
    return out.getvalue()
