"""A company with its verdict, from a row of the fleet or from all that was read of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from codat_tui.models.diagnosis import Basis, Cause, CauseKind, Certainty, Evidence, Remedy, State, Who
from codat_tui.models.known_verdict import KnownVerdict
from codat_tui.models.local import TAG_SEPARATOR, FleetEntry, LatestSync, known
from codat_tui.present.data.encoding import Lines, plain
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.fleet.links import PlatformKind
from codat_tui.rules.fleet.query import state_of, urgency
from codat_tui.words import day_text

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection, SyncStatus
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.rules.diagnosis.verdict import Verdict


@dataclass(frozen=True, slots=True)
class CompanyData:
    """A company; *tags* by key."""

    id: str
    name: str
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class CauseData:
    """Why sales do not arrive; *field* is a path of the configuration, or "connections.accounting"."""

    kind: CauseKind
    field: str | None
    label: str | None
    text: str
    short: str
    certainty: Certainty
    blocks: bool
    who: Who | None
    remedy: str
    remedy_kind: Remedy
    at: datetime | None


@dataclass(frozen=True, slots=True)
class EvidenceData:
    """A statement behind the verdict; *operation* is Codat's name of the call that told it."""

    text: str
    certainty: Certainty
    operation: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class LatestData:
    """The latest sync; *word* and *message* are Codat's own text."""

    sync_id: str | None
    at: datetime | None
    code: int | None
    word: str
    message: str
    data_pushed: bool | None


@dataclass(frozen=True, slots=True)
class LinkData:
    """One connection; *side* is "commerce", "accounting" or Codat's other word."""

    id: str
    side: str
    platform: str
    platform_key: str
    status: str


@dataclass(frozen=True, slots=True)
class VerdictData:
    """A company as it was judged at *checked_at*.

    *since* and *failing_days* count days of the merchant where the mapping was read, else of UTC; *at_least*:
    both may be more. *evidence* and *next_due* are null where the company gave no answer and nothing was kept.
    """

    company: CompanyData
    state: State
    needs_person: bool
    since: date | None
    failing_days: int | None
    at_least: bool
    days_left: int | None
    who: Who | None
    headline: str
    remedy: str | None
    causes: tuple[CauseData, ...]
    evidence: tuple[EvidenceData, ...] | None
    latest: LatestData | None
    last_success: datetime | None
    last_written: datetime | None
    next_due: datetime | None
    links: tuple[LinkData, ...]
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownData(VerdictData):
    """A company with what was made for somebody else; each is null unless it was asked for.

    *ticket* is for a support ticket, *message* for the merchant, *evidence_folder* holds what Codat's support needs.
    """

    ticket: Lines | None
    message: Lines | None
    evidence_folder: str | None


COMPANY_FIELDS = (
    *("company.id", "company.name", "state", "since", "failing_days", "days_left", "who"),
    *("causes.kind", "headline"),
)
"""For scripts and CSV; JSON has all."""


def verdict_of_entry(
    entry: FleetEntry, checked_at: datetime | None = None, basis: Basis | None = None
) -> VerdictData:
    """Return what the fleet knows of a company: links, latest sync, the kept judgement.

    *checked_at* is needed for a company without a sync alone; *basis* is known where it was asked for just now.
    """
    state, judgement, sync = state_of(entry), entry.judgement, entry.sync
    zone = basis.zone if basis else None
    if basis is not None and zone is not None:
        judgement = basis.judgement
    causes = judgement.causes if judgement else ()
    first = causes[0] if causes else None
    at = read_instant(sync.sync_utc) if sync else None
    outcome = describe(sync.code, sync.data_pushed).state if sync else None
    good = outcome in (SyncState.WRITTEN, SyncState.NOTHING_WRITTEN, SyncState.NOTHING_PUSHED)
    return VerdictData(
        company=CompanyData(entry.company_id, entry.name, tags_of(entry)),
        state=state,
        needs_person=state.needs_person,
        since=_day(judgement.since if judgement else None, zone or UTC),
        failing_days=judgement.failing_days if judgement else None,
        at_least=judgement.at_least if judgement else False,
        days_left=judgement.days_left if judgement else None,
        who=first.who if first else None,
        headline=(judgement.headline if judgement else "") or _headline(entry, state),
        remedy=(first.advice or None) if first else None,
        causes=tuple(map(cause_data, causes)),
        evidence=tuple(map(_evidence, basis.evidence)) if basis else None,
        latest=_latest_of_row(sync) if sync else None,
        last_success=at if good else basis.last_success if basis else None,
        last_written=at if outcome is SyncState.WRITTEN else basis.last_written if basis else None,
        next_due=basis.next_due if basis else None,
        links=tuple(_links(entry)),
        checked_at=sync.checked_at if sync else checked_at,
    )


