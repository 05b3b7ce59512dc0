"""When a list was rebuilt: most of its links to reports vanished at one look. That says nothing of any report."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crawler.monitor.listed import Span
from crawler.monitor.moments import moment

#: So long after such a look a list proves nothing: what is missing may only not have been put back yet.
SETTLING = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ListMoves:
    """``looks``: times of a channel's qualified looks; ``moved_at``: of those that lost more than half of its links."""

    looks: Sequence[datetime] = ()
    moved_at: Sequence[datetime] = field(default=())

    def doubts(self, at: datetime) -> bool:
        """Whether a look at that time came with, or just after, such a loss."""
        last = bisect_right(self.moved_at, at) - 1
        return last >= 0 and at - self.moved_at[last] < SETTLING

    def loss_after(self, last_listed_at: datetime) -> datetime | None:
        """The look of such a loss, if a link that was last listed then vanished in one."""
        gone = bisect_right(self.looks, last_listed_at)
        at = self.looks[gone] if gone < len(self.looks) else None
        return at if at in self.moved_at else None


def qualified_looks(observations: Iterable[Mapping[str, Any]]) -> dict[str, list[datetime]]:
    """The times of the qualified looks at each channel, in order, from rows of ``observations``."""
    looks: dict[str, list[datetime]] = defaultdict(list)
    for row in observations:
        if row["qualified"]:
            looks[row["channel_id"]].append(moment(row["observed_at"]))
    for times in looks.values():
        times.sort()
    return looks


def moves(looks: Mapping[str, Sequence[datetime]], spans: Mapping[str, Sequence[Span]]) -> dict[str, ListMoves]:
    """By channel, from its qualified looks and when its links to reports stood there."""
    found = defaultdict(ListMoves)
    for channel_id, times in looks.items():
        found[channel_id] = ListMoves(times, _moved(times, spans.get(channel_id, ())))
    return found


def _moved(looks: Sequence[datetime], spans: Sequence[Span]) -> list[datetime]:
    first, last = sorted(span[0] for span in spans), sorted(span[1] for span in spans)
    lost: dict[datetime, int] = defaultdict(int)
    for seen in last:
        if (gone := bisect_right(looks, seen)) < len(looks):
            lost[looks[gone]] += 1
    if not lost:
        return []
    moved, gone_before = [], 0
    for at in looks:
        if 2 * lost.get(at, 0) > bisect_left(first, at) - gone_before:
            moved.append(at)
        gone_before += lost.get(at, 0)
    return moved
