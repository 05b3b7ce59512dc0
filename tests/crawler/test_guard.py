"""The only door: known hosts and ports, http and https, public addresses; each hop and each connection."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest
from crawled import Crawl
from hypothesis import given
from hypothesis import strategies as st
from loopback import LIST, Answer, Site, registry, trs_list

from crawler.doors import doors_of, refusal
from crawler.guard import OffLimits, PublicResolver, is_public
from crawler.items import Outcome

DOORS = doors_of(registry("http://www.qingxi.gov.cn:8080", hosts=("zwgk.qingxi.gov.cn",)).portals.values())


@pytest.mark.parametrize(
    "url",
    [
        "http://www.qingxi.gov.cn:8080/a",
        "http://www.qingxi.gov.cn/a",
        "https://WWW.QINGXI.GOV.CN/a",
        "https://zwgk.qingxi.gov.cn:443/a?b=http://elsewhere.example/",
        "http://zwgk.qingxi.gov.cn/a@b",
    ],
)
def test_the_card_s_own_doors_are_open(url: str) -> None:
    assert refusal(url, DOORS) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://qingxi.gov.cn/", "no host of this portal"),
        ("http://www.qingxi.gov.cn.evil.example/", "no host"),
        ("http://evil.example/www.qingxi.gov.cn", "no host"),
        ("http://www.qingxi.gov.cn./", "no host"),
        ("http://www.qingxi.gov.cn:22/", "no port"),
        ("http://www.qingxi.gov.cn:99999/", "the port is no number"),
        ("http://www.qingxi.gov.cn@evil.example/", "user name"),
        ("http://user:pass@www.qingxi.gov.cn/", "user name"),
        ("http://www.qingxi.gov.cn\\@evil.example/", "backslash"),
        ("http://127.0.0.1/", "no host"),
        ("http://2130706433/", "no host"),
        ("http://[::1]/", "no host"),
        ("file:///etc/passwd", "only http and https"),
        ("file:/etc/passwd", "only http and https"),
        ("ftp://www.qingxi.gov.cn/", "only http and https"),
        ("data:text/html,x", "only http and https"),
        ("s3://bucket/key", "only http and https"),
        ("gopher://www.qingxi.gov.cn/", "only http and https"),
        ("http:///a", "no host"),
    ],
)
def test_everything_else_is_shut_and_says_why(url: str, why: str) -> None:
    assert why in (refusal(url, DOORS) or "open")


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254"),  # noqa: S104 -- refused
        *("172.16.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1"),
        *("203.0.113.5", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1"),
        *("::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fe80::1", "fe80::1%eth0"),
        *("fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "3fff::1", "5f00::1"),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "117.21.0.1", "240e::1", "2408:8000::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_loopback_opens_for_loopback_only() -> None:
    assert is_public("127.0.5.1", allow_loopback=True)
    assert is_public("::ffff:127.0.5.1", allow_loopback=True)
    assert not is_public("10.0.0.1", allow_loopback=True)
    assert not is_public("169.254.169.254", allow_loopback=True)


@given(st.ip_addresses(v=4))
def test_an_address_inside_an_ipv6_address_is_judged_as_itself(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))
    assert is_public(str(ipaddress.IPv6Address((0x64_FF9B << 96) | int(address)))) == is_public(str(address))


def test_a_name_with_an_inner_address_has_none() -> None:
    resolver = PublicResolver(allow_loopback=False, timeout=5)
    with pytest.raises(OffLimits, match=r"localhost has the address (127\.0\.0\.1|::1), which is not on the public"):
        asyncio.run(resolver.addresses("localhost"))


def test_a_connection_goes_to_the_address_that_was_checked() -> None:
    """Twisted asks the resolver again when it connects; a refused name has no address then either."""

    class Receiver:
        def __init__(self) -> None:
            self.told: list[str] = []
            self.complete = asyncio.Event()

        def resolutionBegan(self, _: object) -> None:  # noqa: N802 -- Twisted's names
            pass

        def addressResolved(self, address: object) -> None:  # noqa: N802
            self.told.append(str(address))

        def resolutionComplete(self) -> None:  # noqa: N802
            self.complete.set()

    async def told(*, allow_loopback: bool) -> list[str]:
        receiver = Receiver()
        PublicResolver(allow_loopback=allow_loopback, timeout=5).resolveHostName(receiver, "127.0.5.1", 80)
        await receiver.complete.wait()
        return receiver.told

    assert asyncio.run(told(allow_loopback=False)) == []
    assert asyncio.run(told(allow_loopback=True)) == ["IPv4Address(type='TCP', host='127.0.5.1', port=80)"]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.5.9/x",
        "http://127.0.5.1:1/x",
        "//evil.example/x",
        "ftp://127.0.5.1/x",
        "file:///etc/passwd",
        "data:,x",
    ],
)
def test_each_hop_of_a_redirect_is_checked(site: Site, crawl: Crawl, target: str) -> None:
    site.answers[LIST] = Answer(b"", 302, {"Location": "/second"})
    site.answers["/second"] = Answer(b"", 307, {"Location": target})
    [look] = crawl(registry(site.origin)).looks
    assert look.outcome is Outcome.OFF_LIMITS
    assert site.asked == ["/robots.txt", LIST, "/second"]


def test_a_redirect_to_another_host_of_the_card_is_followed(site: Site, crawl: Crawl) -> None:
    # The other host has to listen on the portal's port, as a second name of a real portal does.
    other = Site("127.0.5.4")
    other.server.server_close()
    other.server = type(other.server)(("127.0.5.4", site.port), other.server.RequestHandlerClass)
    other.answers["/x/"] = Answer(trs_list(("t20230106_3.html", "青溪县召开培训会")))
    site.answers[LIST] = Answer(b"", 302, {"Location": f"http://127.0.5.4:{site.port}/x/"})
    with other:
        [look] = crawl(registry(site.origin, hosts=("127.0.5.4",))).looks
    assert look.outcome is Outcome.OK
    assert other.asked == ["/robots.txt", "/x/"], "each host's robots.txt is asked for"
