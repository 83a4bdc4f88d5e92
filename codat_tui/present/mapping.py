"""The mapping form as cells and sentences: value, earlier value, problems; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from codat_tui.models.writes import DiffLine
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.keys import KeyOf
from codat_tui.present.overview import Line
from codat_tui.present.text import ago, shorten, wrap
from codat_tui.rules.findings import Finding, Severity
from codat_tui.rules.json.paths import Json
from codat_tui.rules.mapping.comparison import compare, same_choice
from codat_tui.rules.mapping.edits import MappingEdit
from codat_tui.rules.mapping.parts import choices_of, with_options
from codat_tui.rules.mapping.settings import Setting, SettingKind, settings
from codat_tui.rules.mapping.words import GONE, NOT_SET, change_words, value_parts, value_words
from codat_tui.words import count, minute_column

if TYPE_CHECKING:
    from codat_tui.models.journal import ConfigurationSnapshot

GONE_NARROW = "is no option now"
CHANGED = "~"


# Kinds whose value is shown as something else, and the name of the value itself.
_EXACTLY = {SettingKind.CHOICE: "id", SettingKind.TAX: "id", SettingKind.DATE: "exactly"}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A field of the form; *was* is its server value when edited.

    *saved_by_others* is what somebody else saved since the edit began, or "".
    """

    field: Setting
    changed: bool = False
    was: str = ""
    saved_by_others: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def key(self) -> str:
        return self.field.key


def form_rows(edits: MappingEdit, findings: Iterable[Finding]) -> tuple[FormRow, ...]:
    """Return the form's rows with changes and findings; a finding without a row goes to the first."""
    fields = settings(edits.wanted)
    before = {field.key: field for field in settings(edits.shown)}
    by_row = placed(fields, findings)
    conflicts = {difference.steps: difference for difference in edits.conflicts}
    rows: list[FormRow] = []
    for field in fields:
        was = before.get(field.key)
        changed = field.editable and (was is None or not same_choice(was, field))
        conflict = conflicts.get(field.steps) if changed else None
        rows.append(
            FormRow(
                field,
                changed,
                (value_words(was) if was is not None else NOT_SET) if changed else "",
                value_words(was) if conflict is not None and was is not None else "",
                tuple(by_row.get(field.key, ())),
            )
        )
    return tuple(rows)


