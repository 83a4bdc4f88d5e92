"""The verdict on a company: state, causes, start, who must act, and evidence.

Sentences say "is" for current data, give the date for statements of a sync, and say "probably" for
conclusions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import DAYS_UNTIL_OFF, Cause, CauseKind, Evidence, Judgement, State, Who
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.causes import (
    DEAD_LINKS,
    UNFINISHED_LINKS,
    DiagnosisContext,
    duration,
    next_due,
)
from codat_tui.rules.diagnosis.evidence import evidence
from codat_tui.rules.diagnosis.facts import CompanyFacts, Earlier
from codat_tui.rules.diagnosis.failing import FailingRun
from codat_tui.rules.diagnosis.timing import STALLED_AFTER, failed, longest_run, wrote
from codat_tui.rules.findings import Finding
from codat_tui.words import day_text

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection

__all__ = ["CompanyFacts", "Earlier", "Verdict", "verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """*causes*: in the order in which they block; doubts and notes last.

    *failing_days*: days with a failed sync since the last success, a lower bound if *at_least*; *days_left*:
    the rest of Codat's 31. *next_due*: None when no sync is expected.
    """

    state: State
    headline: str
    causes: tuple[Cause, ...]
    since: datetime | None
    failing_days: int | None
    days_left: int | None
    at_least: bool
    next_due: datetime | None
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]

    @property
    def first(self) -> Cause | None:
        """The cause to handle first."""
        return self.causes[0] if self.causes else None

    @property
    def who(self) -> Who | None:
        return self.first.who if self.first else None

    @property
    def remedy(self) -> str:
        """How to fix the first cause; "" when nobody must act."""
        return self.first.advice if self.first else ""

    @property
    def field(self) -> str:
        """The configuration field to fix, or "connections.accounting"; "" for none."""
        return self.first.field if self.first else ""

    def judged(self, judgement: Judgement) -> Verdict:
        """Return the verdict that says what *judgement* says, and of all else what this one does."""
        return replace(
            self,
            state=judgement.state,
            headline=judgement.headline,
            causes=judgement.causes,
            since=judgement.since,
            failing_days=judgement.failing_days,
            days_left=judgement.days_left,
            at_least=judgement.at_least,
        )

    @property
    def judgement(self) -> Judgement:
        """The short form for the list of companies."""
        return Judgement(
            self.state,
            self.since,
            self.failing_days,
            self.days_left,
            self.at_least,
            self.first,
            max(0, len(self.causes) - 1),
            self.headline,
            self.causes[1:],
        )


def verdict(facts: CompanyFacts, now: datetime, zone: tzinfo = UTC) -> Verdict:
    """Days and times in sentences are in *zone*: that of the times beside them."""
    context = DiagnosisContext(facts, now, zone)
    state = state_of(context)
    found = context.causes
    headline, since = _HEADLINES[state](context, found)
    count = sum(cause.blocks for cause in found)
    if count > 1 and state is not State.FINE:
        headline += f"; {count} causes"
    run = _run(context, state)
    return Verdict(
        state,
        headline,
        found,
        since,
        run.days if run else None,
        run.days_left if run and not context.overdue else None,
        run.at_least if run else False,
        next_due(context),
        context.findings,
        evidence(context, found),
    )


def _run(context: DiagnosisContext, state: State) -> FailingRun | None:
    return None if state is State.FINE else context.history.run


# States


def state_of(context: DiagnosisContext) -> State:
    """The first matching rule of `_STATES`."""
    return next(state for state, fits in _STATES if fits(context))


def _latest_is(context: DiagnosisContext, *states: SyncState) -> bool:
    latest = context.history.latest
    return latest is not None and describe(latest.code).state in states


def _running(context: DiagnosisContext) -> bool:
    return _latest_is(context, SyncState.RUNNING)


def _stuck(context: DiagnosisContext) -> bool:
    latest = context.history.latest
    at = read_instant(latest.sync_utc) if latest else None
    return (
        _running(context) and at is not None and context.now - at > longest_run(context.facts.usual_seconds)
    )


def _off(context: DiagnosisContext) -> bool:
    configuration = context.facts.configuration
    if configuration is None or configuration.switched_on is not False:
        return False
    return configuration.configured is not False or context.ever_good


def _unlinked(context: DiagnosisContext) -> bool:
    kinds = {finding.kind for finding in context.links_down}
    return bool(kinds & DEAD_LINKS) or (bool(kinds & UNFINISHED_LINKS) and context.ever_good)


def _unfinished(context: DiagnosisContext) -> bool:
    if context.ever_good or context.failing:
        return False
    return bool(context.links_down) or context.unfinished


def _stalled(context: DiagnosisContext) -> bool:
    since = _unfinished_since(context)
    return _unfinished(context) and since is not None and context.now - since > STALLED_AFTER


def _unfinished_since(context: DiagnosisContext) -> datetime | None:
    """When the merchant was first asked: newest unlinked connection, else the company's creation."""
    waiting = [each for each in context.facts.connections or () if not _is_linked(each)]
    created = [read_instant(each.created) for each in waiting]
    created += [read_instant(getattr(context.facts.company, "created", None))]
    moments = [each for each in created if each is not None]
    return max(moments) if moments else None


