"""The verdict of a fleet row, from the little that a sweep reads."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from codat_tui.models.codat import Connection, DataConnectionError
from codat_tui.models.diagnosis import Judgement, State
from codat_tui.models.errors import CodatError
from codat_tui.models.local import FleetEntry
from codat_tui.rules.diagnosis.facts import CompanyFacts
from codat_tui.rules.diagnosis.verdict import verdict
from codat_tui.rules.fleet.links import PlatformKind
from codat_tui.rules.fleet.questions import Question
from codat_tui.services.context import background

if TYPE_CHECKING:
    from codat_tui.api import CodatClient
    from codat_tui.models.codat import Configuration, SyncStatus


class ExtraReads(NamedTuple):
    """What was read besides the latest sync; None when not asked or not readable."""

    syncs: tuple[SyncStatus, ...] | None = None
    configuration: Configuration | None = None


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


def judge(
    entry: FleetEntry, latest: SyncStatus | None, look: ExtraReads | None, now: datetime
) -> Judgement | None:
    """Return the judgement of a row; None when links and latest sync say that all is well."""
    closer = look or ExtraReads()
    facts = CompanyFacts(
        company=entry,
        connections=tuple(_connections(entry)),
        latest=latest,
        syncs=closer.syncs,
        configuration=closer.configuration,
        never_synced=entry.never_synced,
    )
    return judge_facts(facts, now)


def judge_facts(facts: CompanyFacts, now: datetime) -> Judgement | None:
    """Return the judgement on all facts; None for a company that is certainly fine, as most are."""
    judgement = verdict(facts, now).judgement
    fine = judgement.state is State.FINE and judgement.cause is None
    return None if fine else judgement


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
