"""The mapping form in cells and sentences: present value, what it was, what is wrong with it; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from codat_tui.models.writes import DiffLine
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.overview import Line
from codat_tui.present.text import age, count, exact, shorten, wrap
from codat_tui.rules.dates import read_instant
from codat_tui.rules.findings import Finding, Severity
from codat_tui.rules.json.paths import ABSENT, Difference, Json, Steps, differences, path_text, with_options
from codat_tui.rules.mapping.edits import Edits
from codat_tui.rules.mapping.form import Field, FieldKind, form_fields
from codat_tui.rules.mapping.parts import choices_of
from codat_tui.rules.mapping.sentences import short_id

if TYPE_CHECKING:
    from codat_tui.models.journal import ConfigurationSnapshot

NOT_SET = "(not set)"
GONE, GONE_NARROW = "is not an option any more", "is no option now"
CHANGED = "~"
LONGEST = 60
"""Cells of a raw value in a sentence."""


_EXACTLY = {FieldKind.CHOICE: "id", FieldKind.TAX: "id", FieldKind.DATE: "exactly"}
"""Kinds whose value is shown as something else, and what to call the value itself."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A field with what stands beside it: *was* is its value on the server where the edit changed it.

    *meanwhile* is what somebody else put there since the edit began, "" where nobody did.
    """

    field: Field
    changed: bool = False
    was: str = ""
    meanwhile: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def key(self) -> str:
        """Names the row."""
        return self.field.key


def form_rows(edits: Edits, findings: Iterable[Finding]) -> tuple[FormRow, ...]:
    """The rows of the form with their changes and findings; a finding about no row stands at the first."""
    fields = form_fields(edits.wanted)
    before = {field.key: field for field in form_fields(edits.shown)}
    by_row = placed(fields, findings)
    meanwhile = {difference.steps: difference for difference in edits.conflicts}
    rows: list[FormRow] = []
    for field in fields:
        was = before.get(field.key)
        changed = field.editable and (was is None or was.value != field.value)
        conflict = meanwhile.get(field.steps) if changed else None
        rows.append(
            FormRow(
                field,
                changed,
                (value_text(was) if was is not None else NOT_SET) if changed else "",
                value_text(was) if conflict is not None and was is not None else "",
                tuple(by_row.get(field.key, ())),
            )
        )
    return tuple(rows)


def placed(fields: Sequence[Field], findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Each finding under the key of the row it speaks of."""
    homes = {place: field.key for field in fields for place in field.places}
    rows: dict[str, list[Finding]] = {}
    for finding in findings:
        place = finding.field
        while place and place not in homes:
            place = place.rpartition(".")[0]
        if fields:
            rows.setdefault(homes.get(place, fields[0].key), []).append(finding)
    return rows


def value_text(field: Field) -> str:
    """The present value in a few words, with the nominal code: "4010 Sales returns"."""
    if field.kind is FieldKind.SWITCH:
        return _switch(field.value, "on", "off", NOT_SET)
    code, name, _ = _parts(field)
    return " ".join(filter(None, (code, name)))


def _parts(field: Field) -> tuple[str, str, str]:
    """Nominal code, name and classification."""
    value = field.value
    match field.kind:
        case FieldKind.HEADING:
            return "", field.note, ""
        case FieldKind.SWITCH:
            return "", f"{_switch(value, '[x]', '[ ]', '[?]')} {field.note}", ""
        case FieldKind.CHOICE | FieldKind.CHOICES | FieldKind.TAX:
            return _choice(field)
        case FieldKind.HOUR:
            return "", _hour(value), ""
        case FieldKind.DATE:
            moment = read_instant(value if isinstance(value, str) else None)
            plain = moment is not None and exact(moment, UTC).removesuffix(" 00:00")
            return "", plain or (str(value) if value else NOT_SET), ""
        case FieldKind.ZONE:
            return "", str(value) if value else "UTC (not set)", ""
        case _:
            return "", _raw(value), ""


def _switch(value: Any, on: str, off: str, neither: str) -> str:
    return on if value is True else off if value is False else neither


def _hour(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:02}:00"
    return _raw(value) if value is not None else "00:00 (not set)"


def _choice(field: Field) -> tuple[str, str, str]:
    if not field.chosen:
        return "", NOT_SET, ""
    if field.kind is FieldKind.CHOICES:
        options = (field.option(chosen) for chosen in field.chosen)
        names = [
            option.name if option else chosen for option, chosen in zip(options, field.chosen, strict=True)
        ]
        lost = f" ({', '.join(field.lost_ids)} {GONE})" if field.lost else ""
        return "", ", ".join(names) + lost, ""
    chosen = field.chosen[0]
    option = field.option(chosen)
    if option is None:
        return "", f"{short_id(chosen)} {GONE}" if field.lost else chosen, ""
    return option.code, option.name, option.classification


def _raw(value: Any) -> str:
    if value is None or value is ABSENT:
        return NOT_SET
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else shorten(json.dumps(value, ensure_ascii=False), LONGEST)


def form_cells(row: FormRow, glyphs: Glyphs, narrow: bool = False) -> tuple[Cell, ...]:
    """Setting, code, value, classification (left out where *narrow*), and what is to be said of it."""
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
    label = Cell(f"{sign}{field.label}{star}", _label_tone(row))
    kind = () if narrow else (Cell(classification, Tone.MUTED),)
    return (label, Cell(code, tone), Cell(name, tone), *kind, _beside(row, glyphs, worst))


def _label_tone(row: FormRow) -> Tone:
    if row.changed:
        return Tone.WARNING
    return Tone.ACCENT if row.field.heading else Tone.NORMAL


