"""How much was asked of each host on each day."""

from __future__ import annotations

from datetime import date

from sqlite_utils import Database

from storage.database import transaction

#: One row more or a larger number, and nothing where the number is reached already.
_COUNT = """
INSERT INTO host_days (host, day, portal_id, requests) VALUES (:host, :day, :portal_id, 1)
ON CONFLICT (host, day) DO UPDATE SET requests = requests + 1 WHERE requests < :most
RETURNING requests
"""


def count_request(db: Database, host: str, day: date, portal_id: str, most: int) -> bool:
    """Count one request to ``host`` that is about to be made; ``False``, uncounted, where it had ``most`` that day.

    Durable before the request goes out, so that neither a kill nor another process makes the host bear more.
    """
    row = {"host": host, "day": day.isoformat(), "portal_id": portal_id, "most": most}
    with transaction(db):
        return db.conn.execute(_COUNT, row).fetchone() is not None
