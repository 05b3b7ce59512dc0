"""The site's words are the words of the rest of the program."""

from __future__ import annotations

from crawler.checks.finding import Severity
from crawler.monitor import labels as monitor
from crawler.reading.forms import FORMS
from storage.browse.labels import by_word, labels


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


def test_a_label_is_found_by_key_and_by_both_words() -> None:
    assert by_word("state", "something new") is None
    found = [by_word("state", word) for word in ("late", "逾期公布")]
    assert [each and each.key for each in found] == ["late", "late"]
    assert [each.word(language) for each in found[:1] if each for language in ("zh", "en")] == ["逾期公布", "late"]


def test_every_outcome_of_a_look_has_advice_in_both_languages() -> None:
    for key, label in labels("advice").items():
        if key != "not_modified":  # what was found before still stands, so the verdict is another
            assert label.zh_meaning
            assert label.en_meaning
