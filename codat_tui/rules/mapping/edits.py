"""Edits of a configuration's JSON by its settings.

Invariant: only edited values change; unknown fields stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codat_tui.rules.dates import read_instant
from codat_tui.rules.json.paths import (
    ABSENT,
    Difference,
    Json,
    Steps,
    differences,
    rebase,
    value_at,
    with_value,
)
from codat_tui.rules.mapping.parts import choices_of
from codat_tui.rules.mapping.settings import MAPPINGS, Setting, SettingKind, id_key, mapped_ids, same_id

_COMMERCE, _ACCOUNTING = "selectedCommerceTaxRateIds", "selectedAccountingTaxRateId"


def edited(json: Json, setting: Setting, value: Any) -> dict[str, Any]:
    """Return *json* with *value* in this setting; None chooses nothing.

    A tax rate moves from one many-to-one mapping to another; a mapping left empty is removed.
    """
    if setting.kind is SettingKind.TAX:
        rows = value_at(json, setting.steps)
        value = _moved(list(rows) if isinstance(rows, list | tuple) else [], setting.tax_id, value)
    # An absent field stays absent when nothing is chosen.
    elif value is None and value_at(json, setting.steps) is ABSENT:
        return dict(json)
    return dict(with_value(json, setting.steps, value))


@dataclass(frozen=True, slots=True)
class MappingEdit:
    """An unsaved edit: the server's value and the wanted one.

    *conflicts* are places that somebody else changed since the edit began; the edit keeps its own value.
    """

    shown: Json
    wanted: Json
    conflicts: tuple[Difference, ...] = ()

    @classmethod
    def of(cls, json: Json) -> MappingEdit:
        return cls(json, json)

    @property
    def changes(self) -> tuple[Difference, ...]:
        return differences(self.shown, self.wanted)

    @property
    def changed(self) -> bool:
        return bool(self.changes)

    def choose(self, setting: Setting, value: Any) -> MappingEdit:
        """Return the edit with *value* in this setting."""
        return self.want(edited(self.wanted, setting, value))

    def revert(self, setting: Setting) -> MappingEdit:
        """Return the edit with this setting as on the server."""
        if setting.kind is not SettingKind.TAX:
            return self.want(_put_back(self.wanted, self.shown, setting.steps))
        return self.choose(setting, _taxes(value_at(self.shown, setting.steps)).get(id_key(setting.tax_id)))

    def want(self, json: Json) -> MappingEdit:
        """Return the edit with *json* as a whole; another order of tax mappings is no change."""
        shown, wanted = value_at(self.shown, MAPPINGS), value_at(json, MAPPINGS)
        if isinstance(wanted, list) and shown != wanted and _taxes(shown) == _taxes(wanted):
            json = with_value(json, MAPPINGS, shown)
        return self._with(self.shown, json, self.conflicts)

    def rebase(self, now: Json) -> MappingEdit:
        """Return the same edit on the server's new value."""
        rebased = rebase(self.shown, self.wanted, now)
        kept = tuple(each for each in self.conflicts if each not in rebased.conflicts)
        return self._with(now, rebased.wanted, (*kept, *rebased.conflicts))

    def without_edits(self) -> MappingEdit:
        return MappingEdit.of(self.shown)

    def carry_over(self, now: MappingEdit) -> MappingEdit:
        """Return the same edit on a newer reading."""
        return self.rebase(now.shown)

    def as_draft(self) -> dict[str, Any]:
        """Return both sides as JSON, without options."""
        return {"shown": choices_of(self.shown), "wanted": choices_of(self.wanted)}

    def with_draft(self, draft: Mapping[str, Any]) -> MappingEdit:
        """Add the edit of a draft below this one, which wins; ignore an unreadable draft."""
        shown, wanted = draft.get("shown"), draft.get("wanted")
        if not isinstance(shown, dict) or not isinstance(wanted, dict):
            return self
        kept = MappingEdit(shown, wanted).rebase(self.shown)
        both = rebase(self.shown, self.wanted, kept.wanted).wanted
        mine = {change.steps for change in self.changes}
        theirs = (each for each in kept.conflicts if each.steps not in mine)
        return MappingEdit(self.shown, self.shown, (*self.conflicts, *theirs)).want(both)

    def _with(self, shown: Json, wanted: Json, conflicts: tuple[Difference, ...]) -> MappingEdit:
        open_ones = {change.steps for change in differences(shown, wanted)}
        return MappingEdit(shown, wanted, tuple(each for each in conflicts if each.steps in open_ones))


def _put_back(json: Json, shown: Json, steps: Steps) -> Json:
    # Objects that the edit created, and that are empty again, are removed too.
    json = with_value(json, steps, value_at(shown, steps))
    for length in range(len(steps) - 1, 0, -1):
        home = steps[:length]
        if value_at(json, home) == {}:
            json = with_value(json, home, value_at(shown, home))
    return json


def _taxes(rows: Any) -> dict[str, Any]:
    # The accounting tax rate by commerce tax rate.
    return {
        id_key(tax_id): row.get(_ACCOUNTING)
        for row in reversed(rows if isinstance(rows, list | tuple) else ())
        for tax_id in mapped_ids(row)
    }


def _moved(rows: list[Any], tax_id: str, accounting_id: str | None) -> list[Any]:
    # The mappings with *tax_id* in the one of *accounting_id* only, or in none.
    result: list[Any] = []
    placed = accounting_id is None
    for row in rows:
        ids = mapped_ids(row)
        left = [each for each in ids if not same_id(each, tax_id)]
        held = len(left) < len(ids)
        if not placed and isinstance(row, Mapping) and row.get(_ACCOUNTING) == accounting_id:
            placed = True
            result.append({**row, _COMMERCE: list(ids) if held else [*ids, tax_id]})
        elif not held:
            result.append(row)
        elif left:
            result.append({**row, _COMMERCE: left})
    if not placed:
        result.append({_COMMERCE: [tax_id], _ACCOUNTING: accounting_id})
    return result


def start_date(typed: str, before: str | None) -> str | None:
    """Return the start date to send, None if it cannot be read; a day alone keeps the earlier time of day."""
    text = typed.strip()
    if read_instant(text) is None:
        return None
    if len(text) > len("2026-01-31"):
        return text
    kept = (before or "")[len(text) :]
    # Codat's documents write a date with a time.
    return text + (kept if read_instant(text + kept) is not None and kept else "T00:00:00")
