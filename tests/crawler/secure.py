"""Portals on loopback that speak TLS, with a certificate of the day."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from loopback import Site

HOST = "127.0.5.6"
PEM = serialization.Encoding.PEM


def write_certificate(file: Path) -> Path:
    """A key and a certificate for ``HOST`` in one file."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now, day = datetime.now(UTC), timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(8).not_valid_before(now - day).not_valid_after(now + day)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(signed.public_bytes(PEM) + private)
    return file


@contextmanager
def secured(certificate: Path, context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site at ``HOST`` over https; ``context``: how it speaks."""
    context = context or ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site = Site(HOST)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.origin = site.origin.replace("http:", "https:")
    with site:
        yield site
