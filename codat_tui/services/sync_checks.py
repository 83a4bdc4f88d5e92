"""What to know before a sync is started, and whether one did start; reads only.

No answer of Codat names the trigger, but get-sync-status shows the newest sync: another one than before the
request means that the sync started, unless it is dated much later (Codat began it by itself) or much earlier (it
was not shown before). Only Codat's dates are compared with each other, because this machine's clock may be off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from codat_tui.models.errors import CodatError
from codat_tui.models.journal import ConfigurationSnapshot
from codat_tui.models.writes import PlanWarning
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.causes import DiagnosisContext
from codat_tui.rules.diagnosis.earlier_configuration import change_sentences, earlier_of
from codat_tui.rules.diagnosis.facts import CompanyFacts
from codat_tui.rules.findings import Severity
from codat_tui.rules.fleet.next_sync import fails_with
from codat_tui.rules.syncs.windows import SyncWindow, latest_window
from codat_tui.services.context import or_none
from codat_tui.services.reading import list_connections

if TYPE_CHECKING:
    from codat_tui.api import CodatClient
    from codat_tui.models.codat import Configuration, Connection, SyncStatus

T = TypeVar("T")

# A request's repeats and Codat's queue take minutes: a sync of the request is dated within this after it.
BEGINS_WITHIN = timedelta(minutes=20)
# The zones whose clocks are ahead of all others, and behind.
FIRST_ZONE, LAST_ZONE = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
# Codat's clock is known from the dates of its answers, which have whole seconds.
CLOCKS_AGREE = timedelta(seconds=5)
# Starting a sync and watching it for a minute.
USUAL_REQUESTS = 10


class SeenSync(NamedTuple):
    """The ids and date of the newest sync; empty when there was none."""

    commerce_sync_id: str = ""
    sync_id: str = ""
    sync_utc: str | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """What was read before a sync; a part that could not be read is its error."""

    status: SyncStatus | None
    last_successful: SyncStatus | CodatError | None
    connections: tuple[Connection, ...] | CodatError
    configuration: Configuration | CodatError


async def read_checks(client: CodatClient, company_id: str) -> Checks:
    """Read by four parallel requests. Raises CodatError when a sync may be running."""
    status, last, connections, configuration = await asyncio.gather(
        _or_error(read_status(client, company_id)),
        _or_error(or_none(client.sync.get_last_successful_sync(company_id))),
        _or_error(list_connections(client, company_id)),
        _or_error(client.advanced_controls.get_configuration(company_id)),
    )
    if isinstance(status, CodatError):
        raise status
    return Checks(status, last, connections, configuration)


async def read_status(client: CodatClient, company_id: str) -> SyncStatus | None:
    """Return the newest sync's status, None when there was none. Raises CodatError."""
    return await or_none(client.sync.get_status(company_id))


def is_running(status: SyncStatus | None) -> bool:
    return status is not None and describe(status.code).state is SyncState.RUNNING


def window_of(checks: Checks, now: datetime, sync_to: datetime | None = None) -> SyncWindow:
    """The days the sync will cover, by what could be read."""
    last = None if isinstance(checks.last_successful, CodatError) else checks.last_successful
    configuration = None if isinstance(checks.configuration, CodatError) else checks.configuration
    return latest_window(last, configuration, now, sync_to)


def warnings_of(checks: Checks, now: datetime) -> tuple[PlanWarning, ...]:
    """Return the problems: connections, mapping, and what could not be read."""
    found: list[PlanWarning] = []
    connections: tuple[Connection, ...] | CodatError | None = checks.connections
    configuration: Configuration | CodatError | None = checks.configuration
    if isinstance(checks.last_successful, CodatError):
        found.append(_unread("The last successful sync", checks.last_successful))
    if isinstance(connections, CodatError):
        found.append(_unread("The connections", connections))
        connections = None
    if isinstance(configuration, CodatError):
        found.append(_unread("The mapping", configuration))
        configuration = None
    last = None if isinstance(checks.last_successful, CodatError) else checks.last_successful
    # Without the latest sync: only what is true now tells how the next one ends.
    facts = CompanyFacts(connections=connections, configuration=configuration, last_successful=last)
    context = DiagnosisContext(facts, now, UTC)
    found += [PlanWarning(each.text, each.advice, fails_with(each)) for each in context.causes]
    found += [
        PlanWarning(each.problem, each.remedy)
        for each in context.findings
        if each.severity is not Severity.BLOCKS and each.kind not in {cause.kind for cause in context.causes}
    ]
    return tuple(found)


def changed_warnings(snapshots: Sequence[ConfigurationSnapshot], checks: Checks) -> Iterator[PlanWarning]:
    """Yield the configuration's changes since the last good sync, as far as this machine saw them."""
    last = checks.last_successful
    at = read_instant(last.sync_utc) if last is not None and not isinstance(last, CodatError) else None
    earlier, _ = earlier_of(snapshots, at)
    for sentence in change_sentences(earlier.comparison) if earlier else ():
        yield PlanWarning(f"Since the last good sync: {sentence}", "")


def started_sync(before: SeenSync, now: SyncStatus | None) -> SyncStatus | None:
    """Return the status *now* if it is of another sync than *before*, else None.

    An id that both have decides, else Codat's dates.
    """
    if now is None:
        return None
    pairs = ((before.commerce_sync_id, now.commerce_sync_id), (before.sync_id, now.sync_id))
    for old, new in pairs:
        if old and new:
            return None if old == new else now
    if before == SeenSync():
        return now if now.commerce_sync_id or now.sync_id or now.sync_utc else None
    then, at = read_instant(before.sync_utc), read_instant(now.sync_utc)
    return now if then is not None and at is not None and at > then else None


def dated_apart(status: SyncStatus, asked_at: datetime) -> bool:
    """True where the sync is dated too long before or after *asked_at*, by Codat's clock, to be what was asked for.

    A date without a zone counts as the nearest instant that it can mean.
    """
    first, last = (read_instant(status.sync_utc, zone) for zone in (FIRST_ZONE, LAST_ZONE))
    if first is None or last is None:
        return False
    return first > asked_at + BEGINS_WITHIN or last < asked_at - BEGINS_WITHIN


def of_request(syncs: Iterable[SyncStatus], before: SeenSync, asked_at: datetime) -> SyncStatus | None:
    """The oldest of *syncs* that is newer than *before* and dated soon after *asked_at*; None without one."""
    since = read_instant(before.sync_utc)
    found: list[tuple[datetime, SyncStatus]] = []
    for each in syncs:
        at = read_instant(each.sync_utc)
        if at is None or at != read_instant(each.sync_utc, FIRST_ZONE) or each.sync_id == before.sync_id:
            continue
        newer = since is None or at > since
        if newer and asked_at - CLOCKS_AGREE <= at <= asked_at + BEGINS_WITHIN:
            found.append((at, each))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _unread(what: str, error: CodatError) -> PlanWarning:
    return PlanWarning(f"{what} could not be read: {error.title}.", error.next_step)


async def _or_error(reading: Awaitable[T]) -> T | CodatError:
    try:
        return await reading
    except CodatError as error:
        return error