def known_verdict(entry: FleetEntry, checked_at: datetime | None, basis: Basis | None) -> KnownVerdict:
    """Return the row of `check`, in the form in which it is kept for a later one."""
    row = verdict_of_entry(entry, checked_at, basis)
    at = row.checked_at.isoformat() if row.checked_at is not None else ""
    # A snooze is a person's: it changes no verdict, and may be over by then.
    rank, _ = urgency(entry._replace(notes=()))
    return KnownVerdict(entry.company_id, entry.name, at, rank, plain(row))


def verdict_of_overview(
    entry: FleetEntry, overview: CompanyOverview, judged: Verdict, zone: tzinfo, now: datetime
) -> VerdictData:
    """Return all that was read of a company; *zone* is the merchant's."""
    latest, success = known(overview.latest), known(overview.last_successful)
    written = (
        read_instant(each.sync_utc)
        for each in known(overview.syncs) or ()
        if describe(each.code, each.data_pushed).state is SyncState.WRITTEN
    )
    connections = known(overview.connections)
    return VerdictData(
        company=CompanyData(entry.company_id, entry.name, tags_of(entry)),
        state=judged.state,
        needs_person=judged.state.needs_person,
        since=_day(judged.since, zone),
        failing_days=judged.failing_days,
        at_least=judged.at_least,
        days_left=judged.days_left,
        who=judged.who,
        headline=judged.headline,
        remedy=judged.remedy or None,
        causes=tuple(map(cause_data, judged.causes)),
        evidence=tuple(map(_evidence, judged.evidence)),
        latest=_latest(latest) if latest is not None else None,
        last_success=read_instant(success.sync_utc) if success is not None else None,
        last_written=max((each for each in written if each is not None), default=None),
        next_due=judged.next_due,
        links=tuple(map(link_data, connections)) if connections is not None else tuple(_links(entry)),
        checked_at=overview.read_at("latest") or now,
    )


def shown_data(
    row: VerdictData, *, ticket: str = "", message: str = "", evidence_folder: str = ""
) -> ShownData:
    """Return *row* with what was made of it."""
    return ShownData(
        **{each.name: getattr(row, each.name) for each in fields(VerdictData)},
        ticket=Lines(ticket) if ticket else None,
        message=Lines(message) if message else None,
        evidence_folder=evidence_folder or None,
    )


def cause_data(cause: Cause) -> CauseData:
    return CauseData(
        kind=cause.kind,
        field=cause.field or None,
        label=cause.label or None,
        text=cause.text,
        short=cause.short,
        certainty=cause.certainty,
        blocks=cause.blocks,
        who=cause.who,
        remedy=cause.advice,
        remedy_kind=cause.remedy,
        at=cause.at,
    )


def link_data(connection: Connection) -> LinkData:
    return LinkData(
        connection.id,
        (connection.source_type or "").lower(),
        connection.platform_name,
        connection.integration_key,
        connection.status,
    )


def tells_of(row: Mapping[str, Any], entry: FleetEntry) -> bool:
    """Return whether a plain row of `VerdictData` has the name, tags and links that the company has now."""
    company = plain(CompanyData(entry.company_id, entry.name, tags_of(entry)))
    return bool(row["company"] == company and row["links"] == plain(list(_links(entry))))


def tags_of(entry: FleetEntry) -> dict[str, str]:
    """Return the tags of a row of the fleet, by key."""
    pairs = (each.partition("=") for each in entry.tags.split(TAG_SEPARATOR) if each)
    return {key: value for key, _, value in pairs}


def _evidence(each: Evidence) -> EvidenceData:
    return EvidenceData(each.text, each.certainty, each.operation or None, each.at)


def _latest(status: SyncStatus) -> LatestData:
    return LatestData(
        status.sync_id or None,
        read_instant(status.sync_utc),
        status.code,
        status.word,
        status.error_message or status.exception_message,
        status.data_pushed,
    )


def _latest_of_row(sync: LatestSync) -> LatestData:
    at = read_instant(sync.sync_utc)
    return LatestData(sync.sync_id or None, at, sync.code, sync.word, sync.message, sync.data_pushed)


def _links(entry: FleetEntry) -> Iterable[LinkData]:
    for side, link in ((PlatformKind.COMMERCE, entry.commerce), (PlatformKind.ACCOUNTING, entry.accounting)):
        if link is not None:
            yield LinkData(link.connection_id, side.value, link.platform_name, link.platform_key, link.status)


def _headline(entry: FleetEntry, state: State) -> str:
    """The headline of a company without a judgement, which is fine or was not asked for."""
    if state is State.NOT_CHECKED:
        return "Not checked yet"
    if entry.sync is None or state is State.UNLINKED:
        return "Never synced" if entry.never_synced else state.words.capitalize()
    at = read_instant(entry.sync.sync_utc)
    return f"{describe(entry.sync.code).title} {day_text(at) if at else '(date not known)'}"


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return moment.astimezone(zone).date() if moment is not None else None
