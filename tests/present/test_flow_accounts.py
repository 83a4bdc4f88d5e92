"""Visible accounts in rows, cells and sentences: the three meanings never look or sound alike."""

from __future__ import annotations

import pytest

from codat_tui.present import Cell, Glyphs, Tone
from codat_tui.present.flow_accounts import (
    AccountRow,
    account_cells,
    account_rows,
    detail,
    now_words,
    sentence,
    status_cells,
)
from codat_tui.rules.flow_settings.visible_accounts import REQUIRED_KEYS, AccountsEdit, Meaning

GLYPHS = Glyphs.unicode()
GRATUITY, CASH = "sales-accounts-gratuity", "payments-accounts-cash"
REQUIRED = min(REQUIRED_KEYS)


def row_of(edit: AccountsEdit, key: str) -> AccountRow:
    return next(row for row in account_rows(edit) if row.key == key)


def texts(cells: tuple[Cell, ...]) -> list[str]:
    return [cell.text for cell in cells]


@pytest.mark.parametrize(
    ("accounts", "now", "said"),
    [
        (None, "default", "the default, all accounts are shown."),
        ((), "only required", "only the required accounts."),
        ((REQUIRED, GRATUITY), "a list of 2", "this list: the required accounts and 1 other."),
        ((GRATUITY, CASH), "a list of 2", "this list: the required accounts and 2 others."),
    ],
)
def test_a_choice_in_words(accounts: tuple[str, ...] | None, now: str, said: str) -> None:
    assert (now_words(accounts), sentence(accounts)) == (now, said)


def test_rows_begin_with_the_meanings_of_which_one_is_chosen() -> None:
    meanings = account_rows(AccountsEdit.of(()))[:3]
    assert [(row.meaning, row.chosen, row.changed) for row in meanings] == [
        (Meaning.DEFAULT, False, False),
        (Meaning.ONLY_REQUIRED, True, False),
        (Meaning.LIST, False, False),
    ]


def test_every_account_stands_once_below_the_heading_of_its_group() -> None:
    rows = account_rows(AccountsEdit.of((GRATUITY, "brand-new")))[3:]
    assert rows[0].is_heading
    keys = [row.key for row in rows if not row.is_heading]
    assert len(keys) == len(set(keys))
    assert "brand-new" in keys
    assert len({row.key for row in rows}) == len(rows), "headings have keys of their own"


@pytest.mark.parametrize(
    ("accounts", "key", "shown", "note"),
    [
        (None, GRATUITY, True, "shown by default"),
        ((), GRATUITY, False, "hidden: only the required ones"),
        ((GRATUITY,), GRATUITY, True, "shown"),
        ((GRATUITY,), CASH, False, "hidden"),
        ((GRATUITY,), REQUIRED, True, "required: always shown"),
    ],
)
def test_what_merchants_see(accounts: tuple[str, ...] | None, key: str, shown: bool, note: str) -> None:
    row = row_of(AccountsEdit.of(accounts), key)
    assert (row.chosen, row.note, row.changed) == (shown, note, False)


def test_cells_say_what_is_ticked_changed_and_locked() -> None:
    edit = AccountsEdit.of((GRATUITY,)).toggle(CASH)
    cash, required = row_of(edit, CASH), row_of(edit, REQUIRED)
    assert texts(account_cells(cash, GLYPHS)) == ["~ [x] Cash", "shown", CASH]
    assert account_cells(cash, GLYPHS)[0].tone is Tone.WARNING
    assert account_cells(required, GLYPHS)[0].text.endswith(" *")
    assert texts(account_cells(account_rows(edit)[2], GLYPHS)) == [
        "  (•) This list",
        "required ones and those ticked",
        "",
    ]


def test_the_status_says_what_stands_against_what_codat_has() -> None:
    nothing = AccountsEdit.of((GRATUITY,))
    assert texts(status_cells(nothing, GLYPHS)) == ["a list of 1"]
    edited = nothing.toggle(CASH).carry_over(AccountsEdit.of(None))
    assert texts(status_cells(edited, GLYPHS)) == [
        "default",
        "changed, not sent",
        "! changed by somebody else",
    ]
    assert texts(status_cells(nothing.toggle(GRATUITY), GLYPHS))[-1] == "✖ the list is empty"


def test_the_detail_says_what_is_there_and_what_is_wanted() -> None:
    edit = AccountsEdit.of(None).with_meaning(Meaning.ONLY_REQUIRED)
    first, second = (
        "".join(cell.text for cell in line) for line in detail(row_of(edit, CASH), edit, "Zettle", GLYPHS)
    )
    assert first == "Zettle  Codat has: the default, all accounts are shown."
    assert second == "You want:  only the required accounts."
    locked = detail(row_of(edit, REQUIRED), edit, "Zettle", GLYPHS)[-1][0].text
    assert locked == f"{REQUIRED} cannot be hidden: Codat requires it."
    empty = AccountsEdit.of((CASH,)).toggle(CASH)
    assert [line[0].tone for line in detail(None, empty, "Zettle", GLYPHS)][1] is Tone.FAILED
