"""The Sync Flow's texts as cells and sentences: states, changes, problems; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

from codat_tui.models.changes import Refused, Sending, Unknown, WriteOutcome
from codat_tui.models.clean_text import clean
from codat_tui.models.writes import Differs, Verified
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import shorten, wrap
from codat_tui.rules.filtering.best_match import best_match
from codat_tui.rules.filtering.fields import text_field
from codat_tui.rules.filtering.word_filter import FilterField, WordFilter, in_text
from codat_tui.rules.flow_settings.text_edits import TextsEdit, text_problems
from codat_tui.rules.flow_settings.texts import Stage, coupled_keys, name_of, stage_of
from codat_tui.words import count

Line: TypeAlias = tuple[Cell, ...]

CHANGED = "~"
ONLY_CHANGED, ONLY_TO_LOOK_AT = "changed", "to look at"
EMPTY, DEFAULT = "(shown empty)", "(default)"
LABELS = {"en-us": "English (en-us)", "fr-fr": "Français (fr-fr)"}
# Cells of a label in the detail.
_FIELD = 12


class TextState(Enum):
    """What a value is; each is drawn differently."""

    TEXT = "text"
    EMPTY = "empty"
    DEFAULT = "default"
    MISSING = "missing"
    UNREAD = "unread"


class Value(NamedTuple):
    """One locale's text of a row; *was* is the server's when edited."""

    state: TextState
    text: str = ""
    edited: bool = False
    was: str = ""
    problems: tuple[str, ...] = ()


UNREAD = Value(TextState.UNREAD)


@dataclass(frozen=True, slots=True)
class TextRow:
    """A key with its text in both locales; without *values*, the heading of a stage."""

    key: str
    stage: Stage
    values: tuple[Value, ...] = ()

    @property
    def is_heading(self) -> bool:
        return not self.values

    @property
    def to_look_at(self) -> bool:
        """Return whether it has a problem or an unsent edit."""
        return any(value.edited or value.problems for value in self.values)

    @property
    def edited(self) -> bool:
        return any(value.edited for value in self.values)


def text_filter(line: str) -> WordFilter[TextRow]:
    """Return the filter of *line*: its words are searched in the key, its name, its stage and the texts."""
    return WordFilter.parse(line, in_text(_facts), text_fields())


def text_fields() -> Sequence[FilterField[TextRow]]:
    """Return the fields of a filter of texts."""
    return (
        text_field("stage", "stage", lambda row: (row.stage,), lambda: tuple(Stage)),
        text_field("key", "key", lambda row: (row.key, name_of(row.key))),
    )


def _facts(row: TextRow) -> str:
    return " ".join((row.key, name_of(row.key), row.stage, *(value.text for value in row.values)))


def is_among(only: str) -> Callable[[TextRow], bool] | None:
    """Return the test of a restriction: what is changed, or to be looked at; None for ""."""
    if not only:
        return None
    return lambda row: row.edited if only == ONLY_CHANGED else row.to_look_at


def with_headings(
    rows: Iterable[TextRow], passes: Callable[[TextRow], bool] | None
) -> Callable[[TextRow], bool] | None:
    """Return the test that keeps the headings of those *rows* that pass; None shows all."""
    if passes is None:
        return None
    stages = {row.stage for row in rows if not row.is_heading and passes(row)}
    return lambda row: row.stage in stages if row.is_heading else passes(row)


def best_text(rows: Iterable[TextRow], words: Sequence[str]) -> tuple[str, int | None] | None:
    """Return the row to go to among *rows*, and the locale in which its text matches *words*, in lower case.

    None without a text row; no locale where only the key or the stage matches.
    """
    texts = [(value.text, row.key, index) for row in rows for index, value in enumerate(row.values)]
    best = best_match(texts, words, lambda each: each[0])
    if best is None:
        return None
    text, key, index = best
    return key, index if all(word in text.casefold() for word in words) else None


def text_rows(locales: Sequence[TextsEdit | None]) -> tuple[TextRow, ...]:
    """Return the rows of two locales by stage, with headings; None for a locale that was not read.

    Keys keep the server's order, those of the first locale first.
    """
    keys = dict.fromkeys(
        key for texts in locales if texts is not None for key in (*texts.on_server, *texts.edits)
    )
    coupled = coupled_keys(keys)
    stages: dict[Stage, list[TextRow]] = {stage: [] for stage in Stage}
    for key in keys:
        values = tuple(
            value_of(key, texts, other, coupled)
            for texts, other in zip(locales, reversed(locales), strict=True)
        )
        stages[stage_of(key)].append(TextRow(key, stage_of(key), values))
    return tuple(
        row for stage, rows in stages.items() if rows for row in (TextRow(f" {stage}", stage), *rows)
    )


def value_of(key: str, texts: TextsEdit | None, other: TextsEdit | None, coupled: Mapping[str, str]) -> Value:
    """Return one locale's value of *key* with its problems; *other* is the other locale."""
    if texts is None:
        return UNREAD
    text, edit = texts.wanted(key), texts.edits.get(key)
    known = texts.on_server.get(key)
    was = _state(known, key in texts.on_server) if edit is not None else None
    problems = text_problems(key, texts, other, coupled)
    return Value(
        _state(text, texts.has(key)),
        text or "",
        edit is not None,
        "" if was is None else state_text(was, known or ""),
        problems,
    )


def _state(text: str | None, on_server: bool) -> TextState:
    if text is None:
        return TextState.DEFAULT if on_server else TextState.MISSING
    return TextState.TEXT if text else TextState.EMPTY


def state_text(state: TextState, text: str) -> str:
    match state:
        case TextState.TEXT:
            return text
        case TextState.EMPTY:
            return EMPTY
        case TextState.DEFAULT:
            return DEFAULT
        case TextState.MISSING:
            return "missing"
        case _:
            return "not known"


