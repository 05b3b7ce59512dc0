"""Portals with encryption of old: spoken to where the card says so, and told how where it does not."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from crawled import Crawl
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dh
from loopback import LIST, Answer, registry, trs_list
from secure import HOST, PEM, secured

from crawler.diagnosis import advice
from crawler.items import Outcome
from crawler.registry import PortalCard, Registry
from crawler.tls import Profiles

#: What is tested is old, and known to be.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields"),
]

GOOD = Answer(trs_list(("t20230106_3.html", "青溪县召开培训会")))
#: A prime of 1,024 bits that servers of old were delivered with (RFC 2409, 6.2).
OAKLEY_GROUP_2 = """
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B
    302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6
    49286651ECE65381FFFFFFFFFFFFFFFF"""


def old_version(_folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def short_key(folder: Path) -> ssl.SSLContext:
    prime = int("".join(OAKLEY_GROUP_2.split()), 16)
    parameters = dh.DHParameterNumbers(prime, 2).parameters()
    (folder / "dh.pem").write_bytes(parameters.parameter_bytes(PEM, serialization.ParameterFormat.PKCS3))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
    context.load_dh_params(folder / "dh.pem")
    return context


def card(url: str, tls: str) -> Registry:
    cards = registry(url)
    [portal] = cards.portals.values()
    changed = PortalCard.model_validate({**portal.model_dump(), "tls": tls})
    return Registry(cards.divisions, cards.agencies, {portal.portal: changed})


@pytest.mark.parametrize(
    ("weakness", "said"), [(old_version, "tlsv1 alert protocol version"), (short_key, "dh key too small")]
)
def test_a_server_of_old_is_spoken_to_only_where_its_card_says_so(
    weakness: Callable[[Path], ssl.SSLContext],
    said: str,
    certificate: Path,
    trusted: None,
    crawl: Crawl,
    tmp_path: Path,
) -> None:
    with secured(certificate, weakness(tmp_path)) as site:
        site.answers[LIST] = GOOD
        url = site.origin
        [usual] = crawl(card(url, "usual")).looks
        assert (usual.outcome, usual.detail) == (Outcome.TLS, f"robots.txt cannot be read now: {said}")
        assert "tls: legacy" in advice(usual.outcome.value).remedy
        [legacy] = crawl(card(url, "legacy")).looks
        assert legacy.outcome is Outcome.OK


def test_a_server_without_secure_renegotiation(crawl: Crawl) -> None:
    """It gets no further than its first words here, which are refused or not."""
    said = {}
    for tls in ("usual", "legacy"):
        with first_words() as url:
            [look] = crawl(card(url, tls)).looks
            said[tls] = (look.outcome, look.detail.partition(": ")[2])
    assert said["usual"] == (Outcome.TLS, "unsafe legacy renegotiation disabled")
    assert said["legacy"][0] is Outcome.REFUSED, "nothing wrong with its words, but it hung up"


@contextmanager
def first_words() -> Iterator[str]:
    """A server that says a ServerHello of TLS 1.2 without ``renegotiation_info`` (RFC 5746), and hangs up."""
    hello = b"\x03\x03" + b"r" * 32 + b"\x00" + b"\xc0\x2f" + b"\x00"
    message = b"\x02" + len(hello).to_bytes(3, "big") + hello
    with socket.create_server((HOST, 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"https://{HOST}:{listening.getsockname()[1]}"
        thread.join()


def test_a_certificate_nobody_vouches_for_is_refused_on_old_servers_too(
    certificate: Path, crawl: Crawl, tmp_path: Path
) -> None:
    with secured(certificate, old_version(tmp_path)) as site:
        [look] = crawl(card(site.origin, "legacy")).looks
        assert (look.outcome, site.asked) == (Outcome.TLS, [])


def test_other_hosts_are_spoken_to_as_usual() -> None:
    class Usual:
        def creatorForNetloc(self, hostname: bytes, port: int) -> object:  # noqa: N802 -- the name is Twisted's
            return hostname, port

    profiles = Profiles(Usual(), {"old.example"})
    assert profiles.creatorForNetloc(b"new.example", 443) == (b"new.example", 443)
    assert profiles.creatorForNetloc(b"old.example", 443) != (b"old.example", 443)
