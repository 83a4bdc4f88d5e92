"""Texts and accounts as they are shown: the three states, changes, and what is said of them."""

from __future__ import annotations

import pytest

from codat_tui.models.changes import Refused, Sending, Started, Unknown, WriteOutcome
from codat_tui.models.errors import PaymentRequiredError
from codat_tui.models.writes import Differs, DiffLine, Verified
from codat_tui.present import Cell, Glyphs, Tone, width
from codat_tui.present.flow_accounts import account_cells, account_rows, sentence
from codat_tui.present.flow_accounts import detail as account_detail
from codat_tui.present.flow_accounts import status_cells as account_status
from codat_tui.present.flow_texts import (
    best_text,
    detail,
    import_words,
    is_among,
    outcome_line,
    row_cells,
    status_cells,
    text_filter,
    text_rows,
    with_headings,
)
from codat_tui.rules.flow_settings.text_edits import TextsEdit
from codat_tui.rules.flow_settings.visible_accounts import KNOWN_KEYS, AccountsEdit, Meaning

GLYPHS, PLAIN = Glyphs.unicode(), Glyphs.ascii()
TITLE, BUTTON, LABEL = (
    "configure-content-sales-title",
    "configure-misc-nextButton",
    "configure-content-fees-title",
)
ENGLISH = TextsEdit("en-us", {TITLE: "Sales", BUTTON: "Next", LABEL: "Fees"})
FRENCH = TextsEdit("fr-fr", {TITLE: "", BUTTON: None, "french-only": "Seul"})
CASH = "payments-accounts-cash"


def test_rows_stand_under_their_stage_in_the_servers_order() -> None:
    rows = text_rows((ENGLISH, FRENCH))
    assert [row.key for row in rows] == [
        " Every stage", BUTTON, "french-only", " Sales", TITLE, " Fees", LABEL,
    ]  # fmt: skip
    assert [row.key for row in rows if row.is_heading] == [" Every stage", " Sales", " Fees"]


def test_three_states_and_a_missing_text_never_look_alike() -> None:
    rows = {row.key: row for row in text_rows((ENGLISH, FRENCH))}
    shown = {key: row_cells(row, GLYPHS, None)[2].text for key, row in rows.items()}
    assert shown[TITLE] == "! (shown empty)"
    assert shown[BUTTON] == "  (default)"
    assert shown[LABEL] == "! missing"
    assert shown["french-only"] == "  Seul"
    unread = text_rows((ENGLISH, None))
    assert row_cells(unread[1], GLYPHS, None)[2].text == "  not known"


def test_the_cursor_and_a_change_are_signs_not_only_colours() -> None:
    [_, row, *_] = text_rows((ENGLISH.edit(BUTTON, "On\nward"), FRENCH))
    assert row_cells(row, GLYPHS, 0)[1].text == "~›On ward"
    assert row_cells(row, GLYPHS, 1)[2] == Cell("›(default)".rjust(11), Tone.ACCENT)
    assert row_cells(row, PLAIN, 0)[1].text.isascii()


@pytest.mark.parametrize("lines", [2, 4, 9])
def test_the_detail_fits_and_keeps_what_is_wrong(lines: int) -> None:
    long = "x " * 400 + "{a}"
    [_, row, *_] = text_rows((TextsEdit("en-us", {BUTTON: "Next"}).edit(BUTTON, long), FRENCH))
    told = detail(row, 0, "en-us", GLYPHS, 60, lines)
    assert len(told) <= lines
    assert all(width("".join(cell.text for cell in line)) <= 61 for line in told)
    if lines > 2:
        assert "{a} is not in the text" in told[-1][0].text
    assert detail(None, 0, "en-us", GLYPHS, 60, lines) == ()


def test_counts_put_what_is_not_sent_last_where_it_is_never_dropped() -> None:
    locales = (ENGLISH.edit(BUTTON, "On"), FRENCH)
    cells = [cell.text for cell in status_cells(locales, text_rows(locales), GLYPHS)]
    assert cells == ["en-us 3", "fr-fr 3", "! 3 to look at", "1 changed, not sent"]


def test_a_filter_keeps_the_headings_of_what_it_shows() -> None:
    rows = text_rows((ENGLISH.edit(BUTTON, "On"), FRENCH))
    passes = with_headings(rows, text_filter("sal"))
    assert passes is not None
    assert [row.key for row in rows if passes(row)] == [" Sales", TITLE]
    changed = with_headings(rows, is_among("changed"))
    assert changed is not None
    assert [row.key for row in rows if changed(row)] == [" Every stage", BUTTON]
    assert with_headings(rows, is_among("")) is None


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Sending(), "saving"),
        (Verified("2 texts read back."), "✔ saved  2 texts read back."),
        (Differs((DiffLine("Merchants see", "a", "b"),)), "Merchants see: a wanted, b there"),
        (Refused(PaymentRequiredError(title="Limit")), "✖ not saved: Limit"),
        (Unknown("No answer."), "? not known, check again  No answer."),
        (Started("", ""), "fr-fr"),
    ],
)
def test_every_outcome_has_its_words(outcome: WriteOutcome, words: str) -> None:
    said = "".join(cell.text for cell in outcome_line("fr-fr", outcome, GLYPHS))
    assert said.startswith("fr-fr")
    assert words in said


@pytest.mark.parametrize(
    ("changes", "words"), [(0, "has already"), (1, "1 text of fr-fr differs"), (2, "2 texts")]
)
def test_an_import_says_that_nothing_is_sent(changes: int, words: str) -> None:
    said = import_words("fr-fr", changes)
    assert words in said
    assert not changes or "not sent" in said


def test_accounts_say_what_merchants_see() -> None:
    rows = {row.key: row for row in account_rows(AccountsEdit.of(None).toggle(CASH))}
    assert account_cells(rows[f" {Meaning.LIST}"], PLAIN)[0].text == "~ (*) This list"
    assert [cell.text for cell in account_cells(rows[CASH], GLYPHS)] == ["~ [ ] Cash", "hidden", CASH]
    assert account_cells(rows["sales-accounts-sales"], GLYPHS)[0].text == "  [x] Sales *"
    assert {key for key in rows if key[0] != " "} == set(KNOWN_KEYS)


def test_an_unknown_account_has_a_row_of_its_own() -> None:
    rows = account_rows(AccountsEdit.of(("brand-new",)))
    assert [row.title for row in rows[-2:]] == ["Not documented", "Brand-new"]


def test_the_three_meanings_never_sound_alike() -> None:
    assert len({sentence(None), sentence(()), sentence((CASH,))}) == 3
    empty = AccountsEdit.of((CASH,)).toggle(CASH)
    said = "\n".join(cell.text for line in account_detail(None, empty, "Zettle", GLYPHS) for cell in line)
    assert "The list is empty" in said
    assert "You want" not in said
    assert account_status(empty, GLYPHS)[-1].tone is Tone.FAILED


def test_the_best_match_is_a_text_in_its_language_before_a_key() -> None:
    french = TextsEdit("fr-fr", {TITLE: "Ventes", BUTTON: "Suivant", LABEL: "Frais de ventes"})
    rows = text_rows((ENGLISH, french))
    assert best_text(rows, ("ventes",)) == (TITLE, 1)
    assert best_text(rows, ("frais", "ventes")) == (LABEL, 1)
    assert best_text(rows, ("fee",)) == (LABEL, 0)
    assert best_text(rows, ("nextbutton",)) == (BUTTON, None)
    assert best_text(rows[:1], ("x",)) is None
