"""What is wrong with a portal, and what to do about it: from what its last looks left in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from crawler.clock import SHANGHAI
from crawler.jobs import JobError
from crawler.registry import Channel, PortalCard, Registry, from_rows
from storage import queries
from storage.database import open_database

Look = Mapping[str, Any]

#: How many of a channel's looks are told.
_TOLD = 12


class Advice(NamedTuple):
    """What is wrong and what to do, in Chinese and in English."""

    wrong: str
    remedy: str


#: By outcome of a look, and by what else may keep a look that came from being evidence.
ADVICE: Mapping[str, Advice] = {
    "ok": Advice("正常 nothing is wrong", "无须处理 nothing to do"),
    "never": Advice("尚未核查 it was never looked at", "运行 crawl，再来看 run: nianbao crawl"),
    "unfinished": Advice(
        "列表未能翻到末页 the list was not read to its end",
        "在浏览器里翻到末页对照；column 平台可在卡片写 selectors.next；其他平台请报告 "
        "compare its last page in a browser; on the platform column give the card selectors.next; else report it",
    ),
    "canary": Advice(
        "列表里没有卡片写明的校验文字 the text that the card promises is not on the list",
        "看栏目是否搬家或改版，网址不对就改 url，旧年报确已撤下就换 canary "
        "see whether the column has moved: mend url; if that old report is gone for good, choose another canary",
    ),
    "few_rows": Advice(
        "列表条目少于卡片的 at_least the list has fewer rows than at_least",
        "看旧年报是否已撤下，确实如此就改小 at_least see whether old reports were taken down; if so, lower at_least",
    ),
    "unconfirmed": Advice(
        "正常，但卡片未经人工确认 nothing is wrong, but no person has confirmed the card",
        "运行 portal check，确认栏目无误后写 status: verified；此前不认定逾期 "
        "run: nianbao portal check; if the list is the right one set status: verified; until then nobody is overdue",
    ),
    "dns": Advice("域名无法解析 the host has no address", "核对 url 里的域名 check the host in url; it may have moved"),
    "refused": Advice(
        "网站拒绝连接或中断 the portal refuses or breaks the connection",
        "过几小时再试；换 http 与 https；境外网络常被拒绝 try again in some hours, and https in place of http",
    ),
    "timeout": Advice("网站无响应 no answer in time", "过几小时再试，或加大 delay try again later, or raise delay"),
    "tls": Advice(
        "证书或加密协议有误 the certificate or the encryption is not sound",
        "试用 http 网址；服务器加密太旧就在卡片写 tls: legacy；证书无效请与网站联系 "
        "try http in url; where the encryption is too old, tls: legacy on the card; a bad certificate is the portal's",
    ),
    "http_4xx": Advice(
        "网页不存在（4xx） the page is not there", "在网站上重新找到栏目，改 url find the column anew, mend url"
    ),
    "http_5xx": Advice(
        "网站内部出错（5xx） the portal has an error of its own", "过几小时再试 try again in some hours"
    ),
    "redirect_loop": Advice("网址循环跳转 the address leads in circles", "换成最终网址 put the final address into url"),
    "blocked": Advice(
        "网站拒绝自动访问 the portal refuses programs",
        "不要绕过；与网站联系，或人工查看 do not get round it: write to the portal, or look by hand",
    ),
    "robots": Advice(
        "robots.txt 不允许，或读不到 robots.txt forbids it, or cannot be read",
        "遵守；与网站联系，或人工查看 obey: write to the portal, or look by hand",
    ),
    "off_limits": Advice(
        "网址跳到卡片以外的主机 it leads to a host that the card does not name",
        "确属本网站就写进 hosts if it is the portal's own, add it to hosts",
    ),
    "over_budget": Advice(
        "当日访问次数已满 the host had its requests of the day",
        "次日再运行 crawl，会接着做；确有必要才在卡片写较大的 budget "
        "crawl again tomorrow, it goes on from there; raise budget on the card only if it must be",
    ),
    "soft_404": Advice(
        "网页提示内容不存在 the page says that nothing is there",
        "在网站上重新找到栏目，改 url find the column anew, mend url",
    ),
    "wrong_type": Advice("返回的不是网页 the answer is no page", "核对 url check url"),
    "empty": Advice("返回空白 the answer is empty", "过几小时再试；仍为空就核对 url try again later, then check url"),
    "too_large": Advice("网页过大 the page is too large", "核对 url，应是栏目列表 check url: it must be a list page"),
    "layout_changed": Advice(
        "网页不是所认识的列表 the page is not the list that the platform shows",
        "运行 portal detect 看平台是否已换 run: nianbao portal detect URL, the platform may have changed",
    ),
}


def diagnose(database: Path, portal_id: str) -> list[str]:
    """One screen about a portal, channel by channel. Raises ``JobError`` for a portal the database does not know."""
    with closing(open_database(database, read_only=True)) as db:
        registry = from_rows(queries.registry(db))
        if portal_id not in registry.portals:
            known = ", ".join(registry.portals) or "none"
            raise JobError(f"there is no portal {portal_id!r} in {database}; there are: {known}")
        card = registry.portals[portal_id]
        channels = [each for each in registry.channels.values() if each.portal_id == portal_id]
        told = (line for channel in channels for line in _channel(db, registry, channel))
        return [_head(card), _asked(db, portal_id), *told]


def verdict(channel: Channel, look: Look | None) -> str:
    """The key of :data:`ADVICE` that a channel's newest look calls for."""
    if look is None:
        return "never"
    if look["outcome"] not in ("ok", "not_modified"):
        return str(look["outcome"])
    if not look["exhausted"]:
        return "unfinished"
    if not look["canary_seen"]:
        return "canary"
    return "few_rows" if look["rows"] < channel.at_least else "ok"


