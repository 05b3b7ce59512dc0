"""Looks at channels, what they list, and what remains to be fetched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlite_utils import Database
from storage_samples import CHANNEL, NOW, TOWN, fetch, listing, look, observation, publish, registry, report, url

from storage.queries import (
    clean_observation,
    looks,
    pending_listings,
    settled_listings,
    table_dump,
    troubles_to_reread,
)
from storage.writes import save_fetch, save_observation, save_registry, save_trouble

LATER = NOW + timedelta(days=1)
OWN = "430623/own"


@pytest.fixture(autouse=True)
def _registry(db: Database) -> None:
    channels = registry()["channels"]
    save_registry(db, **registry(channels=[*channels, {**channels[0], "id": OWN, "agency_id": TOWN}]))


def listed(db: Database) -> dict[str, dict[str, object]]:
    return {row["url"]: row for row in table_dump(db)["listings"] if row["channel_id"] == CHANNEL}


def test_the_same_look_is_stored_once(db: Database) -> None:
    first = look(db, listing(1), listing(2))
    dump = table_dump(db)
    assert look(db, listing(1), listing(2)) == first
    assert table_dump(db) == dump


def test_two_looks_under_a_stopped_clock_are_two(db: Database) -> None:
    """The demo's clock stands still: what the second look found must not be taken for the first."""
    assert look(db, listing(1)) != look(db, listing(2))
    assert look(db, listing(2)) != look(db, listing(2), pages=(fetch(sha256="9" * 64),))
    assert len(looks(db, [CHANNEL])) == 3
    assert listed(db).keys() == {url(1), url(2)}


def test_a_failed_look_is_a_look(db: Database) -> None:
    failed = fetch(outcome="timeout", status=None, media_type=None, sha256=None, headers={}, detail="30 s")
    look_id = look(db, pages=(failed,), outcome="timeout", qualified=False, exhausted=False, reason="down")
    [stored] = looks(db, [CHANNEL])
    assert (stored["id"], stored["qualified"], stored["reason"]) == (look_id, 0, "down")
    assert table_dump(db)["fetches"][0]["status"] is None
    assert clean_observation(db, CHANNEL) is None


def test_a_listing_keeps_when_it_was_first_seen(db: Database) -> None:
    first = look(db, listing(1))
    second = look(db, listing(1, title="更名的年度报告", position=4), observed_at=LATER)
    assert listed(db)[url(1)] | {"title": "更名的年度报告", "position": 4} == listed(db)[url(1)]
    assert listed(db)[url(1)]["first_seen_at"] == "2023-02-10T09:00:00+08:00"
    assert listed(db)[url(1)]["first_observation_id"] == first
    assert listed(db)[url(1)]["last_seen_at"] == "2023-02-11T09:00:00+08:00"
    assert listed(db)[url(1)]["last_observation_id"] == second


def test_a_vanished_listing_is_last_seen_when_it_was_there(db: Database) -> None:
    look(db, listing(1), listing(2))
    look(db, listing(2), observed_at=LATER)
    assert listed(db)[url(1)]["last_seen_at"] == "2023-02-10T09:00:00+08:00"


def test_an_unchanged_list_still_shows_what_it_showed(db: Database) -> None:
    full = look(db, listing(1), listing(2))
    newer = look(db, listing(2), observed_at=LATER)
    look(db, outcome="not_modified", observed_at=LATER + timedelta(days=1), clean_observation_id=newer)
    assert listed(db)[url(1)]["last_seen_at"] == "2023-02-10T09:00:00+08:00"
    assert listed(db)[url(2)]["last_seen_at"] == "2023-02-12T09:00:00+08:00"
    assert listed(db)[url(1)]["last_observation_id"] == full
    assert listed(db)[url(2)]["last_observation_id"] == newer


def test_a_page_linked_twice_is_listed_by_its_title(db: Database) -> None:
    """A list often links a picture first, and the title after it."""
    picture = listing(1, title="", is_report=False, why_not="no title", position=0)
    look(db, picture, listing(1, position=1), listing(1, title="again", position=2))
    assert listed(db)[url(1)]["position"] == 1
    assert listed(db)[url(1)]["is_report"] == 1