def _is_linked(connection: Connection) -> bool:
    return (connection.status or "").strip().casefold() == "linked"


def _overdue(context: DiagnosisContext) -> bool:
    return bool(context.overdue) and not context.links_down


def _quiet(context: DiagnosisContext) -> bool:
    kinds = {cause.kind for cause in context.causes}
    # A link that reports an error explains why nothing came: not a day without sales.
    return (
        CauseKind.NOTHING_WRITTEN_LONG in kinds or {CauseKind.LINK_ERROR, CauseKind.NOTHING_PUSHED} <= kinds
    )


def _fine(context: DiagnosisContext) -> bool:
    good = _latest_is(context, SyncState.WRITTEN, SyncState.NOTHING_WRITTEN)
    return good or (context.history.latest is not None and failed(context.history.latest))


# In order: a state that explains another comes before it.
_STATES: tuple[tuple[State, Callable[[DiagnosisContext], bool]], ...] = (
    (State.UNKNOWN, lambda context: context.facts.missing),
    (State.STUCK, _stuck),
    (State.RUNNING, _running),
    (State.OFF, _off),
    (State.UNLINKED, _unlinked),
    (State.STALLED, _stalled),
    (State.WAITING, _unfinished),
    (State.FAILING, lambda context: context.failing),
    (State.OVERDUE, _overdue),
    (State.QUIET, _quiet),
    (State.FINE, _fine),
    (State.WAITING, lambda context: context.never),
    (State.UNKNOWN, lambda context: True),
)


# Headlines

Headline = tuple[str, datetime | None]


