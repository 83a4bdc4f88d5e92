"""All causes of a company's trouble, in the order in which they block. One small function each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import DAYS_UNTIL_OFF, Cause, CauseKind, Certainty, Remedy, Who
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.cause_table import KINDS
from codat_tui.rules.diagnosis.facts import CompanyFacts
from codat_tui.rules.diagnosis.statements import (
    LOST_RECORDS,
    Standing,
    Statement,
    asks_to_reconcile,
    quote,
    statements,
)
from codat_tui.rules.diagnosis.timing import (
    History,
    failed,
    history,
    longest_run,
    protects,
    quiet_since,
    same_failures,
)
from codat_tui.rules.findings import Finding, Severity
from codat_tui.rules.fleet.links import PlatformKind, active_errors, link_error, platform_name
from codat_tui.rules.mapping.lint import lint
from codat_tui.rules.mapping.settings import SelectionKind, Setting, settings_of
from codat_tui.rules.syncs.due_times import awaited, missed, schedule_zone, usual_delay
from codat_tui.rules.syncs.due_times import next_due as due_after
from codat_tui.words import day_text, moment_text

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection
    from codat_tui.rules.mapping.comparison import VanishedOption

_PERSISTS = 3
"""Equal failures in a row that will not pass without action."""
_MANY_LOST = 3
_RECORDS = frozenset(
    {SelectionKind.ACCOUNT, SelectionKind.CUSTOMER, SelectionKind.SUPPLIER, SelectionKind.TAX_RATE}
)
DEAD_LINKS = frozenset({CauseKind.LINK_UNLINKED, CauseKind.LINK_DEAUTHORIZED})
UNFINISHED_LINKS = frozenset({CauseKind.LINK_WAITING, CauseKind.LINK_MISSING})


@dataclass(frozen=True)
class DiagnosisContext:
    """The facts and what follows from them; *zone* is used in sentences."""

    facts: CompanyFacts
    now: datetime
    zone: tzinfo

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """From the documented rules on links and configuration."""
        return lint(self.facts.configuration, self.facts.connections)

    @cached_property
    def history(self) -> History:
        return history(self.facts)

    @cached_property
    def said(self) -> tuple[Statement, ...]:
        """Statements of the newest sync, if it failed."""
        latest = self.history.latest
        if latest is None or not failed(latest):
            return ()
        return statements(latest, self.facts.configuration, self.findings, self.accounting, self.commerce)

    @cached_property
    def reported(self) -> tuple[tuple[CauseKind, Connection, str], ...]:
        """The active errors of linked platforms, each with its kind."""
        return tuple(
            (link_error(connection.platform_name or "", error)[0], connection, error)
            for connection, error in active_errors(self.facts.connections or ())
        )

    @cached_property
    def accounting(self) -> str:
        """The accounting software's name, for sentences."""
        return platform_name(self.facts.connections, PlatformKind.ACCOUNTING)

    @cached_property
    def commerce(self) -> str:
        """The commerce software's name, for sentences."""
        return platform_name(self.facts.connections, PlatformKind.COMMERCE)

    @property
    def enabled(self) -> bool | None:
        """Whether the schedule is on; None when unknown."""
        return self.facts.configuration.switched_on if self.facts.configuration else None

    @cached_property
    def links_down(self) -> tuple[Finding, ...]:
        """Links that block every sync."""
        return tuple(each for each in self.findings if _is_link(each) and each.severity is Severity.BLOCKS)

    @cached_property
    def unfinished(self) -> bool:
        """The merchant has never finished the setup."""
        configuration = self.facts.configuration
        return configuration is not None and configuration.configured is False and not self.ever_good

    @cached_property
    def ever_good(self) -> bool:
        return self.history.last_success is not None or self.facts.last_successful is not None

    @cached_property
    def overdue(self) -> tuple[datetime, ...]:
        """Due times since the newest sync whose sync should have run by now."""
        configuration = self.facts.configuration
        if (
            configuration is None
            or configuration.switched_on is not True
            or configuration.configured is not True
        ):
            return ()
        since = self.expected_since()
        if since is None:
            return ()
        return missed(configuration, since, self.usual_delay, self.now)

    @cached_property
    def usual_delay(self) -> timedelta:
        """How long after its due time a sync of this company usually runs."""
        return usual_delay(self.facts.configuration, self.history.ended)

    def expected_since(self) -> datetime | None:
        """When the newest sync ran, or the company could first sync; None when not known."""
        latest = self.history.latest
        if latest is not None:
            return read_instant(latest.sync_utc)
        if not self.never:
            return None
        schedule = self.facts.configuration.schedule if self.facts.configuration else None
        known = [read_instant(each.created) for each in self.facts.connections or ()]
        known += [read_instant(getattr(self.facts.company, "created", None))]
        moments = [each for each in known if each is not None]
        start = read_instant(schedule.start_date, self.zone) if schedule else None
        return max([*moments, *([start] if start else [])]) if moments else None

    @cached_property
    def failing(self) -> bool:
        """Whether the newest sync failed, other than to protect against writing twice."""
        latest = self.history.latest
        return latest is not None and failed(latest) and not protects(self.history, self.facts.configuration)

    @cached_property
    def never(self) -> bool:
        """Certainly no sync was ever tried."""
        facts = self.facts
        none = facts.syncs is not None and not facts.syncs and facts.last_successful is None
        return self.history.latest is None and (facts.never_synced or none)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """In the order in which they block: company, links, setup, organisation, mapping, last sync, time; notes
        last.
        """
        found = [
            *_company(self),
            *_links(self),
            *_set_up(self),
            *_mapping(self),
            *_code(self),
            *_time(self),
            *_stale(self),
            *_notes(self),
        ]
        return tuple(sorted(found, key=lambda cause: not cause.blocks))

    def moment(self, at: datetime | None) -> str:
        """A time, as written in sentences."""
        return moment_text(at, self.zone, self.now) if at else "an unknown date"

    def due_day(self, due: datetime) -> str:
        """The day of a due time, in the schedule's own zone."""
        return day_text(due, schedule_zone(self.facts.configuration))

    def read(self, part: str) -> datetime | None:
        """When a part was read."""
        return self.facts.read_at.get(part)


