"""A company's evidence for Codat's support as files: one Markdown to paste, and the data behind it; pure.

Invariant: times are UTC; links and what a platform keeps of a connection are left out; no file is larger than
`LARGEST`, and what was cut is said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from codat_tui.models.clean_text import clean, cut
from codat_tui.models.codat import to_wire
from codat_tui.models.errors import CodatError
from codat_tui.models.evidence_pack import MARKDOWN, EvidencePack, PackFacts
from codat_tui.models.local import Failed, known
from codat_tui.models.overview import PARTS
from codat_tui.present.export import Format, export
from codat_tui.present.panels import Problem
from codat_tui.rules.codes import describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.failing import failed_since_success
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.diagnosis.verdict import Verdict, verdict
from codat_tui.rules.mapping.comparison import Comparison, compare
from codat_tui.rules.mapping.parts import choices_of
from codat_tui.rules.syncs.due_times import schedule_memory
from codat_tui.rules.syncs.windows import latest_window
from codat_tui.words import count

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Connection, PushOperation, SyncStatus
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.rules.mapping.settings import Setting

# Characters of one file, and of one text within it.
LARGEST = 1_000_000
LONGEST_TEXT = 8_000
# For the Markdown, which is pasted: rows of each table, and characters of a message.
MOST_ROWS = 40
LONGEST_MESSAGE = 300
# Whoever has these may link the merchant's software, or sees what its owner typed.
_LEFT_OUT = frozenset({"linkUrl", "redirect", "connectionInfo", "redirectUrl"})
LEFT_OUT = "(left out)"


def evidence_pack(facts: PackFacts) -> EvidencePack:
    """Return the files about a company."""
    return _Packer(facts).pack()


class _Packer:
    def __init__(self, facts: PackFacts) -> None:
        self._facts = facts
        self._overview = facts.overview
        self._files: dict[str, str] = {}
        self._cut: list[str] = []
        self._syncs: tuple[SyncStatus, ...] = (known(facts.overview.syncs) or ()) if facts.overview else ()
        self._failed = _failing_run(facts.overview) if facts.overview else ()
        written = known(facts.written)
        self._operations: tuple[PushOperation, ...] = (known(written.operations) or ()) if written else ()

    def pack(self) -> EvidencePack:
        overview = self._overview
        if overview is not None:
            self._rows("syncs.json", self._syncs, to_wire)
            self._rows("connections.json", known(overview.connections) or (), to_wire)
            self._configuration(known(overview.configuration))
        if self._operations:
            self._rows("push-operations.json", self._operations, to_wire)
        self._requests()
        self._rows("changes.json", self._facts.changes, _change)
        comparison = self._comparison()
        # Last, since it names what was cut of the others; first in the folder, since it is read first.
        markdown = self._bounded("".join(f"{line}\n" for line in self._markdown(comparison)))
        return EvidencePack({MARKDOWN: markdown, **self._files}, tuple(self._cut))

    # Files of data

    def _rows(self, name: str, rows: Sequence[Any], wire: Callable[[Any], Any]) -> None:
        """Keep as many of *rows* as fit, the newest, which come first."""
        if not rows:
            return
        told: list[str] = []
        size = 0
        for row in rows:
            text = json.dumps(_shareable(wire(row)), ensure_ascii=False, indent=2)
            size += len(text) + 2
            if size > LARGEST:
                self._cut.append(f"{name} has {len(told):,} of {len(rows):,}, the newest.")
                break
            told.append(text)
        self._files[name] = "[\n" + ",\n".join(told) + "\n]\n"

    def _configuration(self, configuration: Configuration | None) -> None:
        if configuration is None:
            return
        wire = _shareable(to_wire(configuration))
        text = json.dumps(wire, ensure_ascii=False, indent=2)
        if len(text) > LARGEST:
            text = json.dumps(choices_of(wire), ensure_ascii=False, indent=2)[:LARGEST]
            self._cut.append("configuration.json has what is chosen, without the options.")
        self._files["configuration.json"] = text + "\n"

    def _requests(self) -> None:
        rows = [
            (
                *(each.at.isoformat(), each.method, each.path, _number(each.status)),
                *(f"{each.seconds:.3f}", str(each.attempts), each.correlation_id, each.error),
            )
            for each in self._facts.requests
        ]
        if rows:
            labels = ("time", "method", "path", "status", "seconds", "attempts", "correlation id", "error")
            self._files["requests.csv"] = export(labels, rows, Format.CSV)

    def _bounded(self, text: str) -> str:
        return text if len(text) <= LARGEST else text[:LARGEST] + "\n"

    # The Markdown

    def _markdown(self, comparison: Comparison | None) -> Iterator[str]:
        facts, overview = self._facts, self._overview
        profile = facts.profile
        yield f"# Sync for Commerce: {clean(facts.company_name)}"
        yield ""
        yield f"- Company id: {facts.company_id}"
        yield f"- Profile: {profile.name}, environment: {profile.environment}"
        yield from [f"- Client id: {profile.client_id}"] if profile.client_id else []
        yield f"- Collected: {_utc(facts.at)}; all times are UTC"
        yield f"- With: {', '.join(f'{name} {number}' for name, number in facts.versions.items())}"
        if facts.problem is not None:
            yield from _heading("The company could not be read")
            yield from _problem(facts.problem)
        if overview is not None:
            judged = verdict(facts_of(overview), facts.at)
            yield from _verdict_lines(judged)
            yield from self._run_lines(overview)
            yield from _connection_lines(known(overview.connections) or ())
            yield from self._written_lines()
        yield from self._request_lines()
        yield from self._change_lines()
        if overview is not None:
            yield from self._configuration_lines(overview, comparison)
        yield from self._missing_lines()

    def _run_lines(self, overview: CompanyOverview) -> Iterator[str]:
        yield from _heading("The failing run" if self._failed else "The newest syncs")
        success = known(overview.last_successful)
        if success is not None:
            yield f"Last success: {_moment(success.sync_utc)}, sync id {success.sync_id or 'not said'}."
        elif not isinstance(overview.last_successful, Failed):
            yield "No sync has succeeded yet."
        configuration = known(overview.configuration)
        memory = schedule_memory(overview.snapshots, configuration)
        window = latest_window(success, configuration, self._facts.at, None, self._syncs, memory)
        if self._failed and window.start is not None:
            yield f"Not covered since: {_utc(window.start)} ({window.start_reason})."
        rows = self._failed or self._syncs
        yield ""
        if rows:
            yield f"{count(len(rows), 'sync')}{' failed since the last success' if self._failed else ''}, newest first:"
            yield ""
        labels = ("time", "code", "status", "range", "sync id", "message")
        yield from self._table(labels, [_sync_row(each) for each in rows], "syncs.json")

    def _written_lines(self) -> Iterator[str]:
        yield from _heading("Push operations")
        written = known(self._facts.written)
        state = written.operations if written is not None else self._facts.written
        if isinstance(state, Failed):
            yield f"{state.error.title}. {state.error.next_step}"
            return
        refused = [each for each in self._operations if each.status.casefold() != "success"]
        more = f", {written.unread:,} older ones not read" if written is not None and written.unread else ""
        yield f"{count(len(self._operations), 'operation')} known{more}; {len(refused):,} without success."
        yield from [""] if refused else []
        labels = ("requested", "completed", "data type", "status", "code", "key", "message")
        rows = [
            (
                *(each.requested_on_utc or "", each.completed_on_utc or "", each.data_type, each.status),
                *(_number(each.status_code), each.key, _message(_reason(each))),
            )
            for each in refused
        ]
        yield from self._table(labels, rows, "push-operations.json")

    def _request_lines(self) -> Iterator[str]:
        yield from _heading("Requests of this machine")
        if self._facts.records_problem is not None:
            yield from _problem(self._facts.records_problem)
            return
        # Those that did not succeed are what correlation ids are asked for.
        ordered = sorted(self._facts.requests, key=lambda each: not each.error)
        labels = ("time", "request", "status", "seconds", "correlation id", "error")
        rows = [
            (
                *(_utc(each.at), f"{each.method} {each.path}", _number(each.status)),
                *(f"{each.seconds:.1f}", each.correlation_id, _message(each.error)),
            )
            for each in ordered
        ]
        if not rows:
            yield "None is recorded."
        yield from self._table(labels, rows, "requests.csv")

    def _change_lines(self) -> Iterator[str]:
        if self._facts.records_problem is not None:
            return
        yield from _heading("Changes made from this machine")
        if not self._facts.changes:
            yield "None is recorded."
        labels = ("time", "change", "operation", "state", "correlation id", "outcome")
        rows = [
            (
                *(_utc(each.at), each.title, each.operation, each.state.value),
                *(each.correlation_id, _message(each.outcome)),
            )
            for each in self._facts.changes
        ]
        yield from self._table(labels, rows, "changes.json")

    def _configuration_lines(self, overview: CompanyOverview, comparison: Comparison | None) -> Iterator[str]:
        configuration = known(overview.configuration)
        if configuration is None:
            return
        yield from _heading("Configuration")
        schedule = configuration.schedule
        yield f"- enable: {_said(configuration.switched_on)}, configured: {_said(configuration.configured)}"
        if schedule is not None:
            yield (
                f"- schedule: {schedule.selected_frequency or 'none'}, hour {schedule.sync_hour}, "
                f"zone {schedule.time_zone or 'none'}, start {schedule.start_date or 'none'}"
            )
        if comparison is None:
            yield "- This machine has seen no other configuration of this company."
            return
        before = overview.snapshots[1]
        seen = f"{_utc(before.first_seen)} to {_utc(before.last_seen)}"
        yield f"- Differences from the configuration before, seen {seen}:"
        yield from (f"  - {line}" for line in _difference_lines(comparison))

    def _comparison(self) -> Comparison | None:
        snapshots = self._overview.snapshots if self._overview is not None else ()
        if len(snapshots) < 2:
            return None
        return compare(snapshots[1].configuration, snapshots[0].configuration)

    def _missing_lines(self) -> Iterator[str]:
        overview = self._overview
        parts = [(name, getattr(overview, name)) for name in PARTS] if overview is not None else []
        lines = [
            f"{name.replace('_', ' ')}: {each.error.title}"
            for name, each in parts
            if isinstance(each, Failed)
        ]
        lines += self._cut
        if lines:
            yield from _heading("Not in here")
            yield from (f"- {line}" for line in lines)

    def _table(self, labels: Sequence[str], rows: Sequence[Sequence[str]], file: str) -> Iterator[str]:
        if not rows:
            return
        cleaned = [[clean(text) for text in row] for row in rows[:MOST_ROWS]]
        yield from export(labels, cleaned, Format.MARKDOWN).splitlines()
        if len(rows) > MOST_ROWS:
            yield ""
            yield f"{len(rows) - MOST_ROWS:,} more are in {file}."


def _failing_run(overview: CompanyOverview) -> tuple[SyncStatus, ...]:
    latest, success = known(overview.latest), known(overview.last_successful)
    return failed_since_success(latest, success, known(overview.syncs))[0]


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield f"## {text}"
    yield ""


def _problem(error: CodatError) -> Iterator[str]:
    problem = Problem.of(error)
    yield f"{problem.title}."
    yield from (f"- {clean(line)}" for line in problem.lines)


def _verdict_lines(judged: Verdict) -> Iterator[str]:
    yield from _heading("What we see")
    yield f"{judged.headline}."
    yield ""
    for cause in judged.causes:
        yield f"- {clean(cause.text)} ({cause.certainty.words})"


def _connection_lines(connections: Iterable[Connection]) -> Iterator[str]:
    yield from _heading("Connections")
    for each in connections:
        name = clean(each.platform_name or each.integration_key or "?")
        yield f"- {each.source_type}: {name}, {each.status}, id {each.id}, data last read {_moment(each.last_sync)}"
        for error in each.data_connection_errors or ():
            said = error.error_message or error.status_text or "no message"
            yield f"  - error, {error.status or 'state not said'}, {_moment(error.errored_on_utc)}: {_message(said)}"


def _difference_lines(comparison: Comparison) -> Iterator[str]:
    if comparison.organisation is not None:
        yield f'organisation: "{comparison.organisation[0]}" → "{comparison.organisation[1]}"'
    for option in comparison.vanished:
        yield f'{option.setting.title}: "{option.name}" ({option.option_id}) is no option any more'
    for change in comparison.changed:
        yield f"{change.setting.title}: {_choice(change.before)} → {_choice(change.after)}"
    if comparison.nothing:
        yield "only options that are not chosen"


def _choice(setting: Setting | None) -> str:
    if setting is None:
        return "not there"
    if setting.selects is None:
        return cut(json.dumps(setting.value, ensure_ascii=False), LONGEST_MESSAGE)
    named = ((option.words if (option := setting.option(each)) else each) for each in setting.chosen)
    return ", ".join(named) or "nothing"


def _sync_row(status: SyncStatus) -> tuple[str, ...]:
    stated = status.date_range
    span = f"{stated.start or '?'} – {stated.finish or '?'}" if stated is not None else "not stated"
    code = "" if status.code is None else str(status.code)
    words = status.word or describe(status.code, status.data_pushed).title
    said = status.error_message or status.exception_message
    ids = status.sync_id or status.commerce_sync_id or "not said"
    return _moment(status.sync_utc), code, words, span, ids, _message(said)


def _reason(operation: PushOperation) -> str:
    validation = operation.validation
    errors = [each.message for each in (validation.errors or ())] if validation is not None else []
    return "; ".join(text for text in (operation.error_message, *errors) if text)


def _change(entry: Any) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "title": entry.title,
        "operation": entry.operation,
        "state": entry.state.value,
        "outcome": entry.outcome,
        "correlationId": entry.correlation_id,
        "settledAt": entry.settled_at.isoformat() if entry.settled_at is not None else None,
        "before": _json_of(entry.before),
        "after": _json_of(entry.after),
        "error": list(Problem.of(entry.error).lines) if entry.error is not None else None,
    }


def _json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _shareable(value: Any) -> Any:
    """Return JSON without links and connection details, long texts cut."""
    if isinstance(value, Mapping):
        return {key: LEFT_OUT if key in _LEFT_OUT else _shareable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_shareable(each) for each in value]
    return cut(value, LONGEST_TEXT) if isinstance(value, str) else value


def _message(text: str) -> str:
    return cut(clean(text), LONGEST_MESSAGE)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _said(value: bool | None) -> str:
    return "not said" if value is None else str(value).lower()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _moment(text: str | None) -> str:
    instant = read_instant(text)
    return _utc(instant) if instant is not None else text or "not said"
