"""What the rules say of a selection: one fault has the same words in lint and error atlas."""

from __future__ import annotations

from codat_tui.rules.mapping.selections import Selection, SelectionKind

_CHOSEN_FOR = frozenset({SelectionKind.ACCOUNT, SelectionKind.TAX_RATE})
"""Kinds that occur many times, so that a sentence says for what the option is chosen."""


def subject(row: Selection) -> str:
    """The selection as the subject of a sentence: "The account chosen for Refunds", "The sales customer"."""
    return f"The {row.kind} chosen for {row.label}" if row.kind in _CHOSEN_FOR else f"The {row.label}"


def missing_text(row: Selection) -> str:
    """The sentence for a required selection that nobody made."""
    if row.kind in _CHOSEN_FOR:
        return f"No {row.kind} is chosen for {row.label}."
    return f"No {row.label} is chosen."


def lost_text(row: Selection, home: str) -> str:
    """The sentence for a selection that is no option any more; *home* is the platform it came from."""
    if row.kind in _CHOSEN_FOR or row.kind in (SelectionKind.CUSTOMER, SelectionKind.SUPPLIER):
        return f"{subject(row)} is no longer in {home}."
    if row.kind is SelectionKind.COMMERCE_TAX_RATE:
        return f"The mapped tax rate {row.selected} is no longer in {home}."
    return f'The {row.label} "{row.selected}" is not one of the options.'


def choose_text(row: Selection, another: bool = False) -> str:
    """The remedy for a selection: what to choose, and where."""
    within = row.kind in _CHOSEN_FOR or row.kind is SelectionKind.COMMERCE_TAX_RATE
    noun = f"{row.kind} for {row.label}" if within else row.label
    article = "another" if another else "an" if noun[0] in "aeiou" else "a"
    return f"Choose {article} {noun} in Mapping."


def short_id(identifier: str) -> str:
    """An id that fits a sentence: its first four characters where it is long."""
    return identifier if len(identifier) <= 12 else f"{identifier[:4]}…"


def listed(words: list[str]) -> str:
    """Words as a person lists them: Refunds, Card and Cash."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
