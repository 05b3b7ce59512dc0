"""What is made of an original, whenever it is read: the report in it, and the rows that keep it."""

from __future__ import annotations

import logging
from typing import Any

from crawler.reading import ReadingError, read
from crawler.reading.report import Report
from crawler.rows import readings, report_row, version_row

logger = logging.getLogger(__name__)


def read_report(body: bytes, url: str, media_type: str | None) -> tuple[Report | None, str | None]:
    """The report in an original, or ``None`` and why it cannot be read; the original is kept either way."""
    try:
        return read(body, url=url, media_type=media_type), None
    except ReadingError as error:
        return None, str(error)
    except Exception as error:
        # A fault of the reader must not lose the report: it is settled as trouble, and read again with a mended reader.
        logger.exception("the reader failed on %s", url)
        return None, f"the reader failed: {type(error).__name__}"


def rows_of(report: Report, agency_id: str | None, portal_id: str, listed_title: str) -> dict[str, Any]:
    """``report``, ``version`` and ``readings`` as storage takes them, without where and when the version was seen."""
    return {
        "report": report_row(report, agency_id, portal_id, listed_title),
        "version": version_row(report, listed_title),
        "readings": readings(report),
    }