def _is_link(finding: Finding) -> bool:
    return finding.field.startswith("connections.")


def _cause(
    context: DiagnosisContext,
    kind: CauseKind,
    text: str,
    certainty: Certainty,
    advice: str,
    *,
    label: str = "",
    at: datetime | None = None,
    who: Who | None = None,
    remedy: Remedy | None = None,
    short: str = "",
    field: str = "",
    target: str = "",
    blocks: bool = True,
) -> Cause:
    """*who* and *remedy* come from the kind's row unless given."""
    row = KINDS[kind]
    name = label.rpartition(": ")[2]
    words = short or row.short.format(label=name or "a selection").strip()
    words = words[:1].upper() + words[1:]
    return Cause(
        kind,
        text,
        certainty,
        who or row.who,
        remedy or row.remedy,
        advice,
        words,
        field,
        label,
        target,
        at,
        blocks,
    )


# The company and its links


def _company(context: DiagnosisContext) -> Iterator[Cause]:
    if context.facts.missing:
        yield _cause(
            context,
            CauseKind.COMPANY_MISSING,
            "Codat answers that there is no such company.",
            Certainty.NOW,
            "Look whether it was deleted or created again under another id; if not, ask Codat.",
            at=context.read("latest"),
        )
    for each in context.said:
        if each.explained.kind is CauseKind.COMPANY_MISSING:
            yield _stated(context, each, "Ask Codat. It is theirs to resolve, whatever the links look like.")


