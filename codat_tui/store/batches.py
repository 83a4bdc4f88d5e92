"""Batches of syncs that have not ended, with each of their syncs, so that the next start can take them up."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from codat_tui.models.batches import Batch, BatchMember, BatchState, MemberState
from codat_tui.store.access import Access

_MEMBER = (
    "company_id, company_name, start, finish, state, intent_id, watch_id, code, word, data_pushed, reason"
)


class BatchTable:
    """The tables of batches. Every method raises StoreError."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def add(self, profile: str, batch: Batch) -> None:
        """Keep a batch; it is on the disk when this returns."""

        def insert(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO batches VALUES (?, ?, ?, ?, ?)",
                (batch.batch_id, profile, batch.at.isoformat(), batch.state.value, batch.note),
            )
            connection.executemany(
                f"INSERT INTO batch_members (batch_id, position, {_MEMBER}) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(batch.batch_id, place, *_values(member)) for place, member in enumerate(batch.members)],
            )

        await self._access.change(insert)

    async def save_state(self, batch: Batch) -> None:
        await self._access.write(
            "UPDATE batches SET state = ?, note = ? WHERE batch_id = ?",
            [(batch.state.value, batch.note, batch.batch_id)],
        )

    async def save_member(self, batch_id: str, position: int, member: BatchMember) -> None:
        fields = ", ".join(f"{name} = ?" for name in _MEMBER.split(", "))
        await self._access.write(
            f"UPDATE batch_members SET {fields} WHERE batch_id = ? AND position = ?",
            [(*_values(member), batch_id, position)],
        )

    async def remove(self, batch_id: str) -> None:
        await self._access.change(
            lambda connection: [
                connection.execute(f"DELETE FROM {table} WHERE batch_id = ?", (batch_id,))
                for table in ("batch_members", "batches")
            ]
        )

    async def load(self, profile: str) -> tuple[Batch, ...]:
        """Return the profile's batches, oldest first."""

        def read(connection: sqlite3.Connection) -> list[tuple[Any, list[Any]]]:
            rows = connection.execute(
                "SELECT batch_id, at, state, note FROM batches WHERE profile = ? ORDER BY at", (profile,)
            ).fetchall()
            members = f"SELECT {_MEMBER} FROM batch_members WHERE batch_id = ? ORDER BY position"
            return [(row, connection.execute(members, (row[0],)).fetchall()) for row in rows]

        return self._access.decoded(_batch, await self._access.run(read))


def _values(member: BatchMember) -> tuple[Any, ...]:
    start, finish = (each.isoformat() if each is not None else None for each in (member.start, member.finish))
    return (
        *(member.company_id, member.company_name, start, finish, member.state.value, member.intent_id),
        *(member.watch_id, member.code, member.word, member.data_pushed, member.reason),
    )


def _batch(kept: tuple[Any, list[Any]]) -> Batch:
    (batch_id, at, state, note), members = kept
    return Batch(batch_id, datetime.fromisoformat(at), tuple(map(_member, members)), BatchState(state), note)


def _member(row: Any) -> BatchMember:
    company_id, name, start, finish, state, intent_id, watch_id, code, word, pushed, reason = row
    return BatchMember(
        company_id,
        name,
        datetime.fromisoformat(start) if start else None,
        datetime.fromisoformat(finish) if finish else None,
        MemberState(state),
        intent_id,
        watch_id,
        code,
        word,
        None if pushed is None else bool(pushed),
        reason,
    )
