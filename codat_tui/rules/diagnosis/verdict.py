"""What to think of a company, in a few plain sentences: state, cause, since when, who must act and what mends it.

Facts that are missing are named as not known and never replaced by a guess; no combination of them raises.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from codat_tui.rules.codes import SyncState, Who, describe
from codat_tui.rules.dates import day_text, read_instant
from codat_tui.rules.diagnosis.causes import Cause, failure_cause, finding_cause, stopping
from codat_tui.rules.diagnosis.failing import DAYS_UNTIL_OFF, FailingRun, failing_run
from codat_tui.rules.findings import Finding, blocking
from codat_tui.rules.mapping.lint import lint
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.windows import next_due, schedule_hour, schedule_zone

if TYPE_CHECKING:
    from codat_tui.models.codat import Company, CompanySummary, Configuration, Connection, SyncStatus
    from codat_tui.models.local import FleetEntry

_OVERDUE = timedelta(hours=48)


class VerdictState(StrEnum):
    """How a company stands. NOT_READY and NEVER_SYNCED have no sync yet; ACTION_NEEDED is failing from now on."""

    FINE = "fine"
    NOTHING_WRITTEN = "nothing written"
    RUNNING = "running"
    FAILING = "failing"
    ACTION_NEEDED = "action needed"
    NOT_READY = "not ready"
    NEVER_SYNCED = "never synced"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What is known of a company; None is not known.

    *never_synced* and *never_successful* are True where Codat answered that there is no such sync.
    """

    company: Company | CompanySummary | FleetEntry | None = None
    connections: tuple[Connection, ...] | None = None
    latest: SyncStatus | None = None
    last_successful: SyncStatus | None = None
    syncs: tuple[SyncStatus, ...] | None = None
    configuration: Configuration | None = None
    never_synced: bool = False
    never_successful: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement. *since* is the first failed sync, or the one the state speaks of.

    *failing_days* counts days with a failed sync since the last success, a lower bound where *at_least*;
    *days_left* is what remains of Codat's 31. *field* is the place in the configuration to mend, "" for none.
    """

    state: VerdictState
    headline: str
    cause: str
    since: datetime | None
    failing_days: int | None
    days_left: int | None
    who: Who
    remedy: str
    findings: tuple[Finding, ...]
    at_least: bool = False
    field: str = ""


def verdict(facts: CompanyFacts, now: datetime, zone: tzinfo | None = None) -> Verdict:
    """Judge a company; days are those of *zone*, or else of the company's own time zone."""
    zone = zone or schedule_zone(facts.configuration)
    findings = lint(facts.configuration, facts.connections)
    latest = _newest(facts)
    state = describe(latest.code).state if latest else None
    if latest is None:
        found = _without_latest(facts, findings, now, zone)
    elif state is SyncState.RUNNING:
        found = _running(latest, facts, findings, zone)
    elif state is SyncState.FAILED:
        found = _failed(latest, facts, findings, zone)
    elif state is SyncState.UNKNOWN:
        found = _unread(latest, findings)
    else:
        found = _succeeded(latest, facts, findings, now, zone)
    return found


def _newest(facts: CompanyFacts) -> SyncStatus | None:
    """The newest sync known from any source; the latest as Codat names it wins where dates do not decide."""
    known = [facts.latest, *(facts.syncs or ()), facts.last_successful]
    if facts.latest is None and facts.syncs is None:
        return None
    if facts.latest is not None and read_instant(facts.latest.sync_utc) is None:
        return facts.latest
    return next(iter(newest_first(sync for sync in known if sync is not None)), None)


def _verdict(
    state: VerdictState, headline: str, cause: Cause, since: datetime | None, findings: tuple[Finding, ...]
) -> Verdict:
    return Verdict(
        state,
        headline,
        cause.problem,
        since,
        None,
        None,
        cause.who,
        cause.remedy,
        findings,
        field=cause.field,
    )


def _with_run(found: Verdict, run: FailingRun | None) -> Verdict:
    if run is None:
        return found
    return replace(found, failing_days=run.days, days_left=run.days_left, at_least=run.at_least)


def _run(latest: SyncStatus | None, facts: CompanyFacts, zone: tzinfo) -> FailingRun | None:
    hour = schedule_hour(facts.configuration)
    return failing_run(latest, facts.last_successful, facts.syncs, zone, facts.never_successful, hour)


def _not_known(facts: CompanyFacts) -> str:
    parts = [("the links", facts.connections), ("the mapping", facts.configuration)]
    missing = [name for name, value in parts if value is None]
    return f"Not known: {', '.join(missing)}." if missing else ""