def _links(context: DiagnosisContext) -> Iterator[Cause]:
    for finding in context.findings:
        # What a platform reports while it is linked comes below, from the errors themselves.
        if not _is_link(finding) or finding.kind in {kind for kind, *_ in context.reported}:
            continue
        kind = PlatformKind(finding.field.rpartition(".")[2])
        name = platform_name(context.facts.connections, kind)
        yield from_finding(
            context, finding, label=kind.value if finding.kind is CauseKind.LINK_MISSING else name
        )
    for kind_of_error, connection, error in context.reported:
        name = connection.platform_name or "a platform"
        _, advice, who = link_error(name, error)
        yield _cause(
            context,
            kind_of_error,
            f'{name} reports an active error: "{error}"',
            Certainty.NOW,
            advice,
            label=name,
            at=context.read("connections"),
            who=who,
            field=f"connections.{(connection.source_type or '').casefold()}",
            target=connection.id,
            blocks=kind_of_error is not CauseKind.LINK_ERROR or context.failing,
        )


def from_finding(context: DiagnosisContext, finding: Finding, label: str = "") -> Cause:
    """A finding under which syncs succeeded becomes a doubt."""
    part = "connections" if _is_link(finding) else "configuration"
    blocks = finding.severity is Severity.BLOCKS
    text, certainty = finding.problem, Certainty.NOW
    passed = _passed_without(context) if blocks and part == "configuration" else 0
    if passed and context.facts.unchanged_since is not None:
        since = day_text(context.facts.unchanged_since, context.zone)
        times = "a sync has" if passed == 1 else f"{passed} syncs have"
        text = f"{text} Probably it does no harm, because {times} passed with this mapping since {since}."
        certainty, blocks = Certainty.INFERRED, False
    elif gone := _vanished(context, finding.field):
        earlier = context.facts.earlier
        assert earlier is not None
        text = f'{text} It was "{gone.name}", seen among the options on {context.moment(earlier.last_seen)}.'
    return _cause(
        context,
        finding.kind,
        text,
        certainty,
        finding.remedy,
        label=label or finding.label,
        at=context.read(part),
        who=finding.who,
        field=finding.field,
        target=_target(context, finding),
        blocks=blocks,
    )


def _target(context: DiagnosisContext, finding: Finding) -> str:
    if not _is_link(finding) or context.facts.connections is None:
        return ""
    from codat_tui.rules.fleet.links import of_kind

    rows = of_kind(context.facts.connections, PlatformKind(finding.field.rpartition(".")[2]))
    return rows[0].id if rows else ""


def _passed_without(context: DiagnosisContext) -> int:
    """Number of good syncs under exactly the current configuration."""
    since = context.facts.unchanged_since
    if since is None:
        return 0
    ended = context.history.ended
    recent = takewhile(lambda sync: (at := read_instant(sync.sync_utc)) is not None and at >= since, ended)
    passed = [sync for sync in recent if not failed(sync)]
    newest = ended[0] if ended else None
    return len(passed) if newest is not None and not failed(newest) else 0


def _vanished(context: DiagnosisContext, field: str) -> VanishedOption | None:
    earlier = context.facts.earlier
    options = earlier.comparison.vanished if earlier else ()
    return next((each for each in options if each.setting.key == field and each.name), None)


# The set-up


def _set_up(context: DiagnosisContext) -> Iterator[Cause]:
    for finding in context.findings:
        if finding.kind is CauseKind.NOT_SET_UP:
            yield from_finding(context, finding)
        elif finding.kind is CauseKind.SWITCHED_OFF and not context.unfinished:
            yield _switched_off(context)


def _switched_off(context: DiagnosisContext) -> Cause:
    run = context.history.run
    if run is not None and run.days >= DAYS_UNTIL_OFF:
        days = f"{'at least ' if run.at_least else ''}{run.days} days"
        text = (
            f"The sync is switched off. Probably Codat did that, because {days} ended in error since "
            f"{day_text(run.since, context.zone)}: so that sales entered by hand meanwhile are not written twice."
        )
        advice = (
            "Ask the merchant which sales were entered by hand. Then the merchant switches the sync on in the "
            "Sync Flow, and may move the start date."
        )
        return _cause(
            context,
            CauseKind.SWITCHED_OFF_AFTER_ERRORS,
            text,
            Certainty.INFERRED,
            advice,
            at=context.read("configuration"),
            field="enable",
        )
    silent = _silent_days(context)
    since = f" No sync has run for {silent} days." if silent > 1 else ""
    return _cause(
        context,
        CauseKind.SWITCHED_OFF,
        f"The sync is switched off.{since}",
        Certainty.NOW,
        "Ask the merchant whether it is off on purpose, and which sales were entered by hand; then the merchant "
        "switches it on in the Sync Flow.",
        at=context.read("configuration"),
        field="enable",
    )


