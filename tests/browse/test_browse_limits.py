"""What the site must never do: write, run a visitor's SQL, serve originals or anything private."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from small_county import Get, getter
from sqlite_utils import Database

from storage.browse import connection
from storage.browse.site import metadata, site
from storage.database import open_database, open_originals
from storage.originals import Originals


def tables(path: Path) -> dict[str, list[str]]:
    db = open_database(path, read_only=True)
    found = {table.name: [column.name for column in table.columns] for table in db.tables}
    db.close()
    return {name: columns for name, columns in found.items() if not name.startswith(("_", "sqlite_"))}


def test_every_table_and_column_is_described_in_both_languages(empty_database: Path) -> None:
    described = metadata()["databases"]["nianbao"]["tables"]
    assert {name: set(about["columns"]) for name, about in described.items()} == {
        name: set(columns) for name, columns in tables(empty_database).items()
    }
    for about in described.values():
        for text in (about["title"], *about["columns"].values()):
            chinese, english = text.split(" · ")
            assert re.search(r"[\u4e00-\u9fff]", chinese), text
            assert not re.search(r"[\u4e00-\u9fff]", english), text


def test_every_column_of_a_query_is_described(get: Get) -> None:
    for name, query in metadata()["databases"]["nianbao"]["queries"].items():
        assert get(f"/nianbao/{name}.json").json()["columns"] == list(query["columns"])
        assert set(query["params"]) == set(query["parameters"]) == set(re.findall(r":(\w+)", query["sql"]))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("page", ["/", "/nianbao/board", "/nianbao/filings", "/nianbao"])
def test_only_reading_is_answered(get: Get, method: str, page: str) -> None:
    assert get(page, method=method).status_code == 405


def test_the_connection_cannot_write(county: Path) -> None:
    connection = site(county).get_database("nianbao").connect()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("delete from filings")
    connection.close()


def test_browsing_leaves_the_file_as_it_was(county: Path, get: Get) -> None:
    before = hashlib.sha256(county.read_bytes()).hexdigest()
    assert get("/nianbao/board").status_code == 200
    assert hashlib.sha256(county.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    "address",
    [
        "/nianbao.db",
        "/nianbao/_sqlite_migrations",
        "/nianbao/_sqlite_migrations.json",
        "/_internal",
        "/_internal/databases.json",
    ],
)
def test_no_download_no_internals(get: Get, address: str) -> None:
    assert get(address).status_code == 403
    assert get(f"/en{address}").status_code == 403


@pytest.mark.parametrize(
    "address", ["/nianbao?sql=select+1", "/nianbao.json?sql=select+1", "/nianbao/filings?_where=1"]
)
def test_strangers_may_not_ask_in_sql(county: Path, address: str) -> None:
    assert getter(county, public=True)(address).status_code == 403


def sql(get: Get, query: str) -> httpx.Response:
    return get(f"/nianbao.json?{urlencode({'sql': query, '_shape': 'array'})}")


def test_a_query_of_ones_own_reads_what_is_described(get: Get) -> None:
    assert sql(get, "select count(*) as n from filings").json() == [{"n": 5}]


@pytest.mark.parametrize(
    "query",
    [
        "select * from deliveries",
        "with d as (select * from deliveries) select * from d",
        "select (select recipient from deliveries) from filings",
        "select count(*) from deliveries",
        "select count(*) from DELIVERIES",
        "select 1 from (select 1 from deliveries)",
        "select * from pragma_database_list",
        "select * from filings where agency_id in (select recipient from deliveries)",
    ],
)
def test_a_query_of_ones_own_reads_nothing_else(county: Path, query: str) -> None:
    with closing(open_database(county)) as db:
        db["deliveries"].insert({"recipient": "someone@example.org"})
    response = sql(getter(county), query)
    assert response.status_code in (400, 403)
    assert "example.org" not in response.text


def test_a_query_may_count_what_it_has_named_itself(get: Get) -> None:
    late = "with late as (select agency_id from filings where state = 'late') select count(*) as n from late"
    assert sql(get, late).json() == [{"n": 1}]


@pytest.mark.parametrize("query", ["select fts3_tokenizer('simple')", "select fts3_tokenizer('simple', :p)"])
def test_no_address_in_memory_is_told_or_taken(get: Get, query: str) -> None:
    assert get(f"/nianbao.json?{urlencode({'sql': query, '_shape': 'array', 'p': 'A' * 8})}").status_code == 400


@pytest.mark.parametrize("query", ["delete from filings", "attach 'x.db' as x", "pragma writable_schema = 1", "vacuum"])
def test_nothing_but_a_question_is_asked(get: Get, query: str) -> None:
    assert sql(get, query).status_code == 400


def test_a_slow_query_is_cut(get: Get) -> None:
    endless = "with recursive n (i) as (select 1 union all select i + 1 from n) select max(i) from n"
    response = sql(get, endless)
    assert response.status_code == 400
    assert "interrupted" in response.text.lower()


def test_a_query_cannot_fill_the_memory(get: Get) -> None:
    assert sql(get, "select length(zeroblob(1000000000))").status_code == 400
    assert sql(get, "select length(hex(zeroblob(17000000)))").status_code == 400
    many = "with recursive n (i) as (select 1 union all select i + 1 from n limit 900) select zeroblob(1000000) from n"
    assert "larger than 64 MB" in sql(get, many).text


@pytest.mark.parametrize("page", ["databases.json", "plugins", "settings", "threads", "versions.json", "permissions"])
def test_nothing_about_the_machine(get: Get, page: str) -> None:
    assert get(f"/-/{page}").status_code == 404
    assert get(f"/%2D/{page}").status_code == 404


def test_an_original_comes_only_as_a_file_that_nothing_runs(county: Path) -> None:
    page = b"<script>alert(1)</script>"
    with closing(open_originals(county.with_name("originals.db"), create=True)) as originals:
        sha256 = Originals(originals).keep(page, "text/html", datetime(2023, 2, 8, tzinfo=UTC))
        unnamed = Originals(originals).keep(b"a list page", "text/html", datetime(2023, 2, 8, tzinfo=UTC))
    with closing(open_database(county)) as db:
        db["versions"].update("v-late", {"sha256": sha256})
    get = getter(county)
    shown = get(f"/original/{sha256}")
    assert sha256 in shown.text
    assert "alert(1)" not in shown.text
    file = get(f"/original/{sha256}/file")
    assert file.content == page
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["content-security-policy"].startswith("sandbox;")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert get(f"/original/{unnamed}").status_code == get(f"/original/{unnamed}/file").status_code == 404
    assert getter(county, public=True)(f"/original/{sha256}/file").status_code == 404


def test_originals_and_other_files_are_out_of_reach(get: Get, county: Path) -> None:
    open_originals(county.with_name("originals.db"), create=True).close()
    assert get("/private").status_code == get("/private/alerts.json").status_code == 404
    assert get("/originals").status_code == 404
    assert get("/originals/originals.json").status_code == 404
    assert get("/assets/../labels.yaml").status_code == 404
    assert get("/assets/%2e%2e/labels.yaml").status_code == 404


def test_a_table_that_is_not_described_is_not_served(county: Path) -> None:
    Database(county)["deliveries"].insert({"recipient": "someone@example.org"})
    get = getter(county)
    assert get("/nianbao/deliveries").status_code == 403
    assert get("/nianbao/deliveries.csv").status_code == 403
    assert "deliveries" not in get("/nianbao").text
    assert "deliveries" not in get("/nianbao.json").text
    assert "deliveries" not in get("/.json").text


@pytest.mark.parametrize("address", ["/", "/nianbao/board.csv", "/nianbao/board.json", "/robots.txt", "/nope", "/-/x"])
def test_every_answer_carries_the_policy(get: Get, address: str) -> None:
    headers = get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
    assert "script" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_page_of_another_site_cannot_keep_this_one_busy(county: Path) -> None:
    get = getter(county)
    fetched = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert get("/nianbao?sql=select+1", headers=fetched).status_code == 403
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert get("/board", headers=followed).status_code == get("/board").status_code == 200


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/board/", "/board"),
        ("/en/board/", "/en/board"),
        ("/en/agency/%E4%B9%A1", "/en/agency/~E4~B9~A1"),
        ("/%2Fevil.example/x/", "/~2Fevil~2Eexample/x/"),
        ("/en/%2F%2Fevil.example/x/", "/en/~2F~2Fevil~2Eexample/x/"),
        (
            "/en/nianbao/filings?_filter_column=state&_filter_op=exact&_filter_value=x",
            "/en/nianbao/filings?state__exact=x",
        ),
    ],
)
def test_a_redirect_stays_on_the_site_and_in_its_language(get: Get, address: str, leads_to: str) -> None:
    assert get(address).headers["location"] == leads_to


def test_a_backslash_leads_nowhere(get: Get) -> None:
    assert get("/%5Cevil.example/x/").status_code == 404


def test_the_english_site_needs_no_slash(get: Get) -> None:
    assert get("/en").text == get("/en/").text


@pytest.mark.parametrize("address", ["/nianbao/filings/430623113", "/en/nianbao/listings/x"])
def test_a_row_named_by_half_of_its_key_is_not_there(get: Get, address: str, caplog: pytest.LogCaptureFixture) -> None:
    assert get(address).status_code == 404
    assert caplog.records == []


def test_search_engines_stay_out(get: Get) -> None:
    assert get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_a_table_too_long_to_count_is_shown_uncounted(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert getter(county)("/nianbao/filings.json").json()["filtered_table_rows_count"] == 5
    monkeypatch.setattr(connection, "_COUNTED", 4)
    answer = getter(county)("/nianbao/filings.json").json()
    assert (answer["filtered_table_rows_count"], len(answer["rows"])) == (None, 5)
    assert "5 行" not in getter(county)("/nianbao/filings").text