def _without_latest(
    facts: CompanyFacts, findings: tuple[Finding, ...], now: datetime, zone: tzinfo
) -> Verdict:
    never = facts.never_synced or (facts.syncs is not None and facts.last_successful is None)
    blocks = blocking(findings)
    if never and blocks:
        cause = finding_cause(blocks[0])
        return _verdict(VerdictState.NOT_READY, "Never synced: not ready", cause, None, findings)
    if never:
        due = next_due(facts.configuration.schedule, now) if facts.configuration else None
        problem = _not_known(facts) or (f"The first sync is due {day_text(due, zone)}." if due else "")
        cause = Cause(problem, Who.NOBODY, "")
        return _verdict(VerdictState.NEVER_SYNCED, "Never synced", cause, None, findings)
    last = read_instant(facts.last_successful.sync_utc) if facts.last_successful else None
    known = f"The last success was on {day_text(last, zone)}." if last else ""
    if stop := stopping(findings):
        cause = finding_cause(stop)
        headline = "Action needed; the latest sync is not known"
        return _verdict(VerdictState.ACTION_NEEDED, headline, cause, None, findings)
    cause = Cause(known, Who.NOBODY, "Refresh.")
    return _verdict(VerdictState.UNKNOWN, "The latest sync is not known", cause, None, findings)


def _unread(latest: SyncStatus, findings: tuple[Finding, ...]) -> Verdict:
    meaning = describe(latest.code)
    said = f'The status reads "{latest.word}".' if latest.word else ""
    cause = Cause(f"{meaning.meaning} {said}".strip(), meaning.who, meaning.remedy)
    since = read_instant(latest.sync_utc)
    return _verdict(VerdictState.UNKNOWN, "The latest sync's state is not known", cause, since, findings)


def _running(latest: SyncStatus, facts: CompanyFacts, findings: tuple[Finding, ...], zone: tzinfo) -> Verdict:
    run = _run(None, facts, zone)
    parts = [describe(latest.code).meaning] if latest.code != 1000 else []
    if run is not None:
        parts.append(f"The syncs before it failed since {_day(run, zone)}.")
    if blocks := blocking(findings):
        parts.append(f"It is likely to fail: {blocks[0].problem}")
    cause = Cause(" ".join(parts), Who.NOBODY, "Wait until it ends.", blocks[0].field if blocks else "")
    since = read_instant(latest.sync_utc)
    return _with_run(_verdict(VerdictState.RUNNING, "A sync is running", cause, since, findings), run)


def _failed(latest: SyncStatus, facts: CompanyFacts, findings: tuple[Finding, ...], zone: tzinfo) -> Verdict:
    run = _run(latest, facts, zone)
    cause = failure_cause(latest, facts.configuration, facts.connections, findings)
    since = run.since if run else None
    if facts.configuration is not None and facts.configuration.enable is False:
        long = run is not None and run.days >= DAYS_UNTIL_OFF
        headline = (
            f"Switched off after {DAYS_UNTIL_OFF} days of errors" if long else "The sync is switched off"
        )
        again = f"{cause.remedy} Then have the merchant switch the sync on again.".strip()
        off = replace(cause, remedy=again)
        return _with_run(_verdict(VerdictState.ACTION_NEEDED, headline, off, since, findings), run)
    headline = f"Failing since {_day(run, zone)}" if run else "Failing; since when is not known"
    if cause.field.startswith("connections."):
        # Codat's documentation: once a sync has failed for a severed link, none is tried after it.
        headline += "; no sync is tried until the merchant links again"
        return _verdict(VerdictState.FAILING, headline, cause, since, findings)
    if run is not None:
        headline += f" ({_count(run)})"
    return _with_run(_verdict(VerdictState.FAILING, headline, cause, since, findings), run)


def _day(run: FailingRun, zone: tzinfo) -> str:
    return day_text(run.since, zone) + (" or earlier" if run.at_least else "")


def _count(run: FailingRun) -> str:
    if run.days >= DAYS_UNTIL_OFF:
        return f"{run.days} days; Codat switches the sync off after {DAYS_UNTIL_OFF}"
    least = "at least " if run.at_least else ""
    return f"{least}{run.days} of {DAYS_UNTIL_OFF} days until Codat switches the sync off"


def _succeeded(
    latest: SyncStatus, facts: CompanyFacts, findings: tuple[Finding, ...], now: datetime, zone: tzinfo
) -> Verdict:
    at, meaning = read_instant(latest.sync_utc), describe(latest.code)
    written = meaning.state is SyncState.WRITTEN
    state = VerdictState.FINE if written else VerdictState.NOTHING_WRITTEN
    done = (
        f"{'Written' if written else 'Nothing to write'} {day_text(at, zone) if at else '(date not known)'}"
    )
    if stop := stopping(findings):
        headline = f"{done}; action needed before the next sync"
        return _verdict(VerdictState.ACTION_NEEDED, headline, finding_cause(stop), at, findings)
    if blocks := blocking(findings):
        return _verdict(state, f"{done}; the next sync will fail", finding_cause(blocks[0]), at, findings)
    if at and now - at > _OVERDUE and _runs_daily(facts.configuration):
        return _verdict(
            VerdictState.ACTION_NEEDED,
            f"No sync since {day_text(at, zone)}",
            Cause(
                "A sync is due every day; why none has run is not known.", Who.US, "Sync now and watch it."
            ),
            at,
            findings,
        )
    cause = Cause(_not_known(facts), meaning.who, meaning.remedy)
    return _verdict(state, done, cause, at, findings)


def _runs_daily(configuration: Configuration | None) -> bool:
    if configuration is None or not (configuration.enable and configuration.configured):
        return False
    schedule = configuration.schedule
    return schedule is not None and (schedule.selected_frequency or "").casefold() == "daily"