def _head(card: PortalCard) -> str:
    return f"{card.portal} {card.name}  {card.url}  {card.platform}, {card.status}"


def _asked(db: Database, portal_id: str) -> str:
    """What the portal had to bear on the last day anything was asked."""
    hosts = queries.asked_last(db, portal_id)
    told = ", ".join(f"{row['host']} {row['requests']}" for row in hosts)
    return f"请求 requests on {hosts[0]['day']}: {told}" if hosts else "请求 requests: 没有 none"


def _channel(db: Database, registry: Registry, channel: Channel) -> Iterator[str]:
    looks = queries.looks(db, [channel.id])
    newest, good = next(iter(looks), None), next((look for look in looks if look["qualified"]), None)
    key = verdict(channel, newest)
    if key == "ok" and not registry.portals[channel.portal_id].confirmed:
        key = "unconfirmed"
    agency = registry.agencies[channel.agency_id].name if channel.agency_id else "全县 the whole county"
    yield ""
    yield f"{channel.id}  {channel.url}  {agency}"
    yield f"  上次合格核查 last good look: {_moment(good) if good else '从未 never'}"
    yield f"  最近核查 recent looks: {_history(looks[:_TOLD])}"
    if channel.canary:
        yield f"  校验文字 canary 「{channel.canary}」: {_canary(newest)}"
    detail = f": {newest['detail']}" if newest and newest["detail"] else ""
    yield f"  问题 what is wrong: {ADVICE[key].wrong}{detail}"
    yield f"  办法 what to do: {ADVICE[key].remedy}"


def _canary(newest: Look | None) -> str:
    if newest is None or not newest["rows"]:
        return "没有看到列表 no list was seen"
    return "见到 seen" if newest["canary_seen"] else "未见 not seen"


def _moment(look: Look) -> str:
    at = datetime.fromisoformat(look["observed_at"]).astimezone(SHANGHAI)
    return f"{at:%Y-%m-%d %H:%M}, {look['rows']} rows, {look['pages']} pages"


def _history(looks: Sequence[Look]) -> str:
    """Newest first; the same outcome in a row is told once, with the day it was last seen."""
    return ", ".join(_run(list(run)) for _, run in groupby(looks, key=_outcome)) or "没有 none"


def _run(looks: Sequence[Look]) -> str:
    times = f" ×{len(looks)}" if len(looks) > 1 else ""
    return f"{_day(looks[:1])} {_outcome(looks[0])}{times}"


def _outcome(look: Look) -> str:
    return str(look["outcome"]) if look["qualified"] else f"{look['outcome']} (不作依据 no evidence)"


def _day(looks: Iterable[Look]) -> str:
    return next(str(datetime.fromisoformat(look["observed_at"]).astimezone(SHANGHAI).date()) for look in looks)