def test_times_are_kept_in_one_offset_so_that_they_sort(db: Database) -> None:
    look(db, observed_at="2023-02-10T09:00:00+08:00")
    look(db, observed_at=NOW.astimezone(tz=None) + timedelta(microseconds=5))
    assert [row["observed_at"] for row in looks(db, [CHANNEL])] == [
        "2023-02-10T09:00:00.000005+08:00",
        "2023-02-10T09:00:00+08:00",
    ]
    with pytest.raises(ValueError, match="no offset"):
        look(db, observed_at=NOW.replace(tzinfo=None))


def test_a_forgotten_key_is_a_mistake_and_nothing_is_stored(db: Database) -> None:
    incomplete = fetch()
    del incomplete["status"]
    with pytest.raises((ValueError, KeyError)):
        save_observation(db, observation(), [fetch(), incomplete], [])
    assert looks(db, [CHANNEL]) == []
    assert table_dump(db)["fetches"] == []


def test_text_that_is_no_text_is_stored_as_damaged(db: Database) -> None:
    look(db, listing(1, title="年度报告\ud83d", why_not="a\x00b"))
    assert listed(db)[url(1)]["title"] == "年度报告�"
    assert listed(db)[url(1)]["why_not"] == "a\x00b"


def test_looks_newest_first_and_since_a_moment(db: Database) -> None:
    first, second = look(db), look(db, observed_at=LATER)
    other = look(db, channel_id=OWN, observed_at=LATER + timedelta(hours=1))
    assert [row["id"] for row in looks(db, [CHANNEL])] == [second, first]
    assert [row["id"] for row in looks(db, [CHANNEL, OWN])] == [other, second, first]
    assert [row["id"] for row in looks(db, [CHANNEL], since=LATER)] == [second]
    assert looks(db, []) == []


def test_the_clean_look_to_compare_with(db: Database) -> None:
    pages = (fetch(sha256="1" * 64), fetch(url="http://127.0.0.1/2.html", sha256="2" * 64, headers={}))
    clean = look(db, listing(1), pages=pages)
    look(db, observed_at=LATER, outcome="not_modified", clean_observation_id=clean)
    look(db, observed_at=LATER, outcome="blocked", qualified=False, pages=(fetch(sha256=None),))
    found = clean_observation(db, CHANNEL)
    assert found is not None
    assert found["id"] == clean
    assert found["fetches"] == [
        {
            "url": fetch()["url"],
            "etag": '"5f-61"',
            "last_modified": "Fri, 10 Feb 2023 01:00:00 GMT",
            "sha256": "1" * 64,
        },
        {"url": "http://127.0.0.1/2.html", "etag": None, "last_modified": None, "sha256": "2" * 64},
    ]


def pending(db: Database) -> list[str]:
    return [row["url"] for row in pending_listings(db, "430623")]


def test_a_listed_report_is_pending_until_something_came_of_it(db: Database) -> None:
    look(db, listing(1), listing(2), listing(3), listing(4, is_report=False, why_not="a guide"))
    assert pending(db) == [url(1), url(2), url(3)]
    save_fetch(db, fetch(url=url(1), outcome="http_5xx", status=502, sha256=None))
    assert pending(db) == [url(1), url(2), url(3)]
    publish(db, 1)
    save_trouble(db, url(2), fetch(url=url(2)), "only a picture")
    assert pending(db) == [url(3)]
    look(db, listing(1), listing(2), listing(3), observed_at=LATER)
    assert pending(db) == [url(3)]


def test_pending_once_for_a_page_that_two_channels_list(db: Database) -> None:
    look(db, listing(1))
    look(db, listing(1), channel_id=OWN)
    assert pending(db) == [url(1)]
    publish(db, 1)
    assert pending(db) == []


def test_a_page_settled_in_one_channel_is_settled_in_the_next(db: Database) -> None:
    look(db, listing(1), listing(2), listing(3))
    version_id = publish(db, 1)
    save_trouble(db, url(2), fetch(url=url(2)), "only a picture")
    look(db, listing(1), listing(2), listing(3), channel_id=OWN)
    assert pending(db) == [url(3)]
    own = {row["url"]: row for row in table_dump(db)["listings"] if row["channel_id"] == OWN}
    assert own[url(1)]["version_id"] == version_id
    assert own[url(2)]["trouble"] == "only a picture"


