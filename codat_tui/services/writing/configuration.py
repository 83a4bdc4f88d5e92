"""Save a company's configuration: the person's edits on what the server has now, with every unknown field kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codat_tui.models.changes import Intent
from codat_tui.models.errors import CodatError
from codat_tui.models.writes import (
    Conflict,
    Differs,
    PlanFact,
    PlanWarning,
    SaveConfiguration,
    Verified,
    Write,
    WritePlan,
    WriteResult,
)
from codat_tui.rules.dates import read_instant
from codat_tui.rules.findings import Severity
from codat_tui.rules.json.paths import Difference, differences, rebase, value_at
from codat_tui.rules.mapping.lint import lint
from codat_tui.rules.mapping.parts import choices_of
from codat_tui.rules.mapping.words import Words, configuration_words
from codat_tui.services.reading import list_connections
from codat_tui.services.writing.operation import Found, Ground, NotSeen, Operation, text_of

if TYPE_CHECKING:
    from codat_tui.api import Call
    from codat_tui.models.codat import Connection


class SaveConfigurationOperation(Operation[SaveConfiguration]):
    """set-configuration"""

    NAME = "set-configuration"

    def lane(self, write: SaveConfiguration) -> str:
        """One change of a company's configuration at a time."""
        return f"configuration {write.company_id}"

    async def prepare(self, ground: Ground, write: SaveConfiguration) -> WritePlan:
        """The edits in words, what others changed at the same places, and what the rules find in the result."""
        from codat_tui.api import requests

        name = await ground.name_of(write.company_id)
        now = await self._read(ground, write.company_id)
        await ground.keep_configuration(write.company_id, now)
        shown, choices = choices_of(write.shown), choices_of(now)
        rebased = rebase(shown, choices_of(write.wanted), now)
        words = _words(rebased.wanted, now)
        edits = changes(choices, choices_of(rebased.wanted))
        conflicts = tuple(
            Conflict(
                words.label(each.steps),
                words.value(value_at(shown, each.steps)),
                words.value(each.before),
                words.value(each.after),
            )
            for each in rebased.conflicts
        )
        return ground.plan(
            SaveConfiguration(write.company_id, now, rebased.wanted),
            requests.set_configuration(write.company_id, rebased.wanted),
            title="Save the mapping",
            verb="save",
            company_id=write.company_id,
            company_name=name,
            facts=(PlanFact("changes", str(len(edits)), "everything else goes back as it came"),),
            diff=words.lines(edits),
            warnings=await _warnings(ground, write.company_id, rebased.wanted),
            conflicts=conflicts,
            refused="" if edits else "Nothing would change: the mapping is like this already.",
            undoable=True,
            requests=3,
            before=text_of(choices),
        )

    async def read_before(self, ground: Ground, write: SaveConfiguration) -> str:
        """The choices that are there now; options are left out."""
        return text_of(choices_of(await self._read(ground, write.company_id)))

    def moved_on(self, shown: str, now: str) -> bool:
        """By what is chosen, however dates are spelled."""
        return bool(changes(json.loads(shown), json.loads(now)))

    def wanted(self, write: SaveConfiguration) -> str:
        """The choices that are wanted."""
        return text_of(choices_of(write.wanted))

    async def send(self, ground: Ground, write: SaveConfiguration, call: Call) -> WriteResult:
        """set-configuration"""
        await ground.client.advanced_controls.set_configuration(write.company_id, write.wanted, call=call)
        return WriteResult(company_id=write.company_id)

    async def find_out(self, ground: Ground, intent: Intent, result: WriteResult | None) -> Found:
        """By comparing every choice on the wire, unknown fields included."""
        now = await self._read(ground, intent.company_id)
        await ground.keep_configuration(intent.company_id, now)
        wanted, before, choices = json.loads(intent.wanted), json.loads(intent.before), choices_of(now)
        left = changes(wanted, choices)
        done = WriteResult(company_id=intent.company_id)
        if not left:
            edits = len(changes(before, wanted))
            return Verified(f"{edits} {'change' if edits == 1 else 'changes'} read back as wanted.", done)
        if result is None and not changes(before, choices):
            return NotSeen("The mapping is as it was.")
        return Differs(_words(now, now).lines(left), done)

    def undo(self, intent: Intent) -> Write:
        """The choices as they were."""
        shown, wanted = json.loads(intent.wanted), json.loads(intent.before)
        return SaveConfiguration(intent.company_id, shown=shown, wanted=wanted)

    async def _read(self, ground: Ground, company_id: str) -> dict[str, Any]:
        from codat_tui.models.codat import to_wire

        return to_wire(await ground.client.advanced_controls.get_configuration(company_id))


def changes(before: Any, after: Any) -> tuple[Difference, ...]:
    """Where two configurations differ; one moment in two spellings is no difference."""
    return tuple(each for each in differences(before, after) if not _one_moment(each.before, each.after))


def _one_moment(one: object, other: object) -> bool:
    """True for two texts that name the same second: Codat spells dates in several ways."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    first, second = read_instant(one), read_instant(other)
    if first is None or second is None:
        return False
    return first.replace(microsecond=0) == second.replace(microsecond=0)


def _words(*wires: dict[str, Any]) -> Words:
    from codat_tui.models.codat import Configuration

    return configuration_words([Configuration.model_validate(wire) for wire in wires], wires)


async def _warnings(ground: Ground, company_id: str, wanted: dict[str, Any]) -> tuple[PlanWarning, ...]:
    """What the documented rules find in the configuration as it would be."""
    from codat_tui.models.codat import Configuration

    connections: tuple[Connection, ...] | None
    try:
        connections = await list_connections(ground.client, company_id)
    except CodatError:
        connections = None
    return tuple(
        PlanWarning(f"{each.label}: {each.problem}", each.remedy, each.severity is Severity.BLOCKS)
        for each in lint(Configuration.model_validate(wanted), connections)
    )
