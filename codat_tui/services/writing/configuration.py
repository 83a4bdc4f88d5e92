"""Saves a company's configuration: the edits on the server's current value.

Invariant: every unknown field is kept.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codat_tui.models.changes import Intent
from codat_tui.models.errors import CodatError
from codat_tui.models.writes import (
    Differs,
    PlanFact,
    PlanWarning,
    SaveConfiguration,
    Verified,
    Write,
    WritePlan,
    WriteResult,
)
from codat_tui.rules.findings import Severity
from codat_tui.rules.json.paths import rebase
from codat_tui.rules.json.text import canonical_json
from codat_tui.rules.mapping.comparison import changes
from codat_tui.rules.mapping.lint import lint
from codat_tui.rules.mapping.parts import choices_of, with_options
from codat_tui.rules.mapping.words import change_words, conflict_words
from codat_tui.services.reading import list_connections
from codat_tui.services.writing.operation import Found, NotSeen, Operation, WriteContext
from codat_tui.words import count

if TYPE_CHECKING:
    from codat_tui.api import Call
    from codat_tui.models.codat import Connection


class SaveConfigurationOperation(Operation[SaveConfiguration]):
    NAME = "set-configuration"

    def exclusive_key(self, write: SaveConfiguration) -> str:
        return f"configuration {write.company_id}"

    async def prepare(self, context: WriteContext, write: SaveConfiguration) -> WritePlan:
        from codat_tui.api import requests

        name = await context.name_of(write.company_id)
        now = await self._read(context, write.company_id)
        await context.keep_configuration(write.company_id, now)
        shown, choices = choices_of(write.shown), choices_of(now)
        rebased = rebase(shown, choices_of(write.wanted), now)
        lines = change_words(now, rebased.wanted)
        seen = dict(with_options(shown, now))
        return context.plan(
            SaveConfiguration(write.company_id, now, rebased.wanted),
            requests.set_configuration(write.company_id, rebased.wanted),
            title="Save the mapping",
            verb="save",
            company_id=write.company_id,
            company_name=name,
            facts=(PlanFact("changes", str(len(lines)), "everything else goes back as it came"),),
            diff=lines,
            warnings=await _warnings(context, write.company_id, rebased.wanted),
            conflicts=conflict_words(seen, now, rebased.wanted, rebased.conflicts),
            refused="" if lines else "Nothing would change: the mapping is like this already.",
            undoable=True,
            requests=3,
            before=canonical_json(choices),
        )

    async def read_before(self, context: WriteContext, write: SaveConfiguration) -> str:
        return canonical_json(choices_of(await self._read(context, write.company_id)))

    def changed_since_sheet(self, shown: str, now: str) -> bool:
        # One date in two formats is no change.
        return bool(changes(json.loads(shown), json.loads(now)))

    def wanted(self, write: SaveConfiguration) -> str:
        return canonical_json(choices_of(write.wanted))

    async def send(self, context: WriteContext, write: SaveConfiguration, call: Call) -> WriteResult:
        await context.client.advanced_controls.set_configuration(write.company_id, write.wanted, call=call)
        return WriteResult(company_id=write.company_id)

    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        now = await self._read(context, intent.company_id)
        await context.keep_configuration(intent.company_id, now)
        wanted, before, choices = json.loads(intent.wanted), json.loads(intent.before), choices_of(now)
        left = change_words(dict(with_options(wanted, now)), now)
        done = WriteResult(company_id=intent.company_id)
        if not left:
            edits = len(change_words(dict(with_options(before, now)), now))
            return Verified(f"{count(edits, 'change')} read back as wanted.", done)
        if result is None and not changes(before, choices):
            return NotSeen("The mapping is as it was.")
        return Differs(left, done)

    def undo(self, intent: Intent) -> Write:
        shown, wanted = json.loads(intent.wanted), json.loads(intent.before)
        return SaveConfiguration(intent.company_id, shown=shown, wanted=wanted)

    async def _read(self, context: WriteContext, company_id: str) -> dict[str, Any]:
        from codat_tui.models.codat import to_wire

        return to_wire(await context.client.advanced_controls.get_configuration(company_id))


async def _warnings(
    context: WriteContext, company_id: str, wanted: dict[str, Any]
) -> tuple[PlanWarning, ...]:
    from codat_tui.models.codat import Configuration

    connections: tuple[Connection, ...] | None
    try:
        connections = await list_connections(context.client, company_id)
    except CodatError:
        connections = None
    return tuple(
        PlanWarning(f"{each.label}: {each.problem}", each.remedy, each.severity is Severity.BLOCKS)
        for each in lint(Configuration.model_validate(wanted), connections)
    )
