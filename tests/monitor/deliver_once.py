"""A process that delivers what is due, to be killed: ``deliver_once.py PRIVATE ADDRESS TIME``."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from crawler.monitor.alerts.delivery import deliver
from storage.database import open_private

if __name__ == "__main__":
    deliver(open_private(Path(sys.argv[1])), {"hook": sys.argv[2]}, datetime.fromisoformat(sys.argv[3]))
