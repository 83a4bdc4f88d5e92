"""The editor for one setting of the mapping: a picker or an input line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from codat_tui.rules.dates import read_instant, read_zone
from codat_tui.rules.mapping.edits import start_date
from codat_tui.rules.mapping.sentences import short_id
from codat_tui.rules.mapping.settings import Setting, SettingKind
from codat_tui.rules.mapping.words import GONE
from codat_tui.widgets.form_input import FormInput
from codat_tui.widgets.picker import Picked, Picker, PickRow
from codat_tui.words import minute_text

if TYPE_CHECKING:
    from textual.screen import ModalScreen

    from codat_tui.present import Glyphs

NOT_SET = "choose nothing"


def editor_of(
    field: Setting, now: datetime, glyphs: Glyphs, done: Callable[[Any], None]
) -> tuple[ModalScreen[Any], Callable[[Any], None]] | None:
    """The editor screen and the handler of its result; *done* gets the new value. None: no editor."""
    match field.kind:
        case SettingKind.CHOICE | SettingKind.TAX | SettingKind.CHOICES:
            return _options(field, glyphs, done)
        case SettingKind.HOUR:
            return _hours(field, glyphs, done)
        case SettingKind.ZONE:
            return _zones(field, now, glyphs, done)
        case SettingKind.DATE:
            return _date(field, glyphs, done)
        case _:
            return None


def _options(
    field: Setting, glyphs: Glyphs, done: Callable[[Any], None]
) -> tuple[ModalScreen[Any], Callable[[Any], None]]:
    many = field.kind is SettingKind.CHOICES
    rows = [PickRow(each, f"{short_id(each)} {GONE}", gone=True) for each in field.lost_ids]
    rows += [
        PickRow(option.id, option.name, option.code, option.classification) for option in field.options or ()
    ]
    lost = set(field.lost_ids)
    ids = [option.id for option in map(field.option, field.chosen) if option is not None]
    chosen = tuple(each for each in field.chosen if each in lost) + tuple(ids)

    def heard(picked: Picked | None) -> None:
        if picked is not None:
            done(list(picked) if many else (picked[0] if picked else None))

    title = field.title
    return Picker(title, rows, chosen, glyphs, many=many, unset=NOT_SET), heard


def _hours(
    field: Setting, glyphs: Glyphs, done: Callable[[Any], None]
) -> tuple[ModalScreen[Any], Callable[[Any], None]]:
    rows = [PickRow(str(hour), f"{hour:02}:00") for hour in range(24)]

    def heard(picked: Picked | None) -> None:
        if picked is not None:
            done(int(picked[0]) if picked else None)

    chosen = () if field.value is None else (str(field.value),)
    return Picker(field.title, rows, chosen, glyphs, unset="none, which means 00:00"), heard


def _zones(
    field: Setting, now: datetime, glyphs: Glyphs, done: Callable[[Any], None]
) -> tuple[ModalScreen[Any], Callable[[Any], None]]:
    rows = [PickRow(name, name, note=_local_time(name, now)) for name in _zone_names()]
    if field.value and all(row.id != field.value for row in rows):
        rows.insert(0, PickRow(str(field.value), f"{field.value} is not an IANA time zone", gone=True))

    def heard(picked: Picked | None) -> None:
        if picked is not None:
            done(picked[0] if picked else None)

    chosen = (str(field.value),) if field.value else ()
    return Picker(field.title, rows, chosen, glyphs, unset="none, which means UTC"), heard


@cache
def _zone_names() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if name[:1].isupper() and "/" in name))


def _local_time(name: str, now: datetime) -> str:
    zone = read_zone(name)
    return f"{now.astimezone(zone):now %H:%M}" if zone else ""


def _date(
    field: Setting, glyphs: Glyphs, done: Callable[[Any], None]
) -> tuple[ModalScreen[Any], Callable[[Any], None]]:
    before = field.value if isinstance(field.value, str) else ""

    def judge(text: str) -> tuple[str, bool]:
        wanted = start_date(text, before)
        if wanted is None:
            return "A day as 2026-01-31, or a day and a time as 2026-01-31T09:30:00.", False
        return f"{minute_text(read_instant(wanted), UTC)}   sent as {wanted}", True

    def heard(text: str | None) -> None:
        if text is not None:
            done(start_date(text, before))

    return FormInput(field.title, before, judge, glyphs), heard
