"""Who is told what: a YAML file of the operator's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from crawler.clock import SHANGHAI
from crawler.monitor.alerts.changes import SEVERITIES
from crawler.monitor.labels import FLAG_LABELS, ROSTER_LABELS, STATE_LABELS
from crawler.registry import Registry
from crawler.registry.parsing import plain_problems

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
#: What a subscription asks for: its field, named after the kind of the events, and what may stand there.
_ASKED_FOR: Mapping[str, Collection[str]] = {
    "states": STATE_LABELS,
    "flags": FLAG_LABELS,
    "findings": SEVERITIES,
    "rosters": ROSTER_LABELS,
}
#: The operator's own alerts are kept under this name.
OPERATOR = "operator"


class AlertsFileError(ValueError):
    """The file of subscriptions or of targets is not as it must be; each mistake is one line."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    to: tuple[Name, ...] = Field(min_length=1)
    digest: Literal["daily"] | None = None
    at: time = time(8, 0)

    def told_up_to(self, now: datetime) -> datetime:
        """What was noted before this moment is to be told: at once, or what the last digest's hour closed."""
        if self.digest is None:
            return now + timedelta.resolution
        today = datetime.combine(now.astimezone(SHANGHAI).date(), self.at, SHANGHAI)
        return today if today <= now else today - timedelta(days=1)


class Subscription(_Part):
    """What one circle of recipients is told of. Empty selections of place, agency and kind mean all.

    ``states``, ``flags``, ``findings``, ``rosters``: what must come about; ``confirm``: a state that rests on our looks
    (``overdue``, ``unverified``) is told once so many of them have shown it.
    """

    name: Name
    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    rosters: tuple[str, ...] = ()
    confirm: int = Field(default=1, ge=1, le=100)

    @model_validator(mode="after")
    def _asks_for_something(self) -> Subscription:
        if not any(getattr(self, field) for field in _ASKED_FOR):
            raise ValueError(f"name at least one of {', '.join(_ASKED_FOR)}")
        for field, known in _ASKED_FOR.items():
            if unknown := sorted(set(getattr(self, field)) - set(known)):
                raise ValueError(f"unknown {field} {', '.join(unknown)}; there are {', '.join(known)}")
        if self.name == OPERATOR:
            raise ValueError(f"{OPERATOR!r} is the name of the operator's own alerts; choose another")
        return self

    def covers(self, registry: Registry, agency_id: str) -> bool:
        """Whether an agency is of its places, agencies and kinds."""
        county = registry.county_of(agency_id)
        chosen = (
            (self.provinces, county.province),
            (self.cities, county.city),
            (self.counties, county.county),
            (self.agencies, agency_id),
            (self.kinds, registry.agencies[agency_id].kind),
        )
        return all(not wanted or value in wanted for wanted, value in chosen)

    def wants(self, kind: str, after: str | None) -> bool:
        """Whether it asks for events of this kind with this outcome."""
        wanted: tuple[str, ...] = getattr(self, f"{kind}s")
        return after in wanted


class Operator(_Part):
    """Who runs this: told of portals, targets and jobs that fail and recover, and of nothing else.

    ``failing_after``: so many looks in a row at a list must have failed.
    """

    failing_after: int = Field(default=3, ge=1, le=100)


class AlertsFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    operator: Operator | None = None
    subscriptions: tuple[Subscription, ...] = ()

    @property
    def failing_after(self) -> int:
        """After how many failed looks a portal is called failing."""
        return self.operator.failing_after if self.operator else Operator(to=("nobody",)).failing_after

    @property
    def targets(self) -> list[str]:
        """The names of all targets, each once."""
        return list(dict.fromkeys(target for _, target in self.pairs))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every subscription with each of its targets."""
        parts = [(each.name, each.to) for each in self.subscriptions]
        parts += [(OPERATOR, self.operator.to)] if self.operator else []
        return [(name, target) for name, targets in parts for target in targets]


def load_alerts(path: Path, registry: Registry | None = None) -> AlertsFile:
    """The file at ``path``, or an empty one where there is none.

    Raises ``AlertsFileError`` with a line for each mistake; with ``registry`` also for places and agencies it lacks.
    """
    if not path.exists():
        return AlertsFile()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        file = AlertsFile.model_validate(content or {})
    except UnicodeDecodeError as error:
        raise AlertsFileError(f"{path} is not written in UTF-8; save it as that") from error
    except (OSError, yaml.YAMLError) as error:
        raise AlertsFileError(f"{path} is no YAML file that can be read: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        raise AlertsFileError("\n".join(f"{path}: {line}" for line in plain_problems(error))) from error
    if mistakes := [f"{path}: {line}" for line in _mistakes(file, registry)]:
        raise AlertsFileError("\n".join(mistakes))
    return file


def _mistakes(file: AlertsFile, registry: Registry | None) -> Iterator[str]:
    names = [each.name for each in file.subscriptions]
    yield from (f"two subscriptions are called {name}" for name in sorted({n for n in names if names.count(n) > 1}))
    if registry is None:
        return
    divisions = registry.divisions.values()
    known: dict[str, Iterable[str]] = {
        "provinces": {each.province for each in divisions},
        "cities": {each.city for each in divisions},
        "counties": registry.divisions,
        "agencies": registry.agencies,
        "kinds": {each.kind for each in registry.agencies.values()},
    }
    for each in file.subscriptions:
        for field, values in known.items():
            for value in getattr(each, field):
                if value not in values:
                    yield f"subscription {each.name}: {field}: there is no {value} among the cards"
