"""Which hosts and ports of a portal may be asked: those of its card, over http or https."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urljoin, urlsplit

from crawler.registry import PortalCard

_WEB_PORTS = {"http": 80, "https": 443}


def doors_of(cards: Iterable[PortalCard]) -> dict[str, frozenset[int]]:
    """The hosts that may be asked, each with its ports: the web's own, and those that the card writes out."""
    doors: dict[str, frozenset[int]] = {}
    for card in cards:
        addresses = [card.url, *(urljoin(card.url, channel.url) for channel in card.channels)]
        written = {port for address in addresses if (port := urlsplit(address).port)}
        doors |= dict.fromkeys(card.all_hosts, frozenset({*_WEB_PORTS.values(), *written}))
    return doors


def refusal(url: str, doors: Mapping[str, frozenset[int]]) -> str | None:
    """Why ``url`` may not be asked, or ``None``."""
    parts = urlsplit(url)
    if parts.scheme not in _WEB_PORTS:
        return f"{url}: only http and https are fetched"
    if parts.username is not None or "\\" in url:
        return f"{url}: an address with a user name or a backslash can be read as two different hosts"
    host = parts.hostname or ""
    if host not in doors:
        return f"{host or url} is no host of this portal; if it is, add it to `hosts` in the portal's card"
    try:
        port = parts.port or _WEB_PORTS[parts.scheme]
    except ValueError:
        return f"{url}: the port is no number"
    return None if port in doors[host] else f"{host}:{port} is no port of this portal"
