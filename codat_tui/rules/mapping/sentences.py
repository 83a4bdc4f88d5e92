"""Sentences about a selection, the same in checks and in explanations of Codat's messages."""

from __future__ import annotations

from codat_tui.rules.mapping.settings import SelectionKind, Setting, SettingKind

# Kinds that occur many times, so a sentence says what the option is for.
_CHOSEN_FOR = frozenset({SelectionKind.ACCOUNT, SelectionKind.TAX_RATE})
# Kinds whose options are records of the accounting software.
_RECORDS = frozenset({*_CHOSEN_FOR, SelectionKind.CUSTOMER, SelectionKind.SUPPLIER})


def subject(row: Setting) -> str:
    """Return the subject of a sentence: "The account chosen for Refunds", "The sales customer"."""
    return f"The {row.selects} chosen for {row.noun}" if row.selects in _CHOSEN_FOR else f"The {row.noun}"


def missing_text(row: Setting, commerce: str = "the commerce software") -> str:
    """Return the sentence for a required selection that is missing; *commerce* is the software's name."""
    if row.kind is SettingKind.TAX:
        return f"The tax rate {row.noun} of {commerce} is not mapped."
    if row.selects in _CHOSEN_FOR:
        return f"No {row.selects} is chosen for {row.noun}."
    return f"No {row.noun} is chosen."


def lost_text(row: Setting, home: str) -> str:
    """Return the sentence for a selection that is no longer an option; *home* is its platform."""
    if row.selects in _RECORDS:
        return f"{subject(row)} is no longer in {home}."
    lost = " and ".join(f'"{each}"' for each in row.lost_ids)
    return f"The {row.noun} {lost} {'is' if len(row.lost_ids) == 1 else 'are'} not one of the options."


def gone_tax_text(row: Setting, commerce: str) -> str:
    """Return the sentence for a mapped tax rate that the commerce software no longer offers."""
    return f"The mapped tax rate {row.noun} is no longer in {commerce}."


def choose_text(row: Setting, another: bool = False) -> str:
    """Return the remedy: what to choose and where."""
    noun = f"{row.selects} for {row.noun}" if row.selects in _CHOSEN_FOR else row.noun
    article = "another" if another else "an" if noun[0] in "aeiou" else "a"
    return f"Choose {article} {noun} in Mapping."


def short_id(identifier: str) -> str:
    """Return an id that fits a sentence: the first four characters of a long one."""
    return identifier if len(identifier) <= 12 else f"{identifier[:4]}…"
