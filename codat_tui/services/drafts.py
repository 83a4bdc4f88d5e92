"""Unfinished edits in the store:

they survive leaving the screen, a failed save and a crash; never secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codat_tui.models.errors import CodatError
from codat_tui.services.context import ServiceContext, store_failed
from codat_tui.services.runner import TaskKind
from codat_tui.store.errors import StoreError


class Drafts:
    """Drafts of the profile by *kind* ("texts", "configuration", …) and *key* (a locale, a company id).

    Nothing is raised: a store failure gives one notice, and the draft stays in its screen only.
    """

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._said = False

    async def load(self, kind: str, key: str) -> dict[str, Any] | None:
        """Return the draft, or None."""
        try:
            backend = await self._context.backend()
            if backend.store is not None:
                return await backend.store.drafts.load(backend.profile.name, kind, key)
        except CodatError as error:
            self._say(error)
        return None

    async def save(self, kind: str, key: str, draft: Mapping[str, Any]) -> None:
        """Replace the draft with *draft*, which must be JSON."""
        now = self._context.clock.now()
        try:
            backend = await self._context.backend()
            if backend.store is not None:
                await backend.store.drafts.save(backend.profile.name, kind, key, draft, now)
        except CodatError as error:
            self._say(error)

    async def drop(self, kind: str, key: str) -> None:
        try:
            backend = await self._context.backend()
            if backend.store is not None:
                await backend.store.drafts.drop(backend.profile.name, kind, key)
        except CodatError as error:
            self._say(error)

    def keep(self, kind: str, key: str, draft: Mapping[str, Any] | None) -> None:
        """Save *draft*, or drop it when None, in a task that outlives the screen."""
        work = self.drop(kind, key) if draft is None else self.save(kind, key, draft)
        self._context.runner.spawn(TaskKind.SAVE, work, f"keep {kind} {key}")

    def _say(self, error: CodatError) -> None:
        if isinstance(error, StoreError) and not self._said:
            self._said = True
            self._context.notify(store_failed(error))