def _beside(row: FormRow, glyphs: Glyphs, worst: Tone) -> Cell:
    if row.meanwhile:
        return Cell(f"{glyphs.action} {row.meanwhile} there now", Tone.ACTION)
    said = _said(row, glyphs)
    if row.changed:
        return Cell("  ".join(filter(None, (f"was {row.was}", said))), worst if said else Tone.MUTED)
    return Cell(said, worst)


def _said(row: FormRow, glyphs: Glyphs) -> str:
    """The gravest finding in a few words: the value itself says already that it is lost or missing."""
    if not row.findings:
        return ""
    if row.field.kind is FieldKind.CHOICE and (row.field.lost or not row.field.chosen):
        return f"{glyphs.arrow} choose {'another' if row.field.lost else 'one'}"
    grave = next((each for each in row.findings if each.severity is Severity.BLOCKS), row.findings[0])
    return f"{glyphs.action} {grave.problem}"


def _worst(findings: Sequence[Finding]) -> Tone:
    if not findings:
        return Tone.MUTED
    blocked = any(finding.severity is Severity.BLOCKS for finding in findings)
    return Tone.FAILED if blocked else Tone.WARNING


def detail_lines(row: FormRow | None, glyphs: Glyphs, width: int, height: int) -> tuple[Line, ...]:
    """All there is to say of the row under the cursor: problems and remedies, what it was, ids, description."""
    if row is None:
        return ()
    lines: list[Line] = []
    for finding in row.findings:
        tone = Tone.FAILED if finding.severity is Severity.BLOCKS else Tone.WARNING
        text = wrap(f"{glyphs.action} {finding.problem} {finding.remedy}", width)
        lines += [(Cell(line, tone),) for line in text]
    if row.meanwhile:
        sentence = (
            f"{glyphs.action} Somebody changed this to {row.meanwhile} after you began; a save overwrites it."
        )
        lines += [(Cell(line, Tone.ACTION),) for line in wrap(sentence, width)]
    if row.changed:
        lines.append((Cell("was ", Tone.MUTED), Cell(row.was), Cell("   backspace puts it back", Tone.MUTED)))
    about = "" if row.field.kind in (FieldKind.SWITCH, FieldKind.HEADING) else row.field.note
    lines += [(Cell(line, Tone.MUTED),) for line in wrap(about, width)]
    exact_value = _EXACTLY.get(row.field.kind)
    if row.field.chosen and exact_value:
        lines.append((Cell(f"{exact_value} {row.field.chosen[0]}", Tone.MUTED),))
    return tuple(lines[:height])


def changes_in_words(before: Json, after: Json) -> tuple[DiffLine, ...]:
    """What differs, in the words of the form: "Refunds: 4010 Sales returns → 4020 Refunds"; then the rest as JSON."""
    old = {field.key: field for field in form_fields(before)}
    new = {field.key: field for field in form_fields(after)}
    lines: list[DiffLine] = []
    covered: set[Steps] = set()
    for key in [*old, *(key for key in new if key not in old)]:
        one, other = old.get(key), new.get(key)
        field = one or other
        assert field is not None
        if field.kind in (FieldKind.HEADING, FieldKind.FACT):
            continue
        covered.add(field.steps)
        # A row that is gone may be an object that was taken away whole: that is said as JSON.
        if (one.value if one else None) != (other.value if other else None):
            label = field.label if field.heading else f"{field.section}: {field.label}"
            lines.append(DiffLine(label, value_text(one) if one else "", value_text(other) if other else ""))
    lines += [_raw_line(each) for each in differences(before, after) if each.steps not in covered]
    return tuple(lines)


def _raw_line(difference: Difference) -> DiffLine:
    before, after = (
        "" if value is ABSENT else shorten(json.dumps(value, ensure_ascii=False), LONGEST)
        for value in (difference.before, difference.after)
    )
    return DiffLine(path_text(difference.steps), before, after)


def change_lines(changes: Sequence[DiffLine], glyphs: Glyphs, width: int) -> tuple[Line, ...]:
    """Changes as lines: the field, then before and after under it."""
    lines: list[Line] = []
    for change in changes:
        lines.append((Cell(shorten(change.label, width), Tone.ACCENT),))
        before = change.before or "(nothing)"
        text = f"{before} {glyphs.arrow} {change.after or '(nothing)'}"
        lines += [(Cell(f"  {line}"),) for line in wrap(text, width - 2)]
    return tuple(lines)


def restored(earlier: Json, now: Json) -> dict[str, Any]:
    """What was chosen then, beside the options there are now."""
    return dict(with_options(choices_of(earlier), now))


def snapshot_cells(
    snapshot: ConfigurationSnapshot, now: Json, moment: datetime, zone: tzinfo, glyphs: Glyphs
) -> tuple[Cell, ...]:
    """A row of the history: when it was seen last, and how far it is from what Codat has now."""
    changes = len(changes_in_words(now, restored(snapshot.configuration, now)))
    differs = Cell(f"{count(changes, 'difference')}") if changes else Cell(f"{glyphs.ok} as now", Tone.OK)
    first, last = snapshot.first_seen, snapshot.last_seen
    return (Cell(exact(first, zone)), Cell(exact(last, zone)), Cell(age(last, moment), Tone.MUTED), differs)


def count_cells(
    findings: Sequence[Finding], changed: int, conflicts: int, glyphs: Glyphs
) -> tuple[Cell, ...]:
    """What the line above the form counts: problems, warnings, changes, what somebody else changed meanwhile."""
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
