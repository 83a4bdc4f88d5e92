"""What the rules say of a selection: one fault has the same words in the checks and for Codat's messages."""

from __future__ import annotations

from codat_tui.rules.mapping.settings import SelectionKind, Setting, SettingKind

_CHOSEN_FOR = frozenset({SelectionKind.ACCOUNT, SelectionKind.TAX_RATE})
"""Kinds that occur many times, so that a sentence says for what the option is chosen."""
_RECORDS = frozenset({*_CHOSEN_FOR, SelectionKind.CUSTOMER, SelectionKind.SUPPLIER})
"""Kinds whose options are records of the accounting software."""


def subject(row: Setting) -> str:
    """The selection as the subject of a sentence: "The account chosen for Refunds", "The sales customer"."""
    return f"The {row.selects} chosen for {row.noun}" if row.selects in _CHOSEN_FOR else f"The {row.noun}"


def missing_text(row: Setting, commerce: str = "the commerce software") -> str:
    """The sentence for a required selection that nobody made; *commerce* names the commerce software."""
    if row.kind is SettingKind.TAX:
        return f"The tax rate {row.noun} of {commerce} is not mapped."
    if row.selects in _CHOSEN_FOR:
        return f"No {row.selects} is chosen for {row.noun}."
    return f"No {row.noun} is chosen."


def lost_text(row: Setting, home: str) -> str:
    """The sentence for a selection that is no option any more; *home* is the platform it came from."""
    if row.selects in _RECORDS:
        return f"{subject(row)} is no longer in {home}."
    lost = " and ".join(f'"{each}"' for each in row.lost_ids)
    return f"The {row.noun} {lost} {'is' if len(row.lost_ids) == 1 else 'are'} not one of the options."


def gone_tax_text(row: Setting, commerce: str) -> str:
    """The sentence for a mapped tax rate that the commerce software offers no longer."""
    return f"The mapped tax rate {row.noun} is no longer in {commerce}."


def choose_text(row: Setting, another: bool = False) -> str:
    """The remedy for a selection: what to choose, and where."""
    noun = f"{row.selects} for {row.noun}" if row.selects in _CHOSEN_FOR else row.noun
    article = "another" if another else "an" if noun[0] in "aeiou" else "a"
    return f"Choose {article} {noun} in Mapping."


def short_id(identifier: str) -> str:
    """An id that fits a sentence: its first four characters where it is long."""
    return identifier if len(identifier) <= 12 else f"{identifier[:4]}…"