def _headline_off(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    run = context.history.run
    since = run.since if run else _latest_at(context)
    if any(cause.kind is CauseKind.SWITCHED_OFF_AFTER_ERRORS for cause in found):
        return f"Switched off, probably after {DAYS_UNTIL_OFF} days of errors", since
    return "Switched off", since


def _headline_unlinked(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    names = [cause.label for cause in found if cause.field.startswith("connections.") and cause.blocks]
    subject = " and ".join(dict.fromkeys(names)) or "A link"
    subject = subject[:1].upper() + subject[1:]
    text = f"{subject} {'are' if len(names) > 1 else 'is'} not linked"
    run = context.history.run
    if run is None:
        return text, None
    if context.overdue:
        # Codat counts days that end in error; without a sync none is added.
        day = day_text(_latest_at(context) or run.since, context.zone)
        return f"{text}; a sync failed on {day}, and none was tried since", run.since
    return f"{text}; failing since {_day(run, context)}{_count(run)}", run.since


def _headline_stuck(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    at = _latest_at(context)
    length = duration(context.now - at) if at else "long"
    usual = context.facts.usual_seconds
    normal = f", usually {duration(timedelta(seconds=usual))}" if usual else ""
    return f"A sync has been running for {length}{normal}", at


def _headline_running(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    run, at = context.history.run, _latest_at(context)
    before = f"; the syncs before it failed since {_day(run, context)}" if run else ""
    return f"A sync is running{before}", at


def _headline_failing(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    run = context.history.run
    if run is None:
        return "Failing; since when is not known", None
    text = f"Failing since {_day(run, context)}{_count(run)}"
    if any(cause.kind is CauseKind.NO_SYNC_RUNS for cause in found):
        text = (
            f"Failed on {day_text(_latest_at(context) or run.since, context.zone)}, and no sync has run since"
        )
    return text, run.since


def _headline_overdue(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    count = len(context.overdue)
    were = "one was due" if count == 1 else f"{count} were due"
    at = _latest_at(context)
    if at is None:
        return f"Never synced, although {were}", context.overdue[0]
    return f"No sync since {day_text(at, context.zone)}, although {were}", context.overdue[0]


def _headline_quiet(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    cause = next((each for each in found if each.kind is CauseKind.NOTHING_WRITTEN_LONG), None)
    if cause is None or cause.at is None:
        return _headline_fine(context, found)
    return f"Nothing written for {(context.now - cause.at) // timedelta(days=1)} days", cause.at


def _headline_waiting(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    since = _unfinished_since(context)
    if _unfinished(context):
        on = f" since {day_text(since, context.zone)}" if since else ""
        return f"Waiting for the merchant{on}", since
    due = next_due(context)
    first = f"; the first sync is due {context.due_day(due)}" if due else ""
    return f"Never synced{first}", None


def _headline_stalled(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    since = _unfinished_since(context)
    assert since is not None
    return f"Not finished by the merchant for {(context.now - since) // timedelta(days=1)} days", since


def _headline_fine(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    latest = context.history.latest
    if latest is not None and failed(latest):
        success = context.history.last_success
        day = day_text(success, context.zone) if success else "(date not known)"
        return f"Written {day}; Codat stopped a second sync of the same dates", success
    at = _latest_at(context)
    day = day_text(at, context.zone) if at else "(date not known)"
    done = f"{'Written' if latest is not None and wrote(latest) else 'Nothing to write'} {day}"
    if latest is not None and describe(latest.code, latest.data_pushed).state is SyncState.NOTHING_PUSHED:
        done = f"Success {day}, but nothing pushed"
    if any(cause.blocks for cause in found):
        done += "; the next sync will probably fail"
    return done, at


def _headline_unknown(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    if context.facts.missing:
        return "Codat knows no such company: deleted or made anew", None
    latest = context.history.latest
    if latest is None:
        success = context.facts.last_successful
        at = read_instant(success.sync_utc) if success else None
        known = f"; the last success was on {day_text(at, context.zone)}" if at else ""
        return f"The latest sync is not known{known}", None
    word = f'; its status reads "{latest.word}"' if latest.word else ""
    return f"The latest sync's state is not known{word}", _latest_at(context)


def _headline_not_checked(context: DiagnosisContext, found: tuple[Cause, ...]) -> Headline:
    return "Not checked yet", None


_HEADLINES: dict[State, Callable[[DiagnosisContext, tuple[Cause, ...]], Headline]] = {
    State.OFF: _headline_off,
    State.UNLINKED: _headline_unlinked,
    State.STUCK: _headline_stuck,
    State.RUNNING: _headline_running,
    State.FAILING: _headline_failing,
    State.OVERDUE: _headline_overdue,
    State.QUIET: _headline_quiet,
    State.WAITING: _headline_waiting,
    State.STALLED: _headline_stalled,
    State.FINE: _headline_fine,
    State.UNKNOWN: _headline_unknown,
    State.NOT_CHECKED: _headline_not_checked,
}


def _latest_at(context: DiagnosisContext) -> datetime | None:
    latest = context.history.latest
    return read_instant(latest.sync_utc) if latest else None


def _day(run: FailingRun, context: DiagnosisContext) -> str:
    return day_text(run.since, context.zone) + (" or earlier" if run.at_least else "")


def _count(run: FailingRun) -> str:
    if run.days >= DAYS_UNTIL_OFF:
        return f" ({run.days} days; Codat switches the sync off after {DAYS_UNTIL_OFF})"
    least = "at least " if run.at_least else ""
    return f" ({least}{run.days} of {DAYS_UNTIL_OFF} days until Codat switches the sync off)"
