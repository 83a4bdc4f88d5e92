"""The kinds of fields: one of some values, a status code, a time, a text; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import TypeVar

from codat_tui.rules.dates import read_duration
from codat_tui.rules.filtering.word_filter import FilterField, Reading
from codat_tui.words import moment_text, some

R = TypeVar("R")
_ANY_DIGIT = "x"
_DIGITS = 4
_MOST_NAMED = 3


def choice_field(
    name: str, label: str, choices: Sequence[str], has: Callable[[R, str], bool]
) -> FilterField[R]:
    """Return a field whose value is one of *choices*, or the beginning of some of them; "_" may be typed as a blank."""

    def read(value: str) -> Reading[R]:
        typed = value.replace(" ", "_")
        found = [typed] if typed in choices else [each for each in choices if each.startswith(typed)]
        if not found:
            return Reading(None, problem=f'no {name} is called "{value}": {some(choices, 12)}')
        words = " or ".join(each.replace("_", " ") for each in found)
        only = found[0]
        one_of = (
            (lambda row: has(row, only))
            if len(found) == 1
            else lambda row: any(has(row, each) for each in found)
        )
        return Reading(one_of, words)

    return FilterField(name, label, read, lambda: choices)


def code_field(label: str, codes: Sequence[str], code_of: Callable[[R], int | None]) -> FilterField[R]:
    """Return the field of a status code: "4000", "4xxx" or "4" for all that begin with 4."""

    def read(value: str) -> Reading[R]:
        digits = value.rstrip(_ANY_DIGIT)
        if not digits.isdecimal() or not digits.isascii() or len(value) > _DIGITS:
            return Reading(None, problem=f'"{value}" is no code such as 4000 or 4xxx')

        def passes(row: R) -> bool:
            code = code_of(row)
            return code is not None and len(text := str(code)) == _DIGITS and text.startswith(digits)

        return Reading(passes, digits.ljust(_DIGITS, _ANY_DIGIT))

    return FilterField("code", label, read, lambda: codes)


def since_field(
    label: str, moment_of: Callable[[R], datetime | None], now: datetime, zone: tzinfo = UTC
) -> FilterField[R]:
    """Return the field of a time: "7d" for the last seven days, or a day of *zone* from which on."""

    def read(value: str) -> Reading[R]:
        start = _start(value, now, zone)
        if start is None:
            return Reading(None, problem=f'"{value}" is no time such as 36h, 7d or 2026-11-01')

        def passes(row: R) -> bool:
            moment = moment_of(row)
            return moment is not None and moment >= start

        return Reading(passes, f"since {moment_text(start, zone, now)}")

    return FilterField("since", label, read, lambda: ("24h", "7d", "31d"))


def _start(value: str, now: datetime, zone: tzinfo) -> datetime | None:
    length = read_duration(value)
    try:
        if length is not None:
            return now - length
        return datetime.combine(date.fromisoformat(value), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def platform_field(
    texts: Callable[[R], Iterable[str]], known: Callable[[], Iterable[tuple[str, str]]]
) -> FilterField[R]:
    """Return the field of a platform, by a part of its name or by its key.

    *texts* returns the names and keys of a row, *known* name and key of every platform that may be meant.
    """

    def names() -> list[str]:
        return sorted({name for name, _ in known()}, key=str.casefold)

    def read(value: str) -> Reading[R]:
        found = {name for name, key in known() if value in name.casefold() or value == key.casefold()}
        if not found:
            return Reading(None, problem=f'no platform here is called "{value}": {some(names(), 12)}')
        words = " or ".join(sorted(found, key=str.casefold)) if len(found) <= _MOST_NAMED else f'"{value}"'
        return Reading(lambda row: not found.isdisjoint(texts(row)), words)

    return FilterField("platform", "platform", read, names)


def text_field(
    name: str,
    label: str,
    texts: Callable[[R], Iterable[str]],
    known: Callable[[], Iterable[str]] = tuple,
    *,
    every: str = "",
) -> FilterField[R]:
    """Return a field whose value is a part of one of a row's *texts*.

    *known* returns what completion offers. *every* says what the field without a value means: that there is a text; ""
    when it needs a value.
    """

    def read(value: str) -> Reading[R]:
        return Reading(lambda row: any(value in text.casefold() for text in texts(row)), f'"{value}"')

    any_text = Reading[R](lambda row: any(texts(row)), every) if every else None
    return FilterField(name, label, read, known, any_text)
