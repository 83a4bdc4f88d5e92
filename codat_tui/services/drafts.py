"""Unfinished edits that survive leaving the screen, a failed save and a crash; kept in the store, never secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codat_tui.models.errors import CodatError
from codat_tui.services.context import Context, store_failed
from codat_tui.services.runner import TaskKind
from codat_tui.store.errors import StoreError


class Drafts:
    """Drafts of the profile in use by *kind* ("texts", "configuration", …) and *key* (a locale, a company's id).

    Where the store fails, one notice says so, and the draft lives with its screen alone. Nothing is raised.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._said = False

    async def load(self, kind: str, key: str) -> dict[str, Any] | None:
        """The draft as it was saved, or None where there is none or it cannot be read."""
        try:
            backend = await self._context.backend()
            if backend.store is not None:
                return await backend.store.drafts.load(backend.profile.name, kind, key)
        except CodatError as error:
            self._say(error)
        return None

    async def save(self, kind: str, key: str, draft: Mapping[str, Any]) -> None:
        """Keep *draft*, which must be JSON, in place of the one before."""
        now = self._context.clock.now()
        try:
            backend = await self._context.backend()
            if backend.store is not None:
                await backend.store.drafts.save(backend.profile.name, kind, key, draft, now)
        except CodatError as error:
            self._say(error)

    async def drop(self, kind: str, key: str) -> None:
        """Forget the draft."""
        try:
            backend = await self._context.backend()
            if backend.store is not None:
                await backend.store.drafts.drop(backend.profile.name, kind, key)
        except CodatError as error:
            self._say(error)

    def keep(self, kind: str, key: str, draft: Mapping[str, Any] | None) -> None:
        """Save *draft*, or with None drop it, in a task that outlives the screen."""
        work = self.drop(kind, key) if draft is None else self.save(kind, key, draft)
        self._context.runner.spawn(TaskKind.SAVE, work, f"keep {kind} {key}")

    def _say(self, error: CodatError) -> None:
        if isinstance(error, StoreError) and not self._said:
            self._said = True
            self._context.notify(store_failed(error))
