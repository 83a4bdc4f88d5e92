"""What one shift leaves to the next: notes of people, and what was seen of the fleet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from codat_tui.models.shift import CompanyNote, Look, Seen
from codat_tui.store.access import Access

_NOTE = "company_id, company_name, cause, short, text, author, at, until, failing_since, days_left"
KEPT_LOOKS = 20


class NoteTable:
    """One note for each company and cause. Every method raises StoreError."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def save(self, profile: str, note: CompanyNote) -> None:
        """Keep *note* in place of the one about the same company and cause."""
        values = (profile, *(_text(value) for value in note))
        marks = ", ".join("?" * len(values))
        await self._access.write(
            f"INSERT OR REPLACE INTO notes (profile, {_NOTE}) VALUES ({marks})", [values]
        )

    async def remove(self, profile: str, company_id: str, cause: str) -> None:
        await self._access.write(
            "DELETE FROM notes WHERE profile = ? AND company_id = ? AND cause = ?",
            [(profile, company_id, cause)],
        )

    async def load(self, profile: str) -> tuple[CompanyNote, ...]:
        """Return all notes, newest first."""
        rows = await self._access.read(
            f"SELECT {_NOTE} FROM notes WHERE profile = ? ORDER BY at DESC", (profile,)
        )
        return self._access.decoded(_note, rows)


class LookTable:
    """What was seen of the fleet, one row for each run. Every method raises StoreError."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def save(self, profile: str, run_began: datetime, look: Look) -> None:
        """Keep *look* in place of that run's earlier one, and forget old ones."""
        needing = json.dumps(look.needing, separators=(",", ":"))
        values = (profile, run_began.isoformat(), look.at.isoformat(), needing)
        await self._access.write("INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?)", [values])
        await self._access.write(
            "DELETE FROM looks WHERE profile = ? AND run_began NOT IN "
            "(SELECT run_began FROM looks WHERE profile = ? ORDER BY run_began DESC LIMIT ?)",
            [(profile, profile, KEPT_LOOKS)],
        )

    async def before(self, profile: str, moment: datetime) -> Look | None:
        """Return the newest look of a run that ended looking by *moment*, None without one."""
        rows = await self._access.read(
            "SELECT at, needing FROM looks WHERE profile = ? AND at <= ? ORDER BY at DESC LIMIT 1",
            (profile, moment.isoformat()),
        )
        return next(iter(self._access.decoded(_look, rows)), None)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _note(row: tuple[Any, ...]) -> CompanyNote:
    fields: Mapping[str, Any] = dict(zip(_NOTE.split(", "), row, strict=True))
    moments = {
        name: datetime.fromisoformat(fields[name]) if fields[name] else None
        for name in ("at", "until", "failing_since")
    }
    return CompanyNote(**{**fields, **moments})


def _look(row: tuple[Any, ...]) -> Look:
    at, needing = row
    return Look(datetime.fromisoformat(at), {key: Seen(*each) for key, each in json.loads(needing).items()})
