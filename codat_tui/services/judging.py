"""The verdict of a fleet row, from the little that a sweep reads, and what it rests on."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from codat_tui.models.codat import Connection, DataConnectionError
from codat_tui.models.diagnosis import Basis, Judgement, State
from codat_tui.models.errors import CodatError
from codat_tui.models.local import FleetEntry
from codat_tui.rules.diagnosis.facts import CompanyFacts
from codat_tui.rules.diagnosis.timing import history, runs_long
from codat_tui.rules.diagnosis.verdict import verdict
from codat_tui.rules.fleet.links import PlatformKind
from codat_tui.rules.fleet.questions import Question
from codat_tui.rules.mapping.comparison import SeenConfiguration, seen
from codat_tui.rules.mapping.settings import json_of, settings_of
from codat_tui.rules.syncs.due_times import schedule_zone
from codat_tui.services.context import background
from codat_tui.store.errors import StoreError

if TYPE_CHECKING:
    from codat_tui.api import CodatClient
    from codat_tui.models.codat import Configuration, SyncStatus
    from codat_tui.rules.diagnosis.verdict import Verdict
    from codat_tui.services.context import Backend


class ExtraReads(NamedTuple):
    """What was read besides the latest sync; None when not asked or not readable."""

    syncs: tuple[SyncStatus, ...] | None = None
    configuration: Configuration | None = None
    usual_seconds: float | None = None


async def read_more(client: CodatClient, company_id: str, asked: Iterable[Question]) -> ExtraReads:
    """Ask what *asked* names; what cannot be read is None, and the next sweep asks again."""

    async def read(answer: Awaitable[Any]) -> Any:
        try:
            return await answer
        except CodatError:
            return None

    wanted = set(asked)
    syncs = configuration = None
    if Question.SYNCS in wanted:
        listed = await read(client.sync.list(company_id, call=background()))
        syncs = tuple(listed) if listed is not None else None
    if Question.CONFIGURATION in wanted:
        configuration = await read(client.advanced_controls.get_configuration(company_id, call=background()))
    return ExtraReads(syncs, configuration)


async def usual_seconds(
    backend: Backend, company_id: str, latest: SyncStatus | None, now: datetime
) -> float | None:
    """Return the usual duration that this machine has seen, asked only of a sync that may be stuck."""
    if backend.store is None or latest is None or not runs_long(latest, now):
        return None
    try:
        return await backend.store.usual_seconds(backend.profile.name, company_id)
    except StoreError:
        return None


def seen_configuration(configuration: Configuration) -> SeenConfiguration:
    """Return what is kept of a configuration that is judged now."""
    return seen(json_of(configuration), settings_of(configuration))


def swept_facts(entry: FleetEntry, latest: SyncStatus | None, look: ExtraReads | None) -> CompanyFacts:
    """Return what a sweep knows of a row; its links are of the list."""
    closer = look or ExtraReads()
    return CompanyFacts(
        company=entry,
        connections=tuple(_connections(entry)),
        latest=latest,
        syncs=closer.syncs,
        configuration=closer.configuration,
        never_synced=entry.never_synced,
        usual_seconds=closer.usual_seconds,
        listed=True,
    )


def judge_facts(facts: CompanyFacts, now: datetime, known: Basis | None = None) -> Judgement | None:
    """Return the judgement on these facts; None for a company that is certainly fine, as most are.

    *known* is their basis if it is there already: it saves a second verdict where it is of UTC, as a row is.
    """
    return known.judgement if known is not None and known.zone is None else _short(verdict(facts, now))


def basis(facts: CompanyFacts, now: datetime, listed_at: datetime | None) -> Basis:
    """Return what the verdict on facts that were read *now* rests on, with the links of the list at *listed_at*."""
    read_at = {"latest": now, "syncs": now, "configuration": now}
    if listed_at is not None:
        read_at["connections"] = listed_at
    facts = replace(facts, read_at={**read_at, **facts.read_at})
    zone = schedule_zone(facts.configuration) if facts.configuration is not None else None
    judged = verdict(facts, now, zone or UTC)
    known = history(facts)
    return Basis(
        _short(judged), judged.evidence, judged.next_due, zone, known.last_success, known.last_written
    )


def _short(judged: Verdict) -> Judgement | None:
    fine = judged.state is State.FINE and judged.first is None
    return None if fine else judged.judgement


def _connections(entry: FleetEntry) -> Iterable[Connection]:
    for kind, link in ((PlatformKind.COMMERCE, entry.commerce), (PlatformKind.ACCOUNTING, entry.accounting)):
        if link is not None:
            yield Connection(
                id=link.connection_id,
                integration_key=link.platform_key,
                platform_name=link.platform_name,
                status=link.status,
                source_type=kind.value,
                data_connection_errors=(
                    (DataConnectionError(error_message=link.active_error, status="Active"),)
                    if link.active_error
                    else None
                ),
            )
