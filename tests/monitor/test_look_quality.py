"""When a look's silence is evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Outcome
from crawler.monitor.labels import REASON_LABELS
from crawler.monitor.look_quality import CLEAN_OUTCOMES, qualify, reason_of


@pytest.mark.parametrize("outcome", ["ok", "not_modified"])
@pytest.mark.parametrize("canary_seen", [True, None])
def test_a_healthy_look_qualifies(outcome: str, canary_seen: bool | None) -> None:
    assert qualify(outcome, True, 3, 3, canary_seen) == (True, None)


@pytest.mark.parametrize(
    ("exhausted", "rows", "canary_seen"), [(False, 9, True), (True, 2, True), (True, 0, None), (True, 9, False)]
)
def test_a_list_that_is_not_as_its_card_says_does_not(exhausted: bool, rows: int, canary_seen: bool | None) -> None:
    assert qualify("ok", exhausted, rows, 3, canary_seen) == (False, "layout_changed")


@pytest.mark.parametrize(
    ("outcomes", "reason"),
    [
        ("dns refused timeout tls http_4xx http_5xx redirect_loop", "down"),
        ("robots blocked off_limits", "blocked"),
        ("soft_404 wrong_type empty too_large layout_changed", "layout_changed"),
    ],
)
def test_what_stood_in_the_way(outcomes: str, reason: str) -> None:
    for outcome in outcomes.split():
        assert qualify(outcome, True, 9, 1, True) == (False, reason)


def test_every_outcome_of_a_crawl_has_a_reason_with_a_label() -> None:
    assert {reason_of(outcome) for outcome in Outcome} <= set(REASON_LABELS)
    with pytest.raises(ValueError, match="unknown outcome of a look: 'fine'"):
        reason_of("fine")


@given(
    st.sampled_from(list(Outcome)),
    st.booleans(),
    st.integers(0, 5),
    st.integers(1, 5),
    st.sampled_from([True, False, None]),
)
def test_only_a_complete_clean_look_qualifies(
    outcome: str, exhausted: bool, rows: int, at_least: int, canary_seen: bool | None
) -> None:
    qualified, reason = qualify(outcome, exhausted, rows, at_least, canary_seen)
    assert qualified == (outcome in CLEAN_OUTCOMES and exhausted and rows >= at_least and canary_seen is not False)
    assert qualified == (reason is None)
