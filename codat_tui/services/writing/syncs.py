"""Starts a sync, up to now or a date, or of a range; Codat's answer names it, else get-sync-status does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from codat_tui.models.changes import Intent
from codat_tui.models.codat import to_wire
from codat_tui.models.errors import CodatError, RefusedError
from codat_tui.models.writes import (
    PlanFact,
    PlanWarning,
    StartRangeSync,
    StartSync,
    Verified,
    WritePlan,
    WriteResult,
)
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.causes import duration
from codat_tui.rules.diagnosis.timing import longest_run
from codat_tui.rules.json.text import canonical_json
from codat_tui.rules.syncs.due_times import schedule_zone
from codat_tui.rules.syncs.periods import Basis
from codat_tui.rules.syncs.range_choice import RangeContext
from codat_tui.rules.syncs.spans import Span, missing
from codat_tui.rules.syncs.told_ranges import with_told_ranges
from codat_tui.services.context import or_none
from codat_tui.services.sync_checks import (
    USUAL_REQUESTS,
    Checks,
    SeenSync,
    changed_warnings,
    dated_apart,
    is_running,
    of_request,
    read_checks,
    read_status,
    started_sync,
    warnings_of,
    window_of,
)
from codat_tui.services.writing.operation import ASKED_AT, Found, NotSeen, Operation, WriteContext
from codat_tui.words import count, minute_text, moment_text

if TYPE_CHECKING:
    from codat_tui.api import Call
    from codat_tui.models.codat import SyncStatus
    from codat_tui.rules.syncs.windows import SyncWindow

RUNS_ALREADY = "A sync of this company is running. Wait until it ends."
STAYS = "What Codat writes stays in the accounting software"
S = TypeVar("S", StartSync, StartRangeSync)


def _running_words(status: SyncStatus | None, now: datetime) -> str:
    """Return why no other sync starts while one runs; "" when none runs."""
    if status is None or not is_running(status):
        return ""
    at = read_instant(status.sync_utc)
    if at is None or now - at <= longest_run(None):
        return RUNS_ALREADY
    return (
        f"A sync of this company has been running for {duration(now - at)}. Do not start another; ask Codat."
    )


class SyncOperation(Operation[S]):
    """Shared by both ways of starting a sync."""

    WATCHED = True

    def exclusive_key(self, write: S) -> str:
        return f"sync {write.company_id}"

    async def read_before(self, context: WriteContext, write: S) -> str:
        """Return the newest sync, so that a newer one proves the start.

        Raises RefusedError while one runs.
        """
        status = await read_status(context.client, write.company_id)
        if is_running(status):
            raise RefusedError(title=RUNS_ALREADY)
        return seen(status)

    def changed_since_sheet(self, shown: str, now: str) -> bool:
        # A sync that ended meanwhile does not affect this one.
        return False

    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        # An answer with an id is proof, otherwise a sync newer than the one before and dated like it.
        if result is not None and (result.commerce_sync_id or result.sync_id):
            return Verified(result.commerce_sync_id, result)
        before = seen_before(intent.before)
        found = started_sync(before, await read_status(context.client, intent.company_id))
        if found is None:
            return NotSeen("No sync has appeared since. Check again before starting another.")
        asked_at = read_instant(intent.details.get(ASKED_AT)) or context.client.at_server(intent.at)
        if not dated_apart(found, asked_at):
            return Verified(found.commerce_sync_id, result_of(found, intent.wanted))
        # The night's own sync, when the machine slept or the program was killed: ours would be an older one.
        ours = of_request(await context.client.sync.list(intent.company_id), before, asked_at)
        if ours is None:
            dated = moment(read_instant(found.sync_utc))
            return NotSeen(
                f"The newest sync, of {dated}, is probably not this one. Check again before starting another."
            )
        return Verified(ours.sync_id, result_of(ours, intent.wanted))


class StartSyncOperation(SyncOperation[StartSync]):
    """From the last success to a date, or to now."""

    NAME = "request-sync"

    async def prepare(self, context: WriteContext, write: StartSync) -> WritePlan:
        from codat_tui.api import requests

        name = await context.name_of(write.company_id)
        checks = await read_checks(context.client, write.company_id)
        window = window_of(checks, context.now, write.sync_to)
        days = f", {count(window.days, 'day')}" if window.days else ""
        end = moment(window.finish)
        facts = (
            PlanFact("from", moment(window.start) or "not known", _from(window, checks) + days),
            PlanFact("to", end) if write.sync_to else PlanFact("to", "now", end),
        )
        return context.plan(
            write,
            requests.request_sync(write.company_id, write.sync_to),
            title="Sync up to a date" if write.sync_to else "Sync now",
            verb="sync",
            company_id=write.company_id,
            company_name=name,
            facts=facts,
            warnings=(
                *_end_warnings(write.sync_to, window.start, context.now),
                *warnings_of(checks, context.now),
                *await _changes(context, write.company_id, checks),
            ),
            refused=_running_words(checks.status, context.now),
            covered=_nothing_left(write.sync_to, window.start),
            requests=USUAL_REQUESTS,
            before=seen(checks.status),
        )

    def wanted(self, write: StartSync) -> str:
        return canonical_json({"syncTo": write.sync_to.isoformat()} if write.sync_to else {})

    async def send(self, context: WriteContext, write: StartSync, call: Call) -> WriteResult:
        status = await context.client.sync.request(write.company_id, sync_to=write.sync_to, call=call)
        return result_of(status)


class StartRangeOperation(SyncOperation[StartRangeSync]):
    """Exactly a range."""

    NAME = "request-sync-for-date-range"

    async def prepare(self, context: WriteContext, write: StartRangeSync) -> WritePlan:
        from codat_tui.api import requests

        name = await context.name_of(write.company_id)
        checks = await read_checks(context.client, write.company_id)
        listed = await or_none(context.client.sync.list(write.company_id)) or ()
        syncs = with_told_ranges(listed, await context.told_ranges(write.company_id))
        refused = _running_words(checks.status, context.now)
        if write.start >= write.finish:
            refused = "The range ends before it begins."
        elif write.start > context.now:
            refused = "The range has not begun yet."
        warnings = (*_against(write, checks, syncs, context.now), *warnings_of(checks, context.now))
        warnings += await _changes(context, write.company_id, checks)
        if write.finish > context.now:
            ahead = PlanWarning("The range ends in the future.", "Codat can only sync what was sold by then.")
            warnings = (ahead, *warnings)
        return context.plan(
            write,
            requests.request_sync_for_date_range(write.company_id, write.start, write.finish),
            title="Sync a range",
            verb="sync",
            company_id=write.company_id,
            company_name=name,
            facts=tuple(
                PlanFact(label, moment(instant), _local(instant, checks))
                for label, instant in (("from", write.start), ("to", write.finish))
            ),
            warnings=warnings,
            refused=refused,
            covered=not missing(
                Span(write.start, write.finish), _known(checks, syncs, context.now).covered.proven
            ),
            requests=USUAL_REQUESTS,
            before=seen(checks.status),
        )

    def wanted(self, write: StartRangeSync) -> str:
        return canonical_json({"start": write.start.isoformat(), "finish": write.finish.isoformat()})

    async def send(self, context: WriteContext, write: StartRangeSync, call: Call) -> WriteResult:
        sync = context.client.sync
        status = await sync.request_for_date_range(
            write.company_id, start=write.start, finish=write.finish, call=call
        )
        return result_of(status)


def seen(status: SyncStatus | None) -> str:
    """Return the newest sync's ids and date as JSON."""
    if status is None:
        return canonical_json({"commerceSyncId": "", "syncId": "", "syncUtc": None})
    ids = {"commerceSyncId": status.commerce_sync_id, "syncId": status.sync_id}
    return canonical_json({**ids, "syncUtc": status.sync_utc})


