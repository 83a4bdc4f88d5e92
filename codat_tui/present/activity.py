"""Journal, request ledger and curl text as cells and lines; pure.

Invariant: no secret; neither journal nor ledger stores one.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeAlias

from codat_tui.models.changes import IntentState
from codat_tui.models.journal import JournalEntry, LedgerEntry, SyncEnd
from codat_tui.present.cells import code_cell
from codat_tui.present.flow_texts import DEFAULT, EMPTY
from codat_tui.present.glyphs import Cell, Glyphs, SignName, Tone
from codat_tui.present.panels import Problem
from codat_tui.present.text import ago
from codat_tui.rules.filtering.fields import choice_field, since_field, text_field
from codat_tui.rules.filtering.word_filter import FilterField
from codat_tui.rules.flow_settings.texts import name_of, short_key
from codat_tui.rules.mapping.words import change_words
from codat_tui.secret import MASK
from codat_tui.words import count, day, minute_column, minute_text

Line: TypeAlias = tuple[Cell, ...]
# Changed fields shown for one write.
MOST_CHANGES = 200
CHANGES_TEXTS = "update-config-text-sync-flow"
STARTS_A_SYNC = frozenset(("request-sync", "request-sync-for-date-range"))
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_COMPANY = re.compile(rf"^/companies/{_GUID.pattern}|(?<=/)companies/{_GUID.pattern}", re.IGNORECASE)
_STATES: dict[IntentState, tuple[SignName, str, Tone]] = {
    IntentState.OPEN: ("running", "Sending", Tone.RUNNING),
    IntentState.DONE: ("ok", "Done", Tone.OK),
    IntentState.DIFFERS: ("action", "Differs", Tone.ACTION),
    IntentState.REFUSED: ("failed", "Refused", Tone.FAILED),
    IntentState.UNKNOWN: ("unknown", "Unknown", Tone.UNKNOWN),
}


def state_cell(state: IntentState, glyphs: Glyphs) -> Cell:
    glyph, word, tone = _STATES[state]
    return Cell(f"{glyphs.sign(glyph)} {word}", tone)


def journal_cells(
    entry: JournalEntry, now: datetime, glyphs: Glyphs, zone: tzinfo
) -> tuple[Cell, Cell, Cell, Cell, Cell, Cell, Cell]:
    """Return a journal row: time, age, change, company, state, outcome, user."""
    return (
        Cell(minute_column(entry.at, zone)),
        Cell(ago(entry.at, now), Tone.MUTED),
        Cell(entry.title or entry.operation),
        Cell(entry.company_name or entry.company_id),
        journal_state(entry, glyphs),
        outcome_cell(entry, glyphs),
        Cell(entry.who, Tone.MUTED),
    )


def journal_state(entry: JournalEntry, glyphs: Glyphs) -> Cell:
    """Return the state; of a started sync its end in one word, or that it was started."""
    if entry.sync_end is not None:
        sign, *words = sync_end_cell(entry.sync_end, glyphs).text.split()
        return Cell(f"{sign} {words[0]}", sync_end_cell(entry.sync_end, glyphs).tone)
    if entry.state is IntentState.DONE and entry.operation in STARTS_A_SYNC:
        return Cell(f"{glyphs.ok} Started", Tone.OK)
    return state_cell(entry.state, glyphs)


def outcome_cell(entry: JournalEntry, glyphs: Glyphs) -> Cell:
    """Return what became of a change: a sync's own end, the text that was changed, else the outcome in words."""
    if entry.sync_end is not None:
        return sync_end_cell(entry.sync_end, glyphs)
    changed = _changed_texts(entry) if entry.state is IntentState.DONE else ()
    if changed:
        (name, old, new), *others = changed
        more = f" and {len(others)} more" if others else ""
        return Cell(f"{name}: {old} {glyphs.arrow} {new}{more}", Tone.MUTED)
    return Cell(outcome_words(entry), Tone.MUTED)


def sync_end_cell(end: SyncEnd, glyphs: Glyphs) -> Cell:
    return code_cell(end.code, end.word, glyphs, end.pushed)


