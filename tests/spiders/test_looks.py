"""From pages to one observation: when a list is read to its end, and when that cannot be said."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Fetch, ListingRow, Outcome
from spiders.listing import Listing
from spiders.look import Look

WHEN = datetime(2023, 2, 10, 1, 0, tzinfo=UTC)
LIST = "http://www.qingxi.gov.cn/list/"


def fetch(url: str = LIST, outcome: Outcome = Outcome.OK, detail: str = "") -> Fetch:
    return Fetch("330799", url, WHEN, outcome, detail=detail)


def rows(*numbers: int) -> tuple[ListingRow, ...]:
    return tuple(ListingRow(f"{LIST}{number}.html", f"第{number}行") for number in numbers)


def walk(pages: dict[str, Listing], most: int = 50) -> tuple[Look, list[str]]:
    """Feed a look from a site of pages; returns it and the addresses it asked for."""
    look, asked = Look("330799", "330799/nianbao", LIST, most), []
    while look.next_url:
        asked.append(look.next_url)
        if look.next_url in pages:
            look.take(fetch(look.next_url), pages[look.next_url])
        else:
            look.fail(fetch(look.next_url, Outcome.HTTP_4XX, "HTTP 404"))
    return look, asked


def test_a_list_is_exhausted_when_all_announced_rows_were_seen() -> None:
    pages = {LIST: Listing(rows(1, 2), "p2", total=5), "p2": Listing(rows(3, 4), "p3"), "p3": Listing(rows(5), "p4")}
    look, asked = walk(pages)
    seen = look.observation()
    assert (seen.outcome, seen.exhausted, [row.title for row in seen.rows]) == (
        Outcome.OK, True, ["第1行", "第2行", "第3行", "第4行", "第5行"]
    )  # fmt: skip
    assert asked == [LIST, "p2", "p3"], "no page beyond the last"


def test_a_list_is_exhausted_when_all_announced_pages_were_seen() -> None:
    look, asked = walk({LIST: Listing(rows(1), "p2", pages=2), "p2": Listing(rows(2), "p3", pages=2)})
    assert look.observation().exhausted
    assert asked == [LIST, "p2"]


def test_a_list_that_shows_rows_and_announces_none_announces_nothing() -> None:
    for listing in (Listing(rows(1, 2), total=0), Listing(rows(1, 2), pages=0)):
        look, _ = walk({LIST: listing})
        assert not look.observation().exhausted


def test_a_later_page_does_not_shorten_the_list() -> None:
    look, _ = walk({LIST: Listing(rows(1, 2), "p2", total=9), "p2": Listing(rows(3), "p3", total=1)})
    assert not look.observation().exhausted


def test_a_stub_ends_a_list_that_announced_more() -> None:
    look, _ = walk({LIST: Listing(rows(1), "p2", pages=56), "p2": Listing((), ended=True)})
    assert look.observation().exhausted


def test_a_group_cut_short_leaves_the_list_unfinished() -> None:
    look, _ = walk({LIST: Listing(rows(1), "p2", total=9), "p2": Listing(())})
    seen = look.observation()
    assert (seen.outcome, seen.exhausted) == (Outcome.OK, False)
    assert "p2" in seen.detail


def test_a_list_that_announces_nothing_of_its_length_is_never_exhausted() -> None:
    look, _ = walk({LIST: Listing(rows(1, 2))})
    assert (look.observation().outcome, look.observation().exhausted) == (Outcome.OK, False)


def test_the_other_dialect_is_tried_when_a_page_repeats() -> None:
    pages = {
        LIST: Listing(rows(1, 2), "window2", total=5),
        "window2": Listing(rows(1, 2), "window3", "page2", total=5),
        "page2": Listing(rows(3, 4), "page3", total=5),
        "page3": Listing(rows(5), "page4", total=5),
    }
    look, asked = walk(pages)
    assert asked == [LIST, "window2", "page2", "page3"]
    assert (look.observation().exhausted, len(look.rows)) == (True, 5)


def test_a_list_that_only_repeats_ends_unfinished() -> None:
    pages = {LIST: Listing(rows(1), "p2", total=9), "p2": Listing(rows(1), "p3", total=9)}
    look, asked = walk(pages)
    assert (asked, look.observation().exhausted) == ([LIST, "p2"], False)


def test_a_page_that_fails_ends_the_look_with_its_outcome_and_keeps_what_was_listed() -> None:
    look, _ = walk({LIST: Listing(rows(1, 2), "p2", total=9)})
    seen = look.observation()
    assert (seen.outcome, seen.detail, seen.exhausted, len(seen.rows)) == (Outcome.HTTP_4XX, "HTTP 404", False, 2)


def test_neither_rows_nor_the_mark_of_an_empty_list_is_a_changed_layout() -> None:
    changed, _ = walk({LIST: Listing(())})
    assert (changed.observation().outcome, changed.observation().fetches[0].outcome) == (Outcome.LAYOUT_CHANGED,) * 2
    empty, _ = walk({LIST: Listing((), empty=True)})
    assert (empty.observation().outcome, empty.observation().exhausted) == (Outcome.OK, True)


def test_a_list_without_end_is_left_after_so_many_pages() -> None:
    pages = {LIST: Listing(rows(0), "1", pages=99)} | {str(n): Listing(rows(n), str(n + 1)) for n in range(1, 99)}
    look, asked = walk(pages, most=7)
    assert (len(asked), look.observation().exhausted) == (7, False)


def test_a_page_linked_twice_is_one_row_and_the_first_title_counts() -> None:
    twice = (ListingRow(f"{LIST}1.html", "标题"), ListingRow(f"{LIST}1.html", "图片"))
    look, _ = walk({LIST: Listing(twice, pages=1)})
    assert [row.title for row in look.observation().rows] == ["标题"]


listings = st.builds(
    Listing,
    rows=st.lists(st.integers(1, 6), max_size=4).map(lambda numbers: rows(*numbers)),
    next_url=st.sampled_from(["a", "b", "c", LIST, None]),
    other_url=st.sampled_from(["a", "b", None]),
    total=st.sampled_from([None, 0, 3, 9]),
    pages=st.sampled_from([None, 1, 3]),
    empty=st.booleans(),
    ended=st.booleans(),
)


@given(st.fixed_dictionaries({LIST: listings}, optional={"a": listings, "b": listings, "c": listings}))
def test_whatever_a_list_does_the_look_ends_with_every_fetch_and_every_row_once(pages: dict[str, Listing]) -> None:
    look, asked = walk(pages, most=20)
    seen = look.observation()
    assert [each.url for each in seen.fetches] == asked
    assert len(asked) <= 20
    assert len({row.url for row in seen.rows}) == len(seen.rows)
    if seen.exhausted:
        assert seen.outcome is Outcome.OK
