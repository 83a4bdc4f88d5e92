"""What merchants of a platform see, as cells and sentences; pure."""

from __future__ import annotations

from dataclasses import dataclass

from codat_tui.present.flow_texts import Line
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.rules.flow_settings.visible_accounts import (
    REQUIRED_KEYS,
    AccountsEdit,
    Meaning,
    account_name,
    group_of,
    meaning_of,
)
from codat_tui.words import count

CHANGED = "~"
MEANINGS = {
    Meaning.DEFAULT: ("Codat's default", "all are shown, later ones too"),
    Meaning.ONLY_REQUIRED: ("Only the required ones", "all that can be hidden is hidden"),
    Meaning.LIST: ("This list", "required ones and those ticked"),
}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A line of the form: a heading, one of the three meanings, or an account.

    *chosen* is the value after saving; *changed*: Codat has another.
    """

    key: str
    title: str
    meaning: Meaning | None = None
    is_heading: bool = False
    chosen: bool = False
    changed: bool = False
    locked: bool = False
    note: str = ""


def account_rows(edit: AccountsEdit) -> tuple[AccountRow, ...]:
    """Return the three meanings, then the accounts under the heading of their group."""
    on_server = AccountsEdit.of(edit.on_server)
    rows: list[AccountRow] = []
    for meaning, (title, note) in MEANINGS.items():
        chosen = edit.meaning is meaning
        changed = chosen and edit.meaning is not on_server.meaning
        rows.append(AccountRow(f" {meaning}", title, meaning, chosen=chosen, changed=changed, note=note))
    groups: dict[str, list[AccountRow]] = {}
    for key in edit.all_keys():
        shown = edit.shows(key)
        groups.setdefault(group_of(key), []).append(
            AccountRow(
                key,
                account_name(key),
                chosen=shown,
                changed=shown != on_server.shows(key),
                locked=key in REQUIRED_KEYS,
                note=_note(key, edit.meaning, shown),
            )
        )
    for group, accounts in groups.items():
        rows += [AccountRow(f" {group}", group, is_heading=True), *accounts]
    return tuple(rows)


def _note(key: str, meaning: Meaning, shown: bool) -> str:
    if key in REQUIRED_KEYS:
        return "required: always shown"
    if meaning is Meaning.DEFAULT:
        return "shown by default"
    if meaning is Meaning.ONLY_REQUIRED:
        return "hidden: only the required ones"
    return "shown" if shown else "hidden"


def account_cells(row: AccountRow, glyphs: Glyphs) -> tuple[Cell, ...]:
    if row.is_heading:
        return Cell(row.title, Tone.ACCENT), Cell(""), Cell("")
    sign = CHANGED if row.changed else " "
    tone = Tone.WARNING if row.changed else Tone.NORMAL if row.chosen and not row.locked else Tone.MUTED
    if row.meaning is not None:
        return (
            Cell(f"{sign} ({glyphs.mark if row.chosen else ' '}) {row.title}", tone),
            Cell(row.note, Tone.MUTED),
            Cell(""),
        )
    tick = "[x]" if row.chosen else "[ ]"
    star = " *" if row.locked else ""
    return Cell(f"{sign} {tick} {row.title}{star}", tone), Cell(row.note, tone), Cell(row.key, Tone.MUTED)


def status_cells(edit: AccountsEdit, glyphs: Glyphs) -> tuple[Cell, ...]:
    """Return Codat's value and its problems, the least important first."""
    cells = [Cell(now_words(edit.on_server), Tone.MUTED)]
    if edit.changed:
        cells.append(Cell("changed, not sent", Tone.WARNING))
    if edit.changed_by_others:
        cells.append(Cell(f"{glyphs.action} changed by somebody else", Tone.ACTION))
    if edit.problem:
        cells.append(Cell(f"{glyphs.failed} the list is empty", Tone.FAILED))
    return tuple(cells)


def now_words(accounts: tuple[str, ...] | None) -> str:
    """Return Codat's value: "default", "only required", "a list of 3"."""
    meaning = meaning_of(accounts)
    return f"a list of {len(accounts or ())}" if meaning is Meaning.LIST else str(meaning)


def detail(row: AccountRow | None, edit: AccountsEdit, platform: str, glyphs: Glyphs) -> tuple[Line, ...]:
    """Return Codat's value, the edit, and the meaning of the row under the cursor."""
    on_server, wanted = sentence(edit.on_server), sentence(edit.wanted)
    lines: list[Line] = [(Cell(f"{platform}  ", Tone.ACCENT), Cell(f"Codat has: {on_server}", Tone.MUTED))]
    if edit.problem:
        lines.append((Cell(f"{glyphs.failed} {edit.problem}", Tone.FAILED),))
    elif edit.changed:
        lines.append((Cell("You want:  ", Tone.MUTED), Cell(wanted, Tone.WARNING)))
    if row is not None and row.locked:
        lines.append((Cell(f"{row.key} cannot be hidden: Codat requires it.", Tone.MUTED),))
    elif edit.meaning is Meaning.LIST:
        lines.append((Cell("Accounts that Codat adds later are hidden until they are ticked.", Tone.MUTED),))
    return tuple(lines)


def sentence(accounts: tuple[str, ...] | None) -> str:
    match meaning_of(accounts):
        case Meaning.DEFAULT:
            return "the default, all accounts are shown."
        case Meaning.ONLY_REQUIRED:
            return "only the required accounts."
        case _:
            more = [key for key in accounts or () if key not in REQUIRED_KEYS]
            return f"this list: the required accounts and {count(len(more), 'other')}."