def seen_before(text: str) -> SeenSync:
    """Return what `seen` wrote."""
    kept = json.loads(text)
    return SeenSync(kept.get("commerceSyncId") or "", kept.get("syncId") or "", kept.get("syncUtc"))


def result_of(status: SyncStatus, wanted: str = "{}") -> WriteResult:
    """Return the ids and the range of the sync that a status shows; *wanted* is what was asked for, as journaled."""
    told = status.date_range
    asked = json.loads(wanted)
    return WriteResult(
        company_id=status.company_id,
        commerce_sync_id=status.commerce_sync_id,
        sync_id=status.sync_id,
        sync_utc=status.sync_utc or "",
        range_start=(told.start if told else None) or asked.get("start", ""),
        range_finish=(told.finish if told else None) or asked.get("finish", ""),
    )


def moment(instant: datetime | None) -> str:
    return f"{minute_text(instant, UTC)} UTC" if instant is not None else ""


def _from(window: SyncWindow, checks: Checks) -> str:
    """Where a sync up to now begins on the merchant's clock, and why there."""
    local = _local(window.start, checks) if window.start is not None else ""
    return f"{local}, {window.start_reason}" if local else window.start_reason


def _local(instant: datetime, checks: Checks) -> str:
    # On the merchant's clock; "" when that is UTC or unknown.
    if isinstance(checks.configuration, CodatError):
        return ""
    zone = schedule_zone(checks.configuration)
    if zone.utcoffset(instant) == timedelta(0):
        return ""
    return f"{minute_text(instant, zone)} in {zone}"


