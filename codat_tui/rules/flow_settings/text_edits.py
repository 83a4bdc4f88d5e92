"""Unsaved edits of one locale's texts.

Invariant: a text is None for Codat's default, "" to show nothing, else the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from codat_tui.models.writes import SaveTexts
from codat_tui.rules.flow_settings.texts import (
    is_much_longer,
    name_of,
    placeholder_problems,
    placeholders,
)


class TextEdit(NamedTuple):
    """One changed text; *shown* is the text when the edit began."""

    shown: str | None
    wanted: str | None


@dataclass(frozen=True, slots=True)
class TextsEdit:
    """A locale's texts on the server (*on_server*) and the edits.

    *required* are the keys that need a text.
    """

    locale: str
    on_server: Mapping[str, str | None]
    edits: Mapping[str, TextEdit] = field(default_factory=dict)
    required: frozenset[str] = frozenset()

    @property
    def changed(self) -> bool:
        return bool(self.edits)

    def has(self, key: str) -> bool:
        """Return whether the locale has this key, or will after saving."""
        return key in self.on_server or key in self.edits

    def wanted(self, key: str) -> str | None:
        """Return the text after saving; None for the default and for a missing one."""
        edit = self.edits.get(key)
        return edit.wanted if edit is not None else self.on_server.get(key)

    def changed_by_others(self, key: str) -> bool:
        """Return whether the server's text changed after the edit began."""
        edit = self.edits.get(key)
        return edit is not None and edit.shown != self.on_server.get(key)

    def edit(self, key: str, wanted: str | None) -> TextsEdit:
        """Return these texts with the edit; a text equal to the server's is no edit."""
        edits = {each: edit for each, edit in self.edits.items() if each != key}
        if wanted != self.on_server.get(key):
            began = self.edits.get(key)
            edits[key] = TextEdit(began.shown if began is not None else self.on_server.get(key), wanted)
        return replace(self, edits=edits)

    def put_back(self, key: str) -> TextsEdit:
        """Return these texts without the edit of *key*."""
        return self.edit(key, self.on_server.get(key))

    def without_edits(self) -> TextsEdit:
        return replace(self, edits={})

    def carry_over(self, now: TextsEdit) -> TextsEdit:
        """Return the edits on a newer reading, without those that the server already has."""
        edits = {key: edit for key, edit in self.edits.items() if edit.wanted != now.on_server.get(key)}
        return replace(now, edits=edits)

    def saved(self, write: SaveTexts) -> TextsEdit:
        """Return the state after *write* was saved; an edit changed meanwhile stays and now starts from what
        was sent.
        """
        edits = {}
        for key, edit in self.edits.items():
            if key not in write.wanted:
                edits[key] = edit
            elif edit.wanted != write.wanted[key]:
                edits[key] = TextEdit(write.wanted[key], edit.wanted)
        on_server = {
            **self.on_server,
            **{key: text for key, text in write.wanted.items() if text is not None},
        }
        return replace(self, on_server=on_server, edits=edits)

    def write(self) -> SaveTexts:
        """Return the write that saves the edits: changed keys only."""
        shown = {key: edit.shown for key, edit in self.edits.items()}
        return SaveTexts(self.locale, shown, {key: edit.wanted for key, edit in self.edits.items()})

    def as_draft(self) -> dict[str, dict[str, str | None]]:
        return {key: edit._asdict() for key, edit in self.edits.items()}

    def with_draft(self, draft: Mapping[str, object]) -> TextsEdit:
        """Add the edits of a draft where there is no newer edit; ignore unreadable ones."""
        edits = dict(self.edits)
        for key, kept in draft.items():
            if not isinstance(kept, dict) or key in edits:
                continue
            shown, wanted = kept.get("shown"), kept.get("wanted")
            if isinstance(shown, str | None) and isinstance(wanted, str | None):
                edits[key] = TextEdit(shown, wanted)
        return replace(self, edits=edits).carry_over(self)


def text_problems(
    key: str, texts: TextsEdit, other: TextsEdit | None, coupled: Mapping[str, str]
) -> tuple[str, ...]:
    """Return what to check in the text of *key*; nothing of it forbids saving.

    *other* is the other locale or None; *coupled* is from `coupled_keys`.
    """
    text, edited = texts.wanted(key), key in texts.edits
    beside = other.wanted(key) if other is not None and other.has(key) else None
    found: list[str] = []
    if not texts.has(key):
        return (f"missing in {texts.locale}",) if other is not None else ()
    if texts.changed_by_others(key):
        found.append("somebody else changed it since you began")
    if text:
        if edited and (before := texts.on_server.get(key)):
            found += placeholder_problems(text, before)
        elif edited and beside and other is not None:
            found += placeholder_problems(text, beside, f"the text of {other.locale}")
        elif beside and other is not None and key not in other.edits:
            # While the other text is edited, a lost placeholder is reported there.
            found += _unlike(text, beside, other.locale)
        if beside and is_much_longer(text, beside):
            found.append(f"much longer than {other.locale if other else 'the other'}")
    elif text == "" and key in texts.required:
        found.append("Codat marks this text as required, and nothing would be shown")
    elif text == "" and beside:
        found.append(f"shows nothing, but {other.locale if other else 'the other'} has a text")
    partner = coupled.get(key)
    if edited and partner is not None and partner not in texts.edits:
        found.append(f'usually changes together with "{name_of(partner)}"')
    return tuple(found)


def _unlike(text: str, beside: str, locale: str) -> Iterable[str]:
    lost = placeholders(beside) - placeholders(text)
    return [f"{each} is missing, but {locale} has it" for each in lost]
