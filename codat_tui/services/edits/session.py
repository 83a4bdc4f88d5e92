"""Unsaved edits: moved to every new reading, kept as drafts, discarded and restored.

A session holds the edits of one kind (a mapping, texts, visible accounts), each under its own key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, Self, TypeVar

from codat_tui.rules.json.text import canonical_json
from codat_tui.services.drafts import Drafts


class UnsavedEdit(Protocol):
    """An immutable value: what the server has, and the edit."""

    @property
    def changed(self) -> bool:
        """Return whether a save would change anything."""

    def without_edits(self) -> Self:
        """Return the server's value without edits."""

    def carry_over(self, now: Self) -> Self:
        """Return this edit on the server's value in *now*, whose own edits are ignored."""

    def as_draft(self) -> dict[str, Any]:
        """Return the edit as JSON."""

    def with_draft(self, draft: Mapping[str, Any]) -> Self:
        """Add the edit of a draft below this one; ignore what cannot be read."""


Reading = TypeVar("Reading")
Edit = TypeVar("Edit", bound=UnsavedEdit)


class EditSession(Generic[Reading, Edit]):
    """The edits of one *kind* of draft; *begin* turns a key's reading into an edit without changes.

    Every change is saved as a draft, after the earlier draft was loaded.
    """

    def __init__(self, drafts: Drafts, kind: str, begin: Callable[[str, Reading], Edit]) -> None:
        self._drafts = drafts
        self._kind = kind
        self._begin = begin
        self._edits: dict[str, Edit] = {}
        self._taken: dict[str, Reading] = {}
        self._asked: set[str] = set()
        self._kept: dict[str, str] = {}
        self._discarded: dict[str, Edit] = {}

    def of(self, key: str) -> Edit | None:
        """Return the edit under *key*, None before the first reading."""
        return self._edits.get(key)

    def ready(self, *keys: str) -> bool:
        """Return whether all *keys* were read and their drafts loaded."""
        return all(key in self._kept for key in keys)

    def take(self, key: str, reading: Reading) -> bool:
        """Move the edit to the server's new value; return False when this reading was taken before."""
        if self._taken.get(key) is reading:
            return False
        self._taken[key] = reading
        now, before = self._begin(key, reading), self.of(key)
        self.put(key, now if before is None else before.carry_over(now))
        return True

    async def take_up_draft(self, key: str) -> bool:
        """Load the saved draft once, after the first reading; return whether it changed the edit."""
        if key in self._asked or key not in self._edits:
            return False
        self._asked.add(key)
        draft = await self._drafts.load(self._kind, key)
        self._kept[key] = canonical_json(draft)
        before = self._edits[key]
        edit = before if draft is None else before.with_draft(draft)
        self.put(key, edit)
        return canonical_json(edit.as_draft()) != canonical_json(before.as_draft())

    def put(self, key: str, edit: Edit) -> None:
        """Replace the edit, and save it as a draft."""
        self._edits[key] = edit
        draft = edit.as_draft() if edit.changed else None
        text = canonical_json(draft)
        if self._kept.get(key, text) != text:
            self._kept[key] = text
            self._drafts.keep(self._kind, key, draft)

    def discard(self, *keys: str) -> bool | None:
        """Discard all edits under *keys* (True), else restore the last discarded (False); None when there is
        neither.
        """
        changed = {key: edit for key in keys if (edit := self.of(key)) is not None and edit.changed}
        dropped = {key: edit for key in keys if (edit := self._discarded.pop(key, None)) is not None}
        for key, edit in changed.items():
            self._discarded[key] = edit
            self.put(key, edit.without_edits())
        if changed:
            return True
        for key, edit in dropped.items():
            self.put(key, edit.carry_over(self._edits[key]))
        return False if dropped else None