def test_pending_is_a_matter_of_the_portal(db: Database) -> None:
    look(db, listing(1))
    assert pending_listings(db, "430624") == []


def test_settled_listings_say_what_their_revisits_rest_on(db: Database) -> None:
    look(db, listing(1), listing(2), listing(3, is_report=False))
    publish(db, 1, fetch=fetch(url=url(1), sha256="1" * 64, requested_at=LATER))
    save_trouble(db, url(2), fetch(url=url(2), sha256="2" * 64, headers={}), "only a picture")
    settled = {row["url"]: row for row in settled_listings(db, "430623")}
    assert settled.keys() == {url(1), url(2)}
    first = settled[url(1)]
    assert (first["etag"], first["last_modified"]) == ('"5f-61"', "Fri, 10 Feb 2023 01:00:00 GMT")
    assert (first["first_seen_at"], first["asked_at"], first["unlisted"]) == (
        "2023-02-10T09:00:00+08:00",
        "2023-02-11T09:00:00+08:00",
        0,
    )
    assert settled[url(2)]["etag"] is None
    save_fetch(db, fetch(url="http://127.0.0.1/", outcome="soft_404", requested_at=LATER), url(2))
    look(db, listing(1), observed_at=LATER)
    settled = {row["url"]: row for row in settled_listings(db, "430623")}
    assert settled[url(2)]["asked_at"] == "2023-02-11T09:00:00+08:00", "also where it led elsewhere"
    assert [(row["unlisted"], row["last_seen_at"][:10]) for row in settled.values()] == [
        (0, "2023-02-11"),
        (1, "2023-02-10"),
    ]


def test_trouble_does_not_undo_a_version(db: Database) -> None:
    """An article may hold the report twice, as text and as an attachment that cannot be read."""
    look(db, listing(1))
    version_id = publish(db, 1)
    save_trouble(db, url(1), fetch(url="http://127.0.0.1/file.ofd"), "cannot be read")
    assert (listed(db)[url(1)]["version_id"], listed(db)[url(1)]["trouble"]) == (version_id, None)
    assert troubles_to_reread(db) == []


def test_a_version_ends_a_trouble(db: Database) -> None:
    look(db, listing(1))
    save_trouble(db, url(1), fetch(url=url(1), sha256="1" * 64), "no report in this page")
    version_id = publish(db, 1, fetch=fetch(url="http://127.0.0.1/file.pdf", sha256="2" * 64))
    assert (listed(db)[url(1)]["version_id"], listed(db)[url(1)]["trouble"]) == (version_id, None)


def test_nothing_is_stored_of_an_article_that_no_look_listed(db: Database) -> None:
    for store in (lambda: publish(db, 7), lambda: save_trouble(db, url(7), fetch(url=url(7)), "no report")):
        with pytest.raises(ValueError, match="save the observation"):
            store()
    assert table_dump(db)["fetches"] == []


def test_an_unreadable_original_can_be_read_again(db: Database) -> None:
    look(db, listing(1), listing(2))
    save_trouble(db, url(1), fetch(url="http://127.0.0.1/file.ofd", sha256="1" * 64), "cannot be read")
    save_trouble(db, url(2), fetch(url=url(2), sha256=None), "empty")
    [trouble] = troubles_to_reread(db)
    assert (trouble["url"], trouble["trouble"], trouble["fetch"]["sha256"]) == (url(1), "cannot be read", "1" * 64)
    fetches = table_dump(db)["fetches"]
    publish(db, 1, fetch=trouble["fetch"])
    assert table_dump(db)["fetches"] == fetches
    assert troubles_to_reread(db) == []


def test_a_report_of_nobody_known_is_kept(db: Database) -> None:
    look(db, listing(1), listing(2))
    nobody = report(agency_id=None)
    assert publish(db, 1, report=nobody) != publish(db, 2, report=nobody)