def outcome_words(entry: JournalEntry) -> str:
    # The outcome of a started sync is only its id.
    if _GUID.fullmatch(entry.outcome):
        return f"sync {entry.outcome}"
    said = entry.error.codat_message if entry.error is not None else ""
    return f"{entry.outcome.rstrip(' .')}. Codat said: {said}" if said else entry.outcome


def ledger_cells(
    entry: LedgerEntry, company: str, glyphs: Glyphs, zone: tzinfo
) -> tuple[Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell]:
    """Return a ledger row: time, method, path, answer, duration, company, attempts, quota left."""
    return (
        Cell(f"{day(entry.at, zone):>6} {entry.at.astimezone(zone):%H:%M:%S}"),
        Cell(entry.method, Tone.NORMAL if entry.method == "GET" else Tone.ACCENT),
        Cell(short_path(entry.path, glyphs)),
        status_cell(entry),
        Cell(duration(entry.seconds), Tone.MUTED),
        Cell(company, Tone.MUTED),
        Cell(str(entry.attempts), Tone.MUTED if entry.attempts == 1 else Tone.WARNING),
        Cell("" if entry.quota_left is None else f"{entry.quota_left:,}", Tone.MUTED),
    )


def short_path(path: str, glyphs: Glyphs) -> str:
    """Return the path without the company; other ids are cut to eight characters."""
    short = _COMPANY.sub(glyphs.ellipsis, path)
    return _GUID.sub(lambda match: f"{match[0][:8]}{glyphs.ellipsis}", short)


def status_cell(entry: LedgerEntry) -> Cell:
    """Return status and error: "200", "503 Codat is unavailable", "no answer Timed out"."""
    status = "no answer" if entry.status is None else str(entry.status)
    failed = has_failed(entry)
    return Cell(f"{status} {entry.error}".rstrip(), Tone.FAILED if failed else Tone.OK)


def has_failed(entry: LedgerEntry) -> bool:
    return bool(entry.error) or entry.status is None or entry.status >= 400


def duration(seconds: float) -> str:
    """Return "240 ms" or "1.3 s"."""
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"


def second(instant: datetime, zone: tzinfo) -> str:
    """Return the moment to the second: "23 Nov 2026 14:02:31"."""
    return f"{minute_text(instant, zone)}:{instant.astimezone(zone):%S}"


def journal_search_text(entry: JournalEntry) -> str:
    """Return all text of a journal row that a filter searches."""
    parts = (
        entry.title,
        entry.operation,
        entry.company_name,
        entry.company_id,
        entry.who,
        entry.state.value,
        entry.outcome,
        entry.correlation_id,
        entry.at.astimezone(UTC).isoformat(),
        *(Problem.of(entry.error).lines if entry.error is not None else ()),
    )
    return "\n".join(parts)


def ledger_search_text(entry: LedgerEntry, company: str = "") -> str:
    """Return all text of a ledger row that a filter searches; "failed" finds every failure."""
    parts = (
        entry.method,
        entry.path,
        company,
        "no answer" if entry.status is None else str(entry.status),
        "failed" if has_failed(entry) else "",
        entry.error,
        entry.correlation_id,
        entry.at.astimezone(UTC).isoformat(),
    )
    return "\n".join(parts)


def journal_fields(now: datetime, zone: tzinfo) -> Sequence[FilterField[JournalEntry]]:
    """Return the fields of a filter of changes."""
    return (
        choice_field(
            "status",
            "status",
            [each.value for each in IntentState],
            lambda entry, value: entry.state == value,
        ),
        since_field("confirmed", lambda entry: entry.at, now, zone),
        text_field("company", "company", lambda entry: (entry.company_name,)),
        text_field("who", "by", lambda entry: (entry.who,)),
    )


def ledger_fields(now: datetime, zone: tzinfo) -> Sequence[FilterField[LedgerEntry]]:
    """Return the fields of a filter of requests."""
    return (
        choice_field(
            "status",
            "status",
            ("failed", "answered"),
            lambda entry, value: has_failed(entry) == (value == "failed"),
        ),
        since_field("sent", lambda entry: entry.at, now, zone),
        text_field(
            "method", "method", lambda entry: (entry.method,), lambda: ("GET", "POST", "PATCH", "PUT")
        ),
    )