def _nothing_left(end: datetime | None, start: datetime | None) -> bool:
    return end is not None and start is not None and end <= start


def _end_warnings(end: datetime | None, start: datetime | None, now: datetime) -> list[PlanWarning]:
    if _nothing_left(end, start):
        remedy = "Choose a later date, or sync a range."
        return [
            PlanWarning("That is before the last successful sync: nothing is left to sync.", remedy, True)
        ]
    if end is not None and end > now:
        return [PlanWarning("That is in the future.", "Codat can only sync what was sold by then.")]
    return []


def _known(checks: Checks, syncs: tuple[SyncStatus, ...], now: datetime) -> RangeContext:
    configuration = None if isinstance(checks.configuration, CodatError) else checks.configuration
    last = None if isinstance(checks.last_successful, CodatError) else checks.last_successful
    return RangeContext(now, syncs, last, configuration)


def _against(
    write: StartRangeSync, checks: Checks, syncs: tuple[SyncStatus, ...], now: datetime
) -> list[PlanWarning]:
    """Warn of time before the range that stays in no sync, and of syncs that share its time."""
    context = _known(checks, syncs, now)
    zone, found = context.zone, []
    hole = context.hole_before(write.start)
    if hole is not None:
        start, finish = (moment_text(each, zone, now) for each in (hole.start, hole.finish))
        found.append(
            PlanWarning(
                f"{start} to {finish} ({zone}) is in no sync, and stays so: the next sync begins after this range.",
                f"Choose a range that begins on {start}.",
            )
        )
    covered = context.covered.overlapping(Span(write.start, write.finish))
    if covered:
        what = count(len(covered), "earlier sync")
        sure = "" if all(each.basis is Basis.STATED for each in covered) else " as far as can be told"
        start = moment_text(min(each.start for each in covered), zone, now)
        finish = moment_text(max(each.finish for each in covered), zone, now)
        remedy = "Codat's duplication protection may stop it (5080): choose days that were not synced."
        found.append(PlanWarning(f"Overlaps {what}{sure}: {start} to {finish} ({zone}).", remedy))
    return found


async def _changes(context: WriteContext, company_id: str, checks: Checks) -> tuple[PlanWarning, ...]:
    # The configuration just read is kept as seen, and compared.
    if isinstance(checks.configuration, CodatError):
        return ()
    await context.keep_configuration(company_id, to_wire(checks.configuration))
    return tuple(changed_warnings(await context.snapshots(company_id), checks))
