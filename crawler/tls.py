"""Encryption as old servers still speak it: for the hosts whose cards ask for it, and for no other.

Seen on county portals: servers that know only TLS 1.0 or 1.1, that offer Diffie-Hellman keys of 1,024 bits, or that
lack secure renegotiation (RFC 5746). A certificate is checked all the same: it says whose words these are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet import ssl
from twisted.internet._sslverify import IOpenSSLTrustRoot, OpenSSLCipher
from twisted.internet.interfaces import IAcceptableCiphers
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Twisted's types do not say what it takes and gives here.
_twisted = cast("Any", ssl)

#: ``SSL_OP_LEGACY_SERVER_CONNECT`` of OpenSSL, which pyOpenSSL has no name for.
LEGACY_SERVER_CONNECT = 0x4
#: The level at which OpenSSL refuses neither old versions nor keys of 1,024 bits; written as one more cipher.
_ANY_KEY = OpenSSLCipher("@SECLEVEL=0")


@implementer(IAcceptableCiphers)
class _OldCiphers:
    """What OpenSSL takes for sound, of whatever key length."""

    _usual = _twisted.AcceptableCiphers.fromOpenSSLCipherString("DEFAULT")

    def selectCiphers(self, availableCiphers: Any) -> Any:  # noqa: N802, N803 -- the names are Twisted's
        return (*self._usual.selectCiphers(availableCiphers), _ANY_KEY)


@implementer(IOpenSSLTrustRoot)
class _OldServers:
    """The certificates the system trusts. It is here that Twisted shows the context before it is used."""

    _trust = _twisted.platformTrust()

    def _addCACertsToContext(self, context: SSL.Context) -> None:  # noqa: N802 -- as above
        context.set_options(LEGACY_SERVER_CONNECT)
        self._trust._addCACertsToContext(context)


@implementer(IPolicyForHTTPS)
class Profiles:
    """The usual policy, but for the hosts in ``legacy``."""

    def __init__(self, usual: Any, legacy: Collection[str]) -> None:
        self._usual = usual
        self._legacy = legacy

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 -- as above
        """How to open a connection to a host (``IPolicyForHTTPS``)."""
        name = hostname.decode("ascii")
        if name not in self._legacy:
            return self._usual.creatorForNetloc(hostname, port)
        options = {"insecurelyLowerMinimumTo": ssl.TLSVersion.TLSv1_0, "acceptableCiphers": _OldCiphers()}
        return _twisted.optionsForClientTLS(name, trustRoot=_OldServers(), extraCertificateOptions=options)


class ProfiledHandler(HTTP11DownloadHandler):
    """Scrapy's way to fetch https addresses, with the profile of each host's card."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        cards = getattr(crawler.spider, "portals", ())
        legacy = {host for card in cards if card.tls == "legacy" for host in card.all_hosts}
        self._contextFactory = cast("IPolicyForHTTPS", Profiles(self._contextFactory, legacy))