def placed(fields: Sequence[Setting], findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return findings by the key of their row."""
    homes = _homes(fields)
    rows: dict[str, list[Finding]] = {}
    for finding in findings:
        if fields:
            rows.setdefault(_home(homes, finding.field) or fields[0].key, []).append(finding)
    return rows


def row_of(rows: Sequence[FormRow], place: str) -> str:
    """Return the key of the row that a finding about *place* belongs to, "" for none."""
    return _home(_homes([row.field for row in rows]), place)


def _homes(fields: Sequence[Setting]) -> dict[str, str]:
    return {place: field.key for field in fields for place in field.finding_keys}


def _home(homes: dict[str, str], place: str) -> str:
    while place and place not in homes:
        place = place.rpartition(".")[0]
    return homes.get(place, "")


def _parts(field: Setting) -> tuple[str, str, str]:
    if field.kind is SettingKind.HEADING:
        return "", field.note, ""
    if field.kind is SettingKind.SWITCH:
        sign = "[x]" if field.value is True else "[ ]" if field.value is False else "[?]"
        return "", f"{sign} {field.label}", ""
    return value_parts(field)


def form_cells(row: FormRow, glyphs: Glyphs, narrow: bool = False) -> tuple[Cell, ...]:
    field = row.field
    code, name, classification = _parts(field)
    worst = _worst(row.findings)
    tone = Tone.MUTED if name.endswith(NOT_SET) or not field.editable else Tone.NORMAL
    if narrow:
        name = name.replace(GONE, GONE_NARROW)
    if field.lost or (worst is Tone.FAILED and not field.heading):
        tone, name = Tone.FAILED, f"{glyphs.failed} {name}"
    star = " *" if field.required else ""
    sign = f"{CHANGED} " if row.changed else "" if field.heading else "  "
    name_there = field.section if field.heading else field.label
    label = Cell(f"{sign}{name_there}{star}", _label_tone(row))
    kind = () if narrow else (Cell(classification, Tone.MUTED),)
    return (label, Cell(code, tone), Cell(name, tone), *kind, _beside(row, glyphs, worst))


def _label_tone(row: FormRow) -> Tone:
    if row.changed:
        return Tone.WARNING
    return Tone.ACCENT if row.field.heading else Tone.NORMAL


def _beside(row: FormRow, glyphs: Glyphs, worst: Tone) -> Cell:
    if row.saved_by_others:
        return Cell(f"{glyphs.action} {row.saved_by_others} there now", Tone.ACTION)
    said = _said(row, glyphs)
    if row.changed:
        return Cell("  ".join(filter(None, (f"was {row.was}", said))), worst if said else Tone.MUTED)
    return Cell(said, worst)


def _said(row: FormRow, glyphs: Glyphs) -> str:
    if not row.findings:
        return ""
    # The value already says that it is lost or missing.
    if row.field.kind is SettingKind.CHOICE and (row.field.lost or not row.field.chosen):
        return f"{glyphs.arrow} choose {'another' if row.field.lost else 'one'}"
    grave = next((each for each in row.findings if each.severity is Severity.BLOCKS), row.findings[0])
    return f"{glyphs.action} {grave.problem}"


def _worst(findings: Sequence[Finding]) -> Tone:
    if not findings:
        return Tone.MUTED
    blocked = any(finding.severity is Severity.BLOCKS for finding in findings)
    return Tone.FAILED if blocked else Tone.WARNING


def detail_lines(
    row: FormRow | None, glyphs: Glyphs, width: int, height: int, key_of: KeyOf
) -> tuple[Line, ...]:
    """Return the details of the row under the cursor: problems, earlier value, id, description."""
    if row is None:
        return ()
    lines: list[Line] = []
    for finding in row.findings:
        tone = Tone.FAILED if finding.severity is Severity.BLOCKS else Tone.WARNING
        text = wrap(f"{glyphs.action} {finding.problem} {finding.remedy}", width)
        lines += [(Cell(line, tone),) for line in text]
    if row.saved_by_others:
        sentence = (
            f"{glyphs.action} Somebody changed this to {row.saved_by_others} after you began; "
            "a save overwrites it."
        )
        lines += [(Cell(line, Tone.ACTION),) for line in wrap(sentence, width)]
    if row.changed:
        back = f"   {key_of('mapping.put_back')} restores it"
        lines.append((Cell("was ", Tone.MUTED), Cell(row.was), Cell(back, Tone.MUTED)))
    about = "" if row.field.kind is SettingKind.HEADING else row.field.note
    lines += [(Cell(line, Tone.MUTED),) for line in wrap(about, width)]
    exact_value = _EXACTLY.get(row.field.kind)
    if row.field.chosen and exact_value:
        lines.append((Cell(f"{exact_value} {row.field.chosen[0]}", Tone.MUTED),))
    return tuple(lines[:height])


def change_lines(changes: Sequence[DiffLine], glyphs: Glyphs, width: int) -> tuple[Line, ...]:
    """Return the changes: the field, then before and after below it."""
    lines: list[Line] = []
    for change in changes:
        lines.append((Cell(shorten(change.label, width), Tone.ACCENT),))
        before = change.before or NOT_SET
        text = f"{before} {glyphs.arrow} {change.after or NOT_SET}"
        lines += [(Cell(f"  {line}"),) for line in wrap(text, width - 2)]
    return tuple(lines)


def restored(earlier: Json, now: Json) -> dict[str, Any]:
    """Return earlier choices with the options of now."""
    return dict(with_options(choices_of(earlier), now))


def snapshot_cells(
    snapshot: ConfigurationSnapshot, now: Json, moment: datetime, zone: tzinfo, glyphs: Glyphs
) -> tuple[Cell, ...]:
    """Return a history row: first and last seen, age, and difference from Codat's current value."""
    changes = len(change_words(now, restored(snapshot.configuration, now)))
    gone = len(compare(snapshot.configuration, now).vanished)
    if changes:
        differs = Cell(count(changes, "difference"))
    elif gone:
        differs = Cell(f"{count(gone, 'option')} gone", Tone.WARNING)
    else:
        differs = Cell(f"{glyphs.ok} as now", Tone.OK)
    first, last = snapshot.first_seen, snapshot.last_seen
    return (
        Cell(minute_column(first, zone)),
        Cell(minute_column(last, zone)),
        Cell(ago(last, moment), Tone.MUTED),
        differs,
    )


def count_cells(
    findings: Sequence[Finding], changed: int, conflicts: int, glyphs: Glyphs
) -> tuple[Cell, ...]:
    """Return the counts above the form: problems, warnings, conflicts, changes."""
    blocking = sum(finding.severity is Severity.BLOCKS for finding in findings)
    warning = len(findings) - blocking
    cells = [
        Cell(f"{glyphs.ok} no problems", Tone.OK) if not findings else None,
        Cell(f"{glyphs.failed} {count(blocking, 'problem')}", Tone.FAILED) if blocking else None,
        Cell(f"{glyphs.action} {count(warning, 'warning')}", Tone.WARNING) if warning else None,
        Cell(f"{glyphs.action} {conflicts} changed meanwhile", Tone.ACTION) if conflicts else None,
        Cell(f"{CHANGED} {changed} changed, not saved", Tone.WARNING) if changed else None,
    ]
    return tuple(cell for cell in cells if cell is not None)
