"""The portals at a glance: when each list was last seen well, what came of the looks, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from datasette.utils.asgi import NotFound

from storage.browse.asked import Asked, Row
from storage.browse.charts.strip import looks_strip
from storage.browse.labels import labels
from storage.browse.places import choices, place
from storage.browse.words import minute, without
from storage.looks import verdict

_PAGE = 25
#: Looks drawn for each list.
_DRAWN = 20

#: The newest looks at the lists of active portals: the portals of lists that look alike in one row.
_NEWEST = """
SELECT group_concat(portals.id) AS portals, channels.at_least, portals.status AS card, outcome, exhausted, canary_seen,
    min(rows, channels.at_least) AS rows
FROM portals LEFT JOIN channels ON channels.portal_id = portals.id AND channels.active LEFT JOIN observations
    ON observations.rowid = (
        SELECT rowid FROM observations AS o WHERE o.channel_id = channels.id
        ORDER BY observed_at DESC, rowid DESC LIMIT 1
    )
WHERE portals.active AND {} GROUP BY 2, 3, 4, 5, 6, 7
"""
_ONE = """
SELECT portals.*, divisions.name AS county, divisions.province FROM portals
JOIN divisions ON divisions.code = division_code WHERE portals.id = ?
"""
_CHANNELS = """
SELECT channels.*, agencies.name AS agency, portals.status AS card FROM channels
JOIN portals ON portals.id = portal_id LEFT JOIN agencies ON agencies.id = agency_id
WHERE portal_id = ? AND channels.active ORDER BY channels.id
"""
_LOOKS = "SELECT * FROM observations WHERE channel_id = ? ORDER BY observed_at DESC, rowid DESC LIMIT ?"
_GOOD = "SELECT * FROM observations WHERE channel_id = ? AND qualified ORDER BY observed_at DESC LIMIT 1"
_DAYS = """
SELECT day, sum(requests) AS requests FROM host_days WHERE portal_id = ? GROUP BY day ORDER BY day DESC LIMIT 7
"""


def facts(asked: Asked) -> dict[str, Any]:
    """What ``portals.html`` shows: every portal of a place, the troubled ones first."""
    chosen = place(asked)
    sql, parameters = chosen.condition(asked, "portals.division_code")
    verdicts = _verdicts(asked.rows(_NEWEST.format(sql), parameters))
    wanted, page = asked.get("verdict"), max(1, asked.whole("page", 1))
    shown = [key for key, told in verdicts.items() if not wanted or told == wanted]
    shown.sort(key=lambda key: (verdicts[key] in ("ok", "unconfirmed"), key))
    on_page = shown[_PAGE * (page - 1) : _PAGE * page]
    return {
        "place": chosen,
        **choices(asked, chosen),
        "arguments": without(asked.arguments, "page"),
        "verdicts": _counted(verdicts.values()),
        "portals": [{**asked.rows(_ONE, (key,))[0], "channels": _channels(asked, key)} for key in on_page],
        "total": len(shown),
        "page": page,
        "pages": -(-len(shown) // _PAGE),
    }


def one(asked: Asked) -> dict[str, Any]:
    """What ``portal.html`` shows."""
    key = asked.named["portal"]
    portal = asked.row(_ONE, (key,))
    if portal is None:
        raise NotFound(asked.words.say("没有登记这个网站", "there is no such portal"))
    return {"portal": portal, "channels": _channels(asked, key), "days": asked.rows(_DAYS, (key,))}


def _verdicts(looks: Iterable[Row]) -> dict[str, str]:
    """Portal -> what the worst of its lists calls for, in the order of ``advice``, which ends with what is well."""
    order = {key: place for place, key in enumerate(labels("advice"))}
    told: dict[str, str] = {}
    judged = [(_verdict(look, look if look["outcome"] else None), look["portals"]) for look in looks]
    for key, portals in sorted(judged, key=lambda each: order.get(each[0], -1), reverse=True):
        told |= dict.fromkeys(portals.split(","), key)
    return told


def _verdict(channel: Row, look: Row | None) -> str:
    return verdict(look, channel["at_least"], confirmed=channel["card"] == "verified")


def _counted(told: Iterable[str]) -> list[tuple[Any, int]]:
    counts = Counter(told)
    return [(label, counts[key]) for key, label in labels("advice").items() if counts[key]]


def _channels(asked: Asked, portal_id: str) -> list[Row]:
    return [_channel(asked, row) for row in asked.rows(_CHANNELS, (portal_id,))]


def _channel(asked: Asked, channel: Row) -> Row:
    looks = asked.rows(_LOOKS, (channel["id"], _DRAWN))
    newest = looks[0] if looks else None
    return {
        **channel,
        "newest": newest,
        "good": asked.row(_GOOD, (channel["id"],)),
        "verdict": _verdict(channel, newest),
        "strip": _strip(asked, looks),
        "recent": looks,
    }


def _strip(asked: Asked, looks: list[Row]) -> str:
    marks = [(_kind(look), f"{minute(look['observed_at'])} {_told(asked, look)}") for look in reversed(looks)]
    good = sum(kind == "good" for kind, _ in marks)
    title = asked.words.say("最近 {n} 次查看", "The last {n} looks", n=len(marks))
    return looks_strip(marks, title, asked.words.say("其中 {good} 次合格", "{good} of them good", good=good))


def _kind(look: Row) -> str:
    return "good" if look["qualified"] else "weak" if look["outcome"] in ("ok", "not_modified") else "failed"


def _told(asked: Asked, look: Row) -> str:
    unfinished = look["outcome"] == "ok" and not look["qualified"]
    return asked.words.word("advice", "unfinished" if unfinished else look["outcome"])