def _silent_days(context: DiagnosisContext) -> int:
    latest = context.history.latest
    at = read_instant(latest.sync_utc) if latest else None
    return (context.now - at) // timedelta(days=1) if at else 0


# Time


def _time(context: DiagnosisContext) -> Iterator[Cause]:
    latest = context.history.latest
    state = describe(latest.code).state if latest else None
    if state is SyncState.RUNNING:
        yield from _running_long(context)
    elif context.overdue and not context.links_down:
        yield _never(context) if context.never else _nothing_runs(context)
    elif latest is not None and state in (SyncState.WRITTEN, SyncState.NOTHING_WRITTEN):
        yield from _quiet(context)


def _running_long(context: DiagnosisContext) -> Iterator[Cause]:
    latest = context.history.latest
    at = read_instant(latest.sync_utc) if latest else None
    if at is None or context.now - at <= longest_run(context.facts.usual_seconds):
        return
    usual = context.facts.usual_seconds
    normal = f"; usually it takes {duration(timedelta(seconds=usual))}" if usual else ""
    yield _cause(
        context,
        CauseKind.STUCK,
        f"Probably the sync is stuck, because it has been running for {duration(context.now - at)}{normal}.",
        Certainty.INFERRED,
        "Do not start another. Ask Codat.",
        at=at,
    )


def _never(context: DiagnosisContext) -> Cause:
    count = len(context.overdue)
    return _cause(
        context,
        CauseKind.NEVER_SYNCED,
        f"Probably no scheduled sync runs, because none ever has, although {_were_due(count)} since "
        f"{context.due_day(context.overdue[0])}.",
        Certainty.INFERRED,
        "Sync now and watch it; if scheduled syncs still do not run, ask Codat.",
        at=context.overdue[0],
    )


def _nothing_runs(context: DiagnosisContext) -> Cause:
    latest = context.history.latest
    at = read_instant(latest.sync_utc) if latest else None
    return _cause(
        context,
        CauseKind.NO_SYNC_RUNS,
        f"Probably no scheduled sync runs, because none has since {context.moment(at)}, although "
        f"{_were_due(len(context.overdue))}.",
        Certainty.INFERRED,
        "Sync now and watch it; if scheduled syncs still do not run, ask Codat.",
        at=context.overdue[0],
    )


def _were_due(count: int) -> str:
    return "one was due" if count == 1 else f"{count} were due"


def _quiet(context: DiagnosisContext) -> Iterator[Cause]:
    since = quiet_since(context.history)
    if since is None:
        return
    days = (context.now - since) // timedelta(days=1)
    written = context.history.last_written is not None
    longer = "longer than usual here" if written else "all the time that is known"
    text = (
        "Probably there were no sales, or they do not reach Codat, because nothing has been written for "
        f"{days} days, {longer}."
    )
    yield _cause(
        context,
        CauseKind.NOTHING_WRITTEN_LONG,
        text,
        Certainty.INFERRED,
        f"Ask the merchant whether there were sales; if there were, look whether {context.commerce} sends them.",
        at=since,
    )


