"""A county with one list, in real files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from filing_samples import at

from crawler.monitor import judge
from crawler.monitor.alerts.announce import announce
from crawler.monitor.alerts.compose import compose
from crawler.monitor.alerts.subscriptions import AlertsFile
from crawler.registry import AgencyCard, ChannelCard, CountyCard, PortalCard, Registry, to_rows
from storage.database import open_database, open_private
from storage.writes import save_observation, save_registry

SHIQIAO, ZAOYUAN, FINANCE = "339901101", "339901102", "339901-czj"
HUB = "339901/nianbao"


def registry() -> Registry:
    agencies = (
        AgencyCard(id=FINANCE, name="青溪县财政局", kind="department"),
        AgencyCard(id=SHIQIAO, name="青溪县石桥镇人民政府", kind="township"),
        AgencyCard(id=ZAOYUAN, name="青溪县枣园镇人民政府", kind="township"),
    )
    county = CountyCard(county="339901", name="青溪县", city="青江市", province="浙江省", agencies=agencies)
    channel = ChannelCard.model_validate({"id": "nianbao", "url": "/nb/", "years": {"first": 2022}})
    portal = PortalCard(
        portal="339901", name="青溪县人民政府", county="339901", platform="trs", url="http://www.qingxi.example",
        status="verified", channels=(channel,),
    )  # fmt: skip
    return Registry.of([county], [portal])


class County:
    """What was looked at, judged and announced."""

    def __init__(self, folder: Path, alerts: Mapping[str, Any] | None = None) -> None:
        self.registry = registry()
        self.path = folder / "nianbao.db"
        self.db = open_database(self.path, create=True)
        self.private = open_private(folder / "private.db", create=True)
        self.alerts = AlertsFile.model_validate(alerts or {})
        save_registry(self.db, **to_rows(self.registry))

    def close(self) -> None:
        self.db.close()
        self.private.close()

    def look(self, when: datetime, outcome: str = "ok", *, listed: Sequence[Mapping[str, Any]] = ()) -> None:
        """A look that found nothing, or the links ``listed``; one that is not ok proves nothing."""
        good = outcome == "ok"
        look = {"channel_id": HUB, "observed_at": when, "outcome": outcome, "pages": 1, "rows": 7, "exhausted": good}
        look |= {"canary_seen": good, "qualified": good, "reason": None if good else "down", "detail": ""}
        save_observation(self.db, look | {"clean_observation_id": None}, [], listed)

    def judge(self, now: datetime) -> int:
        """What a watcher does after a crawl; returns how many things changed."""
        judge(self.db, self.registry, now)
        changed = announce(self.db, self.private, self.registry, now, self.alerts.failing_after)
        compose(self.db, self.private, self.registry, self.alerts, now)
        return changed

    def look_and_judge(self, when: datetime, outcome: str = "ok") -> int:
        self.look(when, outcome)
        return self.judge(when)

    def start(self) -> None:
        """The first look, in the season and before the deadline."""
        assert self.look_and_judge(at(1, 20)) == 0
