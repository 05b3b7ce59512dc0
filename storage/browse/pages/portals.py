"""The portals at a glance: when each list was last seen well, what came of the looks, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import NotFound

from storage.browse.asked import Asked, Row
from storage.browse.charts.strip import looks_strip
from storage.browse.labels import labels
from storage.browse.places import choices, place
from storage.browse.words import minute, without

_PAGE = 25
#: Looks drawn for each list.
_DRAWN = 20

#: The newest look of every list of an active portal.
_NEWEST = """
SELECT channels.id AS channel_id, channels.at_least, portals.status AS card, observations.*
FROM portals JOIN channels ON channels.portal_id = portals.id AND channels.active LEFT JOIN observations
    ON observations.rowid = (
        SELECT rowid FROM observations AS o WHERE o.channel_id = channels.id
        ORDER BY observed_at DESC, rowid DESC LIMIT 1
    )
WHERE portals.active AND {}
"""
_PORTALS = """
SELECT portals.*, divisions.name AS county, divisions.province FROM portals
JOIN divisions ON divisions.code = division_code WHERE portals.active AND {} ORDER BY portals.id
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
    newest: dict[str, list[Row]] = {}
    for look in asked.rows(_NEWEST.format(sql), parameters):
        newest.setdefault(look["channel_id"].partition("/")[0], []).append(look | {"verdict": verdict(look)})
    found = [row | {"looks": newest.get(row["id"], [])} for row in asked.rows(_PORTALS.format(sql), parameters)]
    kept = [portal | {"verdict": _worst(portal["looks"])} for portal in found]
    wanted, page = asked.get("verdict"), max(1, asked.whole("page", 1))
    shown = [portal for portal in kept if not wanted or portal["verdict"] == wanted]
    shown.sort(key=lambda portal: portal["verdict"] in ("ok", "unconfirmed"))
    on_page = shown[_PAGE * (page - 1) : _PAGE * page]
    return {
        "place": chosen,
        **choices(asked, chosen),
        "arguments": without(asked.arguments, "page"),
        "verdicts": _counted(kept),
        "portals": [portal | {"channels": _channels(asked, portal["id"])} for portal in on_page],
        "total": len(shown),
        "page": page,
        "pages": -(-len(shown) // _PAGE),
    }


def one(asked: Asked) -> dict[str, Any]:
    """What ``portal.html`` shows."""
    key = asked.named["portal"]
    portal = asked.row(_PORTALS.format("portals.id = ?").replace("portals.active AND", ""), (key,))
    if portal is None:
        raise NotFound(asked.words.say("没有登记这个网站", "there is no such portal"))
    return {"portal": portal, "channels": _channels(asked, key), "days": asked.rows(_DAYS, (key,))}


def verdict(look: Mapping[str, Any]) -> str:
    """What a list's newest look calls for: a key of ``advice`` in ``labels.yaml``."""
    if look["outcome"] is None:
        return "never"
    if look["outcome"] not in ("ok", "not_modified"):
        return str(look["outcome"])
    if not look["exhausted"]:
        return "unfinished"
    if not look["canary_seen"]:
        return "canary"
    if look["rows"] < look["at_least"]:
        return "few_rows"
    return "ok" if look["card"] == "verified" else "unconfirmed"


def _worst(looks: list[Row]) -> str:
    return next((look["verdict"] for look in looks if look["verdict"] != "ok"), "ok" if looks else "never")


def _counted(portals: list[Row]) -> list[tuple[Any, int]]:
    told = [portal["verdict"] for portal in portals]
    return [(label, told.count(key)) for key, label in labels("advice").items() if key in told]


def _channels(asked: Asked, portal_id: str) -> list[Row]:
    return [_channel(asked, row) for row in asked.rows(_CHANNELS, (portal_id,))]


def _channel(asked: Asked, channel: Row) -> Row:
    looks = asked.rows(_LOOKS, (channel["id"], _DRAWN))
    newest = looks[0] if looks else {"outcome": None}
    return {
        **channel,
        "newest": looks[0] if looks else None,
        "good": asked.row(_GOOD, (channel["id"],)),
        "verdict": verdict({**channel, **newest}),
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
