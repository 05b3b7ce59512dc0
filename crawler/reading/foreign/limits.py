"""What parsing one file may cost. Reports stay far below all of this."""

from __future__ import annotations

from typing import NamedTuple

_MIB = 1024 * 1024


class Limits(NamedTuple):
    """``memory``: bytes of address space, ``seconds``: of computing."""

    memory: int
    seconds: int


#: What every file is parsed under.
PLAIN = Limits(1024 * _MIB, 60)
#: Text recognition and LibreOffice map far more than they use, and take seconds a page; on files found sane only.
HEAVY = Limits(4096 * _MIB, 600)
#: Seconds until a child is ended that neither finishes nor computes.
PATIENCE = 900

#: Bytes a child may write into one file of its folder: the document it has read, or what LibreOffice makes.
LARGEST_RESULT = 64 * _MIB
#: The longest reports have some forty pages.
MOST_PAGES = 120
#: Pages of scans: each takes seconds.
MOST_SCANNED_PAGES = 40
#: An A4 page at 600 dpi has 35 million.
MOST_PIXELS = 40_000_000

#: A package of Word or Excel has some dozen members, an archive of a report a few.
MOST_MEMBERS = 500
LARGEST_MEMBER = 32 * _MIB
LARGEST_UNPACKED = 64 * _MIB
#: Bytes of XML, which takes fifty times as much once it is a tree.
LARGEST_XML = 8 * _MIB
