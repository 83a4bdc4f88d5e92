"""Unsaved edits of one locale's texts: what was shown when each began, what is wanted, what is doubtful in it.

A text is None for Codat's default, "" for nothing shown, else the text: the three are never taken for each other.
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


class Edit(NamedTuple):
    """One changed text: *shown* is what the person saw when they began."""

    shown: str | None
    wanted: str | None


@dataclass(frozen=True, slots=True)
class LocaleTexts:
    """The texts of a locale as the server has them (*there*), and the edits upon them.

    *required* are the keys that the server says a text is required for.
    """

    locale: str
    there: Mapping[str, str | None]
    edits: Mapping[str, Edit] = field(default_factory=dict)
    required: frozenset[str] = frozenset()

    @property
    def changed(self) -> bool:
        """Whether a save would change anything."""
        return bool(self.edits)

    def has(self, key: str) -> bool:
        """Whether the locale has this key, or will have it."""
        return key in self.there or key in self.edits

    def wanted(self, key: str) -> str | None:
        """The text as it would be after saving; None for the default, and where there is none."""
        edit = self.edits.get(key)
        return edit.wanted if edit is not None else self.there.get(key)

    def meanwhile(self, key: str) -> bool:
        """True where the server's text is another one than when the edit began."""
        edit = self.edits.get(key)
        return edit is not None and edit.shown != self.there.get(key)

    def edit(self, key: str, wanted: str | None) -> LocaleTexts:
        """With this text; one that the server has already is no edit."""
        edits = {each: edit for each, edit in self.edits.items() if each != key}
        if wanted != self.there.get(key):
            began = self.edits.get(key)
            edits[key] = Edit(began.shown if began is not None else self.there.get(key), wanted)
        return replace(self, edits=edits)

    def put_back(self, key: str) -> LocaleTexts:
        """With the server's own text."""
        return self.edit(key, self.there.get(key))

    def without_edits(self) -> LocaleTexts:
        """What the server has, with nothing edited."""
        return replace(self, edits={})

    def carry_over(self, now: LocaleTexts) -> LocaleTexts:
        """The edits on a newer reading: those that the server has now are done, all others stay as they began."""
        edits = {key: edit for key, edit in self.edits.items() if edit.wanted != now.there.get(key)}
        return replace(now, edits=edits)

    def saved(self, write: SaveTexts) -> LocaleTexts:
        """With what *write* has sent and Codat has; an edit that was changed since stays, begun from what was sent."""
        edits = {}
        for key, edit in self.edits.items():
            if key not in write.wanted:
                edits[key] = edit
            elif edit.wanted != write.wanted[key]:
                edits[key] = Edit(write.wanted[key], edit.wanted)
        there = {**self.there, **{key: text for key, text in write.wanted.items() if text is not None}}
        return replace(self, there=there, edits=edits)

    def write(self) -> SaveTexts:
        """The write that saves the edits: changed keys only."""
        shown = {key: edit.shown for key, edit in self.edits.items()}
        return SaveTexts(self.locale, shown, {key: edit.wanted for key, edit in self.edits.items()})

    def as_draft(self) -> dict[str, dict[str, str | None]]:
        """The edits as JSON."""
        return {key: edit._asdict() for key, edit in self.edits.items()}

    def with_draft(self, draft: Mapping[str, object]) -> LocaleTexts:
        """With the edits of a draft, where there is no newer edit; what cannot be read of it is left out."""
        edits = dict(self.edits)
        for key, kept in draft.items():
            if not isinstance(kept, dict) or key in edits:
                continue
            shown, wanted = kept.get("shown"), kept.get("wanted")
            if isinstance(shown, str | None) and isinstance(wanted, str | None):
                edits[key] = Edit(shown, wanted)
        return replace(self, edits=edits).carry_over(self)


def text_problems(
    key: str, texts: LocaleTexts, other: LocaleTexts | None, coupled: Mapping[str, str]
) -> tuple[str, ...]:
    """What is to be looked at in the text of *key*: none of it forbids saving.

    *other* is the other locale, None where it is not known; *coupled* comes from `coupled_keys`.
    """
    text, edited = texts.wanted(key), key in texts.edits
    beside = other.wanted(key) if other is not None and other.has(key) else None
    found: list[str] = []
    if not texts.has(key):
        return (f"missing in {texts.locale}",) if other is not None else ()
    if texts.meanwhile(key):
        found.append("somebody else changed it since you began")
    if text:
        if edited and (before := texts.there.get(key)):
            found += placeholder_problems(text, before)
        elif edited and beside and other is not None:
            found += placeholder_problems(text, beside, f"the text of {other.locale}")
        elif beside and other is not None and key not in other.edits:
            # Where the other one is being edited, it is there that a lost placeholder is said.
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