def duration(length: timedelta) -> str:
    """In words: "3 h 20 min"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return f"{int(length.total_seconds())} s"
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
    )


# The mapping, and what the newest sync said of it


def _mapping(context: DiagnosisContext) -> Iterator[Cause]:
    findings = [each for each in context.findings if each.field.startswith(("configuration", "schedule"))]
    if context.unfinished:
        # An unfinished setup explains every missing choice.
        findings = []
    lost = [each for each in findings if each.kind in LOST_RECORDS]
    moved = _organisation(context, lost)
    if moved is not None:
        yield moved
        findings = [each for each in findings if each not in lost]
    said = [
        each
        for each in context.said
        if each.standing is not Standing.GONE and each.explained.kind is not CauseKind.COMPANY_MISSING
    ]
    # What a platform still reports is told as true now.
    reported = {kind for kind, *_ in context.reported}
    said = [each for each in said if each.explained.kind not in reported]
    if moved is not None:
        said = [each for each in said if each.explained.kind not in LOST_RECORDS]
    told: set[str] = set()
    for each in said:
        if each.explained.kind is CauseKind.LINK_DOWN_THEN:
            if context.links_down:
                continue
            yield from _links_were_down(context)
            continue
        here = next((row for row in findings if row.field == each.explained.field), None)
        if each.explained.kind is CauseKind.DUPLICATE_DATES and not context.failing:
            continue
        if each.standing is Standing.STILL and here is None:
            # The configuration shows the same fault in another field.
            continue
        told.update(_fields_of(context, each))
        yield _stated(context, each) if here is None else _still(context, each, here)
    yield from (
        from_finding(context, each)
        for each in findings
        if each.severity is Severity.BLOCKS and each.field not in told
    )


def _fields_of(context: DiagnosisContext, statement: Statement) -> set[str]:
    """All fields the statement is about: several may select the same account."""
    ids = {each.casefold() for each in statement.explained.ids}
    return {statement.explained.field} | {
        field for field, selected in selected_ids(context.facts) if selected.casefold() in ids
    }


def selected_ids(facts: CompanyFacts) -> Iterator[tuple[str, str]]:
    """Each selection's field and id."""
    yield from ((row.key, row.selected) for row in _records(facts) if row.selected)


def _records(facts: CompanyFacts) -> tuple[Setting, ...]:
    """Selections of accounting records."""
    if facts.configuration is None:
        return ()
    return tuple(row for row in settings_of(facts.configuration) if row.selects in _RECORDS and row.selected)


def _still(context: DiagnosisContext, statement: Statement, finding: Finding) -> Cause:
    cause = from_finding(context, finding)
    return cause._replace(short=_short(statement, cause.short))


def _stated(context: DiagnosisContext, statement: Statement, advice: str = "") -> Cause:
    """Statements of the sync that current data neither confirms nor disproves."""
    explained, latest = statement.explained, context.history.latest
    at = read_instant(latest.sync_utc) if latest else None
    times = same_failures(context.history.ended)
    if explained.who is Who.CODAT and times >= _PERSISTS:
        advice = f"Ask Codat: {times} syncs in a row have failed so."
    return _cause(
        context,
        explained.kind,
        f"The sync said on {context.moment(at)}: {explained.problem}{_partly(context)}",
        Certainty.THEN,
        advice or explained.remedy,
        label=explained.label,
        at=at,
        who=explained.who,
        field=explained.field,
        short=_short(statement, ""),
        remedy=Remedy.CONTACT_CODAT if explained.who is Who.CODAT else None,
    )


def _short(statement: Statement, otherwise: str) -> str:
    """With the message's own word: "Refunds account archived"."""
    explained = statement.explained
    fate = explained.title.casefold().removeprefix("account ")
    if explained.kind is not CauseKind.ACCOUNT_LOST or not explained.label or fate == "lost":
        return otherwise
    if fate == "not active":
        if statement.standing is Standing.STILL:
            return otherwise
        fate = "inactive"
    return f"{explained.label.rpartition(': ')[2]} account {fate}"


def _links_were_down(context: DiagnosisContext) -> Iterator[Cause]:
    latest = context.history.latest
    at = read_instant(latest.sync_utc) if latest else None
    if context.facts.connections is None or any(
        each.kind is CauseKind.LINK_STATUS_UNKNOWN for each in context.findings
    ):
        text = f"The sync said on {context.moment(at)}: the company does not have two valid connections."
        advice, who, remedy = (
            "Look at the connections; a link that is down is linked again by the merchant.",
            Who.MERCHANT,
            Remedy.RELINK,
        )
        yield _cause(
            context,
            CauseKind.LINK_DOWN_THEN,
            text,
            Certainty.THEN,
            advice,
            at=at,
            who=who,
            remedy=remedy,
            field="connections",
        )
        return
    text = f"The sync said on {context.moment(at)} that a link was down; both are linked now. The next sync will show."
    yield _cause(
        context, CauseKind.LINK_DOWN_THEN, text, Certainty.THEN, "Sync now.", at=at, field="connections"
    )


