"""Whatever a portal does, each channel ends in exactly one observation that says what happened."""

from __future__ import annotations

import gzip
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawled import Crawl, Crawled, impatient
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from loopback import LIST, Answer, Site, registry, report_page, trs_list

from crawler.items import Outcome

TITLE = "石桥镇2022年政府信息公开工作年度报告"
GOOD = trs_list(("t20230120_7.html", TITLE), ("t20230106_3.html", "青溪县召开培训会"))


def the_look(crawled: Crawled, outcome: Outcome) -> str:
    """The one observation, which has this outcome; returns its detail."""
    [look] = crawled.looks
    assert look.outcome is outcome, look.detail
    assert crawled.summary.looks == {outcome.value: 1}
    assert not crawled.summary.errors
    return look.detail


BLOCKED = b"<html><head><script>var arg1='" + b"3A" * 20 + b"'</script></head></html>"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(GOOD), Outcome.OK),
        (Answer(b""), Outcome.EMPTY),
        (Answer(b"gone", 404), Outcome.HTTP_4XX),
        (Answer(b"broken", 500), Outcome.HTTP_5XX),
        (Answer(b"", 412), Outcome.BLOCKED),
        (Answer(BLOCKED), Outcome.BLOCKED),
        (Answer("<body>页面不存在</body>".encode()), Outcome.SOFT_404),
        (Answer(b"%PDF-1.7 ..."), Outcome.WRONG_TYPE),
        (Answer("<body>青溪县人民政府欢迎您</body>".encode()), Outcome.LAYOUT_CHANGED),
        (Answer(GOOD + b" " * 9000), Outcome.TOO_LARGE),
        (Answer(gzip.compress(GOOD + b" " * 900_000), headers={"Content-Encoding": "gzip"}), Outcome.TOO_LARGE),
        (Answer(GOOD, length=len(GOOD) + 50, headers={"Connection": "close"}), Outcome.REFUSED),
        (Answer(b"", 302, {"Location": LIST}), Outcome.REDIRECT_LOOP),
        (Answer(b"", 301, {"Location": "/"}), Outcome.SOFT_404),
        (Answer(b"", 302, {"Location": "http://127.0.5.9/x"}), Outcome.OFF_LIMITS),
        (Answer(b"", 302, {"Location": "file:///etc/passwd"}), Outcome.OFF_LIMITS),
        (Answer(b"", 302, {"Location": "/moved/"}), Outcome.OK),
    ],
)
def test_one_observation_whatever_the_list_answers(site: Site, crawl: Crawl, answer: Answer, outcome: Outcome) -> None:
    site.answers |= {LIST: answer, "/moved/": Answer(GOOD), "/": Answer(GOOD)}
    the_look(crawl(registry(site.origin), NIANBAO_LIST_MAXSIZE=8000), outcome)
    if outcome is not Outcome.OK:
        assert "/zwgk/nianbao/t20230120_7.html" not in site.asked


def test_a_portal_without_a_name_record(crawl: Crawl) -> None:
    the_look(crawl(registry("http://qingxi.invalid")), Outcome.DNS)


def test_a_portal_that_refuses(crawl: Crawl) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.5.2", 0))
        the_look(crawl(registry(f"http://127.0.5.2:{taken.getsockname()[1]}")), Outcome.REFUSED)


def test_a_portal_that_never_answers(site: Site, crawl: Crawl) -> None:
    site.answers[LIST] = Answer(GOOD, wait=True)
    the_look(crawl(registry(site.origin), **impatient(LIST)), Outcome.TIMEOUT)


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[Site]:
    """A portal whose certificate nobody vouches for."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = tmp_path / "portal.pem"
    file.write_bytes(certificate + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    site = Site()
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    with site:
        yield site


def test_a_certificate_that_cannot_be_checked(self_signed: Site, crawl: Crawl) -> None:
    self_signed.answers[LIST] = Answer(GOOD)
    the_look(crawl(registry(self_signed.origin.replace("http:", "https:"))), Outcome.TLS)
    assert self_signed.asked == []


def test_a_portal_that_speaks_no_tls(site: Site, crawl: Crawl) -> None:
    the_look(crawl(registry(site.origin.replace("http:", "https:"))), Outcome.TLS)


def test_an_address_that_is_not_public(site: Site, crawl: Crawl) -> None:
    detail = the_look(crawl(registry(site.origin), NIANBAO_ALLOW_LOOPBACK=False), Outcome.OFF_LIMITS)
    assert "not on the public internet" in detail
    assert site.asked == []


def test_a_later_page_that_fails_leaves_what_was_listed(site: Site, crawl: Crawl) -> None:
    pager = 'createPageHTML(3, 0, "index", "html");'
    site.answers[LIST] = Answer(trs_list(("t20230120_7.html", TITLE), pager=pager))
    site.answers[LIST + "index_1.html"] = Answer(b"", 500)
    site.answers[LIST + "t20230120_7.html"] = Answer(report_page(TITLE))
    crawled = crawl(registry(site.origin))
    the_look(crawled, Outcome.HTTP_5XX)
    assert [row.title for row in crawled.looks[0].rows] == [TITLE]
    assert not crawled.looks[0].exhausted
    assert [article.fetch.outcome for article in crawled.articles] == [Outcome.OK], "a report found is a report found"


def test_every_channel_has_its_own_look(site: Site, crawl: Crawl) -> None:
    site.answers |= {"/a/": Answer(GOOD), "/b/": Answer(b"", 500), "/c/": Answer(b"", 404)}
    crawled = crawl(registry(site.origin, paths=("/a/", "/b/", "/c/", "/d/")))
    assert {look.channel_id: look.outcome.value for look in crawled.looks} == {
        "330799/c0": "ok",
        "330799/c1": "http_5xx",
        "330799/c2": "http_4xx",
        "330799/c3": "http_4xx",
    }
    assert len(crawled.looks) == 4


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(b"", 404), "http_4xx"),
        (Answer(BLOCKED), "blocked"),
        (Answer(b""), "empty"),
        (Answer(b"MZ" + b"\0" * 60), "wrong_type"),
    ],
)
def test_an_article_that_does_not_come_says_why_and_stays_wanted(
    site: Site, crawl: Crawl, answer: Answer, outcome: str
) -> None:
    site.answers |= {LIST: Answer(GOOD), LIST + "t20230120_7.html": answer}
    first = crawl(registry(site.origin))
    assert first.summary.articles == {outcome: 1}
    site.answers[LIST + "t20230120_7.html"] = Answer(report_page(TITLE))
    second = crawl(registry(site.origin))
    assert second.summary.articles == {"ok": 1}
    assert second.summary.new_reports == 1


def test_an_article_on_a_foreign_host_is_not_fetched(site: Site, crawl: Crawl) -> None:
    with Site("127.0.5.3") as foreign:
        site.answers[LIST] = Answer(trs_list((f"{foreign.origin}/t20230120_7.html", TITLE)))
        crawled = crawl(registry(site.origin))
        assert foreign.asked == []
    assert [article.fetch.outcome for article in crawled.articles] == [Outcome.OFF_LIMITS]


def test_a_parser_that_breaks_is_a_changed_layout(site: Site, crawl: Crawl) -> None:
    site.answers["/module/web/jpage/dataproxy.jsp?startrecord=x&endrecord=9&perpage=3"] = Answer(GOOD)
    path = "/module/web/jpage/dataproxy.jsp?startrecord=x&endrecord=9&perpage=3"
    detail = the_look(crawl(registry(site.origin, platform="hanweb", paths=(path,))), Outcome.LAYOUT_CHANGED)
    assert "the log tells where" in detail