def change_lines(entry: JournalEntry, glyphs: Glyphs) -> tuple[Line, ...]:
    """Return one line for each changed field, or both texts when they are not JSON objects."""
    before, after = _read(entry.before), _read(entry.after)
    texts = _changed_texts(entry)
    if texts:
        return _changed_lines(texts, glyphs)
    if not isinstance(before, Mapping) or not isinstance(after, Mapping) or not entry.undoable:
        lines = [_text_line("before", entry.before), _text_line("sent", entry.after)]
        return tuple(line for line in lines if line)
    if entry.operation == "set-configuration":
        changed = [(line.label, line.before, line.after) for line in change_words(before, after)]
    else:
        changed = [
            (path, _shown(old), _shown(new))
            for path, old, new in _differences("", before, after)
            if _shown(old) != _shown(new)
        ]
    return _changed_lines(changed, glyphs)


def _changed_lines(changed: Sequence[tuple[str, str, str]], glyphs: Glyphs) -> tuple[Line, ...]:
    found: list[Line] = [
        (
            Cell(f"{name}  ", Tone.MUTED),
            Cell(old or _shown(_Absent)),
            Cell(f" {glyphs.arrow} ", Tone.MUTED),
            Cell(new or _shown(_Absent)),
        )
        for name, old, new in changed[:MOST_CHANGES]
    ]
    if len(changed) > MOST_CHANGES:
        found.append((Cell(f"and {len(changed) - MOST_CHANGES} more", Tone.MUTED),))
    return tuple(found)


def _changed_texts(entry: JournalEntry) -> Sequence[tuple[str, str, str]]:
    """Name with language, old and new text of each changed text of the Sync Flow; () for another change."""
    before, after = _read(entry.before), _read(entry.after)
    if entry.operation != CHANGES_TEXTS or not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return ()
    texts, locale = after.get("texts"), after.get("locale", "")
    if not isinstance(texts, Mapping):
        return ()
    return [
        (f"{name_of(key)} ({locale}, {short_key(key)})", _flow_text(before.get(key)), _flow_text(text))
        for key, text in texts.items()
    ]


def _flow_text(text: str | None) -> str:
    return DEFAULT if text is None else text or EMPTY


def _text_line(label: str, text: str) -> Line:
    return (Cell(f"{label}  ", Tone.MUTED), Cell(text)) if text not in ("", "{}", "null") else ()


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


class _Absent:
    pass


def _differences(path: str, old: Any, new: Any) -> list[tuple[str, Any, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: list[tuple[str, Any, Any]] = []
        for key in dict.fromkeys((*old, *new)):
            where = f"{path}.{key}" if path else str(key)
            found += _differences(where, old.get(key, _Absent), new.get(key, _Absent))
        return found
    return [] if old == new else [(path, old, new)]


def _shown(value: Any) -> str:
    if value is _Absent:
        return "(not there)"
    return "(nothing)" if value is None else json.dumps(value, ensure_ascii=False)


def curl_text(entry: LedgerEntry, base_url: str) -> str:
    """Return the call as curl with the key masked; a write's body must be filled in."""
    lines = [f"curl -X {entry.method} {shlex.quote(base_url.rstrip('/') + entry.path)}"]
    lines.append(f"-H 'Authorization: Basic {MASK}'")
    lines.append("-H 'Accept: application/json'")
    if entry.method != "GET":
        lines.append("-H 'Content-Type: application/json'")
        # The ledger never keeps bodies or queries.
        lines.append("-d '{}'")
    return " \\\n  ".join(lines)


def journal_counts(entries: Iterable[JournalEntry]) -> tuple[Cell, ...]:
    """Return the number of writes by state, those that need a person last."""
    tally = dict.fromkeys(_STATES, 0)
    for entry in entries:
        tally[entry.state] += 1
    return tuple(
        Cell(f"{tally[state]:,} {word.lower()}", tone)
        for state, (_, word, tone) in _STATES.items()
        if tally[state]
    )


def ledger_counts(entries: Iterable[LedgerEntry]) -> tuple[Cell, ...]:
    failures = [has_failed(entry) for entry in entries]
    cells = (Cell(count(len(failures), "request"), Tone.MUTED),) if failures else ()
    return (*cells, Cell(f"{sum(failures):,} failed", Tone.FAILED)) if any(failures) else cells