def _organisation(context: DiagnosisContext, lost: Sequence[Finding]) -> Cause | None:
    """One cause instead of many: the accounting link leads to another organisation."""
    earlier, rows = context.facts.earlier, _records(context.facts)
    missing, total = sum(row.lost for row in rows), sum(row.options is not None for row in rows)
    gone = f"{missing} of {total} selections are"
    names = earlier.comparison.organisation if earlier else None
    if names is not None and lost:
        text = (
            f'{context.accounting} is linked to another organisation: "{names[1]}", before "{names[0]}". '
            f"{gone} no option any more."
        )
        certainty = Certainty.NOW
    elif lost and missing >= _MANY_LOST and (2 * missing >= total or _accounting_is_new(context)):
        why = f"{gone} no option any more at once"
        if _accounting_is_new(context):
            why += " and its connection is newer than the last good sync"
        text = f"Probably {context.accounting} is linked to another organisation, because {why}."
        certainty = Certainty.INFERRED
    else:
        return None
    advice = (
        "Ask the merchant which organisation is right. If it is the present one, choose every selection again in "
        "Mapping; if not, send the link again."
    )
    return _cause(
        context,
        CauseKind.OTHER_ORGANISATION,
        text,
        certainty,
        advice,
        at=context.read("configuration"),
        field=lost[0].field,
    )


def _accounting_is_new(context: DiagnosisContext) -> bool:
    success = context.history.last_success
    created = [
        read_instant(each.created)
        for each in context.facts.connections or ()
        if (each.source_type or "").casefold() == PlatformKind.ACCOUNTING
        and (each.status or "").casefold() == "linked"
    ]
    return success is not None and any(each is not None and each > success for each in created)


def _code(context: DiagnosisContext) -> Iterator[Cause]:
    """The code's meaning, when nothing else explains the failure."""
    latest = context.history.latest
    if latest is None or not context.failing:
        return
    meaning = describe(latest.code)
    explained = [each for each in context.said if each.standing is not Standing.GONE]
    if explained or (context.said and latest.code != 5080 and meaning.kind is CauseKind.MAPPING_REFUSED):
        return
    if meaning.kind is CauseKind.LINK_DOWN_THEN:
        if not context.links_down:
            yield from _links_were_down(context)
        return
    if meaning.kind is CauseKind.MAPPING_REFUSED and any(
        each.severity is Severity.BLOCKS and not _is_link(each) and each.kind is not CauseKind.SWITCHED_OFF
        for each in context.findings
    ):
        return
    if meaning.kind is CauseKind.MAPPING_REFUSED and context.links_down:
        return
    reported = {kind for kind, *_ in context.reported}
    if meaning.kind in reported:
        return
    # A server error says nothing of its cause; an error that a platform reports explains it.
    leaf = meaning.kind is CauseKind.SERVER_ERROR and bool(reported - {CauseKind.LINK_ERROR})
    yield _from_code(context)._replace(blocks=not leaf)


