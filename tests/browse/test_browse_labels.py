"""The site's words are the words of the rest of the program."""

from __future__ import annotations

from crawler.checks.finding import Severity
from crawler.monitor import labels as monitor
from crawler.reading.forms import FORMS
from storage.browse.labels import by_word, in_chinese, labels


def test_every_state_reason_flag_and_claim_has_the_same_word_everywhere() -> None:
    assert {key: label.zh for key, label in labels("state").items()} == monitor.STATE_LABELS
    assert {key: label.zh for key, label in labels("reason").items()} == monitor.REASON_LABELS
    assert {key: label.zh for key, label in labels("flag").items()} == monitor.FLAG_LABELS
    assert {key: label.zh for key, label in labels("claimed_by").items()} == monitor.CLAIM_LABELS


def test_every_row_and_column_of_the_forms_has_a_word() -> None:
    for form in FORMS.values():
        assert {row.key for row in form.disclosures.rows} <= set(labels("row"))
        assert {column.key for column in form.disclosures.columns} <= set(labels("measure"))
        assert {row.key for row in form.proceedings.rows} == set(labels("route"))
        assert [row.key for row in form.applications.rows] == [
            key for key in labels("outcome") if form.applications.row(key)
        ]


def test_severities_come_worst_first() -> None:
    assert list(labels("severity")) == [severity.value for severity in Severity]


def test_states_say_what_they_mean_in_both_languages() -> None:
    for label in labels("state").values():
        assert label.zh_meaning
        assert label.en_meaning


def test_a_key_without_a_word_stays_as_it_is() -> None:
    assert in_chinese("state", "something new") == "something new"
    assert in_chinese("state", None) is None
    assert by_word("state", "something new") is None
    found = by_word("state", "逾期公布")
    assert found is not None
    assert found.key == "late"