def row_cells(row: TextRow, glyphs: Glyphs, active: int | None) -> tuple[Cell, ...]:
    """Return the key in words and both values; *active* is the locale under the cursor, None on other rows."""
    if row.is_heading:
        return Cell(row.stage, Tone.ACCENT), *(Cell("") for _ in range(2))
    values = (value_cell(value, glyphs, index == active) for index, value in enumerate(row.values))
    return Cell(f"  {name_of(row.key)}"), *values


def value_cell(value: Value, glyphs: Glyphs, active: bool) -> Cell:
    """Return a sign (changed, problem), the cursor's pointer when *active*, and the value."""
    sign, tone = " ", Tone.NORMAL if value.state is TextState.TEXT else Tone.MUTED
    if value.problems:
        sign, tone = glyphs.action, Tone.ACTION
    if value.edited:
        sign, tone = CHANGED, Tone.ACTION if value.problems else Tone.WARNING
    if active and tone in (Tone.NORMAL, Tone.MUTED):
        tone = Tone.ACCENT
    text = clean(state_text(value.state, value.text).replace("\n", " "))
    return Cell(f"{sign}{glyphs.crumb if active else ' '}{text}", tone)


def detail(
    row: TextRow | None, index: int, locale: str, glyphs: Glyphs, width: int, lines: int
) -> tuple[Line, ...]:
    """Return the details of the value under the cursor, at most *lines* lines of *width* cells."""
    if row is None or row.is_heading:
        return ()
    value = row.values[index]
    told: list[Line] = [(Cell(f"{locale}  ", Tone.ACCENT), Cell(shorten(row.key, width - 8), Tone.MUTED))]
    problems = [(Cell(f"{glyphs.action} {each}", Tone.ACTION),) for each in _joined(value.problems, width)]
    before = shorten(value.was, max(10, width - _FIELD), glyphs.ellipsis)
    was = _labelled("Codat has", before, width, Tone.MUTED) if value.edited else []
    room = max(1, lines - len(told) - len(problems) - len(was))
    label = "you want" if value.edited else "Codat has"
    shown = _labelled(label, state_text(value.state, value.text), width, Tone.NORMAL)
    if len(shown) > room:
        shown = [
            *shown[: room - 1],
            (*shown[room - 1][:-1], Cell(shown[room - 1][-1].text + glyphs.ellipsis)),
        ]
    return tuple([*told, *shown, *was, *problems][:lines])


def value_lines(value: Value, glyphs: Glyphs, width: int) -> tuple[Line, ...]:
    """Return what an editor shows below the text: what merchants see, and problems."""
    seen = {
        TextState.TEXT: "Merchants see this text.",
        TextState.EMPTY: "Merchants see nothing here.",
        TextState.MISSING: "This language has no such text yet.",
    }.get(value.state, "Merchants see Codat's default.")
    sign = f"{CHANGED} " if value.edited else ""
    found = [line for each in value.problems for line in wrap(f"{glyphs.action} {each}", width)]
    return (Cell(f"{sign}{seen}", Tone.MUTED),), *((Cell(line, Tone.ACTION),) for line in found)


def _labelled(label: str, text: str, width: int, tone: Tone) -> list[Line]:
    wrapped = wrap(text, max(10, width - _FIELD)) or [""]
    return [
        (Cell(f"{'' if number else label:<{_FIELD}}", Tone.MUTED), Cell(line, tone))
        for number, line in enumerate(wrapped)
    ]


def _joined(problems: Iterable[str], width: int) -> list[str]:
    text = "; ".join(problems)
    return [shorten(text[:1].upper() + text[1:] + ".", width - 2)] if text else []


def status_cells(
    locales: Sequence[TextsEdit | None], rows: Iterable[TextRow], glyphs: Glyphs
) -> tuple[Cell, ...]:
    """Return counts, the least important first: texts, problems, unsent changes."""
    changed = sum(len(texts.edits) for texts in locales if texts is not None)
    doubts = sum(bool(value.problems) for row in rows for value in row.values)
    cells = [
        Cell(f"{texts.locale} {len(texts.on_server)}", Tone.MUTED) for texts in locales if texts is not None
    ]
    if doubts:
        cells.append(Cell(f"{glyphs.action} {doubts} to look at", Tone.ACTION))
    if changed:
        cells.append(Cell(f"{changed} changed, not sent", Tone.WARNING))
    return tuple(cells)


def outcome_line(name: str, outcome: WriteOutcome, glyphs: Glyphs) -> Line:
    said: Line
    match outcome:
        case Sending():
            said = (Cell(f"{glyphs.running} saving", Tone.RUNNING),)
        case Verified(detail=text):
            said = (Cell(f"{glyphs.ok} saved  ", Tone.OK), Cell(text, Tone.MUTED))
        case Differs(what):
            lines = "; ".join(f"{each.label}: {each.before} wanted, {each.after} there" for each in what)
            said = (Cell(f"{glyphs.failed} Codat has something else  ", Tone.FAILED), Cell(lines))
        case Refused(error):
            said = (
                Cell(f"{glyphs.failed} not saved: {error.title}  ", Tone.FAILED),
                Cell("Your edit is kept."),
            )
        case Unknown(reason):
            said = (Cell(f"{glyphs.unknown} not known, check again  ", Tone.UNKNOWN), Cell(reason))
        case _:
            said = ()
    return Cell(f"{name}  ", Tone.MUTED), *said


def import_words(locale: str, changes: int) -> str:
    if not changes:
        return f"The file says what {locale} has already."
    verb = "differs and is an edit" if changes == 1 else "differ and are edits"
    return f"{count(changes, 'text')} of {locale} {verb} now, not sent."