def _from_code(context: DiagnosisContext) -> Cause:
    latest = context.history.latest
    assert latest is not None
    meaning, at = describe(latest.code), read_instant(latest.sync_utc)
    sentence = meaning.meaning.replace("the accounting software", context.accounting)
    sentence = sentence.replace("The accounting software", context.accounting)
    said = quote(latest)
    text = f"The sync ended on {context.moment(at)} with {latest.code}: {sentence}"
    if said:
        text += f' It said: "{said}"'
    elif context.facts.configuration is None and latest.code == 4000:
        text += " Which field is not known: the mapping could not be read."
    advice, remedy, times = meaning.remedy, None, same_failures(context.history.ended)
    if meaning.who is Who.CODAT and times >= _PERSISTS:
        advice, remedy = f"Ask Codat: {times} syncs in a row have failed so.", Remedy.CONTACT_CODAT
    if meaning.kind is CauseKind.RECORD_REFUSED:
        advice = f"{advice} Refused items are retried in Codat's Portal: Sync Health, Push items, Retry failed items."
    return _cause(
        context,
        meaning.kind,
        text + _partly(context),
        Certainty.THEN,
        advice,
        label=context.accounting,
        at=at,
        who=meaning.who,
        remedy=remedy,
    )


def _partly(context: DiagnosisContext) -> str:
    latest = context.history.latest
    return " Some of the data was written." if latest is not None and latest.data_pushed else ""


def _stale(context: DiagnosisContext) -> Iterator[Cause]:
    """Statements that are no longer true; the next sync will confirm this."""
    latest = context.history.latest
    for each in context.said:
        if each.standing is not Standing.GONE:
            continue
        at = read_instant(latest.sync_utc) if latest else None
        problem = each.explained.problem
        if not each.explained.unused:
            problem += " That is no longer so."
        was = KINDS[each.explained.kind].short.format(label=each.explained.label.rpartition(": ")[2])
        yield _cause(
            context,
            each.explained.kind,
            f"The sync said on {context.moment(at)}: {problem}{_change(context, each)} The next sync will show.",
            Certainty.THEN,
            "Sync now.",
            label=each.explained.label,
            at=at,
            who=Who.US,
            remedy=Remedy.SYNC,
            short=f"was: {was.strip()}",
            field=each.explained.field,
            blocks=not context.links_down,
        )


def _change(context: DiagnosisContext, statement: Statement) -> str:
    earlier = context.facts.earlier
    changed = earlier.comparison.changed if earlier else ()
    if earlier is None or not any(each.setting.key == statement.explained.field for each in changed):
        return ""
    return f" It was changed after {context.moment(earlier.last_seen)}."


def _notes(context: DiagnosisContext) -> Iterator[Cause]:
    """Warnings in a good sync, and failures that only protect."""
    latest = context.history.latest
    if latest is None:
        return
    at, meaning = read_instant(latest.sync_utc), describe(latest.code, latest.data_pushed)
    if meaning.state is SyncState.NOTHING_PUSHED:
        yield _cause(
            context,
            CauseKind.NOTHING_PUSHED,
            f"The sync said on {context.moment(at)}: success, and that no data was pushed.",
            Certainty.THEN,
            meaning.remedy,
            at=at,
            blocks=False,
        )
    if asks_to_reconcile(latest):
        yield _cause(
            context,
            CauseKind.RECONCILE_MANUALLY,
            f'The sync said on {context.moment(at)}: "{quote(latest)}"',
            Certainty.THEN,
            "Ask the merchant to reconcile the payments of that day by hand.",
            at=at,
            blocks=False,
        )
    if failed(latest) and protects(context.history, context.facts.configuration):
        success = context.history.last_success
        yield _cause(
            context,
            CauseKind.DUPLICATE_DATES,
            f"The sync said on {context.moment(at)} that its dates were synced before. Probably nothing is missing, "
            f"because the sync of {context.moment(success)} has written them.",
            Certainty.INFERRED,
            "",
            at=at,
            remedy=Remedy.NONE,
            blocks=False,
        )._replace(who=None)


def next_due(context: DiagnosisContext) -> datetime | None:
    """The due time of the next sync, which may have passed some hours ago.

    None when no sync is expected: switched off, not configured, not linked, or unknown.
    """
    configuration = context.facts.configuration
    if configuration is None or not (configuration.switched_on and configuration.configured):
        return None
    if context.links_down or context.facts.missing:
        return None
    latest = context.history.latest
    if latest is not None and describe(latest.code).state is SyncState.RUNNING:
        return due_after(configuration, context.now)
    return awaited(configuration, context.expected_since(), context.usual_delay, context.now)
