"""Identifiers: equal for equal facts, and for nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage import ids

VALUES = st.recursive(
    st.none() | st.text(max_size=4) | st.integers(-3, 3), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


@given(one=st.lists(VALUES, max_size=3), other=st.lists(VALUES, max_size=3))
def test_parts_that_differ_have_different_ids(one: list[object], other: list[object]) -> None:
    assert (ids.content_id(*one) == ids.content_id(*other)) == (one == other)


def test_ids_are_the_same_on_every_machine_and_in_every_version() -> None:
    assert ids.content_id("report", "430623113", 2022, None) == "9a9b3608fa83afc666fa"


def test_a_report_is_the_agency_and_year_wherever_it_stands() -> None:
    assert ids.report_id("430623113", 2022, "http://a/") == ids.report_id("430623113", 2022, "http://b/")
    assert ids.report_id("430623113", 2022, "http://a/") != ids.report_id("430623113", 2021, "http://a/")


def test_a_report_of_unknown_agency_or_year_is_the_document() -> None:
    for agency, year in ((None, 2022), ("430623113", None), (None, None)):
        assert ids.report_id(agency, year, "http://a/") != ids.report_id(agency, year, "http://b/")
