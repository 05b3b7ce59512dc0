"""The only door to the network: the hosts and ports of the portal's card, over http or https, at public addresses."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.clock import CLOCK_SETTING, now
from crawler.doors import doors_of, refusal
from crawler.items import Outcome

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.interfaces import IHostnameResolver, IHostResolution

#: Special-purpose blocks that Python 3.11 takes for public.
_SPECIAL = tuple(ipaddress.ip_network(block) for block in ("192.88.99.0/24", "192.0.0.0/24", "3fff::/20", "5f00::/16"))
#: Addresses that carry an IPv4 address in their last 32 bits.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OffLimits(IgnoreRequest):
    """A request that may not leave this machine."""

    outcome = Outcome.OFF_LIMITS


def is_public(address: str, *, allow_loopback: bool = False) -> bool:
    """Whether an IP address belongs to the public internet; addresses inside IPv6 addresses are looked at too."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if found := [each for each in inner if each]:
            return all(is_public(str(each), allow_loopback=allow_loopback) for each in found)
    if ip.is_loopback:
        return allow_loopback
    special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or any(ip in block for block in _SPECIAL)
    return ip.is_global and not special


class PublicResolver:
    """Names to addresses, once a run; a name with one address that is not public has none.

    Every connection of the reactor goes through it, to the address that was checked: a name that changes its address
    between check and connection gains nothing.
    """

    def __init__(self, *, allow_loopback: bool, timeout: float) -> None:
        self.allow_loopback = allow_loopback
        self._timeout = timeout
        self._known: dict[str, list[str]] = {}
        self._lookups: set[asyncio.Task[None]] = set()

    async def addresses(self, host: str) -> list[str]:
        """The addresses of a host, none where it has no name record; raises ``OffLimits``."""
        if host not in self._known:
            self._known[host] = await self._look_up(host)
        for address in self._known[host]:
            if not is_public(address, allow_loopback=self.allow_loopback):
                raise OffLimits(f"{host} has the address {address}, which is not on the public internet")
        return self._known[host]

    async def _look_up(self, host: str) -> list[str]:
        loop = asyncio.get_running_loop()
        lookup = loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        try:
            found = await asyncio.wait_for(lookup, self._timeout)
        except (OSError, UnicodeError, TimeoutError):
            return []
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def resolveHostName(  # noqa: N802 -- the name is Twisted's (IHostnameResolver)
        self,
        resolutionReceiver: Any,  # noqa: N803 -- an IResolutionReceiver; mypy cannot call methods of zope interfaces
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        *_: Any,
        **__: Any,
    ) -> IHostResolution:
        """Tell Twisted the addresses of a host (``IHostnameResolver``)."""
        resolution = cast("IHostResolution", HostResolution(hostName))
        resolutionReceiver.resolutionBegan(resolution)
        lookup = asyncio.get_running_loop().create_task(self._tell(resolutionReceiver, hostName, portNumber))
        self._lookups.add(lookup)
        lookup.add_done_callback(self._lookups.discard)
        return resolution

    async def _tell(self, receiver: Any, host: str, port: int) -> None:
        try:
            for address in await self.addresses(host):
                kind = IPv6Address if ":" in address else IPv4Address
                receiver.addressResolved(kind("TCP", address, port))
        except OffLimits:
            pass  # no address: Twisted then cannot connect
        finally:
            receiver.resolutionComplete()


class Guard:
    """Downloader middleware before all others: stamps each request with its time and lets only known doors be asked.

    Redirects come through here like any request.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._clock = settings[CLOCK_SETTING]
        self._doors = doors_of(getattr(crawler.spider, "portals", ()))
        self._resolver = _install(
            PublicResolver(
                allow_loopback=settings.getbool("NIANBAO_ALLOW_LOOPBACK"), timeout=settings.getfloat("DNS_TIMEOUT")
            )
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass; raises ``OffLimits``."""
        request.meta["requested_at"] = now(self._clock)
        if reason := refusal(request.url, self._doors):
            raise OffLimits(reason)
        await self._resolver.addresses(urlsplit(request.url).hostname or "")


def _install(resolver: PublicResolver) -> PublicResolver:
    """Make ``resolver`` the reactor's, whatever Scrapy installed before; crawls of one process share it."""
    from twisted.internet import reactor  # importing it installs a reactor, so not before Scrapy has chosen one

    installed = cast("Any", reactor).nameResolver
    if isinstance(installed, PublicResolver) and installed.allow_loopback == resolver.allow_loopback:
        return installed
    cast("Any", reactor).installNameResolver(cast("IHostnameResolver", resolver))
    return resolver
