"""The texts for the merchant: one language as data, checked when it is read.

Invariant: a language is complete, and holds no placeholder that a message does not fill. An error names the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from string import Formatter
from typing import Any

from codat_tui.models.diagnosis import CauseKind, Remedy, State

DEFAULT_LANGUAGE = "en"
OTHER_SOFTWARE = "other"

_NAMES = ("commerce", "accounting", "setting")
_FRAME = (
    "subject",
    "greeting",
    "closing",
    "then_said",
    "then_said_undated",
    "also",
    "nothing",
    "steps",
    "steps_note",
    "link",
    "link_missing",
    "flow",
    "fuse",
    "fuse_one",
)
_HEAD = ("language", "date")
_TABLES = ("names", "frame", "states", "causes", "remedies", "steps")
_DATED = "_dated"

# What a message always knows, and what only some of its sentences know.
_ALWAYS = frozenset({"company", "commerce", "accounting", "platform", "setting"})
_ALSO = {
    "date": frozenset({"day", "month", "year"}),
    "frame.then_said": frozenset({"day", "what"}),
    "frame.then_said_undated": frozenset({"what"}),
    "frame.link": frozenset({"link"}),
    "frame.fuse": frozenset({"days_left"}),
}


class TextsError(ValueError):
    """A text that cannot be used; the message begins with its key."""


@dataclass(frozen=True, slots=True)
class CauseText:
    """*what* it is, and what the merchant does: None for the words of the remedy. *steps* names a list of steps."""

    what: str
    do: str | None = None
    then: str | None = None
    steps: str = ""


@dataclass(frozen=True, slots=True)
class RemedyText:
    """What to *do*, and what comes *then*; "" for nothing."""

    do: str
    then: str


@dataclass(frozen=True, slots=True)
class Language:
    """All texts of one language; *states* by the state's name, some with "_dated" for a known day."""

    code: str
    name: str
    countries: frozenset[str]
    months: tuple[str, ...]
    date: str
    names: Mapping[str, str]
    frame: Mapping[str, str]
    states: Mapping[str, str]
    causes: Mapping[CauseKind, CauseText]
    remedies: Mapping[Remedy, RemedyText]
    steps: Mapping[str, Mapping[str, tuple[str, ...]]]

    def steps_in(self, recipe: str, software: str) -> tuple[str, ...]:
        """Return the steps of a recipe in the software of this name, else those for any."""
        by_software, name = self.steps[recipe], software.casefold()
        known = (key for key in by_software if key != OTHER_SOFTWARE and key in name)
        return by_software[next(known, OTHER_SOFTWARE)]


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return *base* with the values of *own* in place of its own, table by table."""
    result = dict(base)
    for key, value in own.items():
        before = result.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        result[key] = merged(before, value) if both else value  # type: ignore[arg-type]
    return result


def read_language(code: str, data: Mapping[str, Any]) -> Language:
    """Return the language in *data*, parsed TOML. Raises TextsError with the key, such as "fr.frame.greeting"."""
    _known_keys(code, data, (*_HEAD, "countries", "months", *_TABLES))
    tables = {name: _table(data, code, name) for name in _TABLES}
    steps = {
        recipe: _steps(f"{code}.steps.{recipe}", software) for recipe, software in tables["steps"].items()
    }
    return Language(
        code=code,
        name=_text(data, code, "language"),
        countries=frozenset(each.upper() for each in _texts(data, code, "countries")),
        months=_months(data, code),
        date=_text(data, code, "date"),
        names=_all_texts(tables["names"], f"{code}.names", _NAMES),
        frame=_all_texts(tables["frame"], f"{code}.frame", _FRAME),
        states=_states(tables["states"], f"{code}.states"),
        causes={
            kind: _cause(_table(tables["causes"], f"{code}.causes", kind), f"{code}.causes.{kind}", steps)
            for kind in _each_of(CauseKind, tables["causes"], f"{code}.causes")
        },
        remedies={
            remedy: _remedy(
                _table(tables["remedies"], f"{code}.remedies", remedy), f"{code}.remedies.{remedy}"
            )
            for remedy in _each_of(Remedy, tables["remedies"], f"{code}.remedies")
        },
        steps=steps,
    )


def choose_language(languages: Mapping[str, Language], country: str | None, *preferred: str) -> str:
    """Return the code of the language of *country*, else the first of *preferred* that exists, else English."""
    if country:
        for code, language in languages.items():
            if country.strip().upper() in language.countries:
                return code
    return next((code for code in preferred if code in languages), DEFAULT_LANGUAGE)


def _each_of(kinds: Iterable[Any], table: Mapping[str, Any], where: str) -> Iterator[Any]:
    found = list(kinds)
    _known_keys(where, table, found)
    yield from found


def _known_keys(where: str, table: Mapping[str, Any], known: Iterable[str]) -> None:
    names = [str(each) for each in known]
    for key in table:
        if key not in names:
            near = get_close_matches(key, names, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(names)}"
            raise TextsError(f"{where}.{key} is not a text; {hint}")


def _value(table: Mapping[str, Any], where: str, key: str) -> Any:
    if key not in table:
        raise TextsError(f"{where}.{key} is missing")
    return table[key]


def _table(data: Mapping[str, Any], where: str, key: str) -> Mapping[str, Any]:
    value = _value(data, where, key)
    if not isinstance(value, Mapping):
        raise TextsError(f"{where}.{key} must be a table: write [{where}.{key}]")
    return value


def _text(table: Mapping[str, Any], where: str, key: str) -> str:
    return _checked(_value(table, where, key), f"{where}.{key}")


def _texts(table: Mapping[str, Any], where: str, key: str) -> tuple[str, ...]:
    value = _value(table, where, key)
    if not isinstance(value, list):
        raise TextsError(f'{where}.{key} must be a list of texts: ["…", "…"]')
    return tuple(_checked(each, f"{where}.{key}") for each in value)


def _all_texts(table: Mapping[str, Any], where: str, names: Iterable[str]) -> dict[str, str]:
    _known_keys(where, table, names)
    return {name: _text(table, where, name) for name in names}


def _months(data: Mapping[str, Any], code: str) -> tuple[str, ...]:
    months = _texts(data, code, "months")
    if len(months) != 12:
        raise TextsError(f"{code}.months has {len(months)} names, a year has 12 months")
    return months


def _states(table: Mapping[str, Any], where: str) -> dict[str, str]:
    dated = [f"{state}{_DATED}" for state in State]
    _known_keys(where, table, (*State, *dated))
    found = [state.value for state in State] + [key for key in dated if key in table]
    return {key: _text(table, where, key) for key in found}


def _cause(table: Mapping[str, Any], where: str, steps: Mapping[str, Any]) -> CauseText:
    _known_keys(where, table, ("what", "do", "then", "steps"))
    recipe = _text(table, where, "steps") if "steps" in table else ""
    if recipe and recipe not in steps:
        raise TextsError(
            f'{where}.steps names "{recipe}", but there is no [{where.partition(".")[0]}.steps.{recipe}]'
        )
    do, then = (_text(table, where, key) if key in table else None for key in ("do", "then"))
    return CauseText(_text(table, where, "what"), do, then, recipe)


def _remedy(table: Mapping[str, Any], where: str) -> RemedyText:
    _known_keys(where, table, ("do", "then"))
    return RemedyText(_text(table, where, "do"), _text(table, where, "then"))


def _steps(where: str, table: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(table, Mapping):
        raise TextsError(f"{where} must be a table: write [{where}]")
    if OTHER_SOFTWARE not in table:
        raise TextsError(f"{where}.{OTHER_SOFTWARE} is missing: the steps in any other software")
    return {software.casefold(): _texts(table, where, software) for software in table}


def _checked(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise TextsError(f"{where} must be text in quotes")
    place = where.partition(".")[2]
    allowed = _ALSO.get(place, frozenset({"day"}) if place.endswith(_DATED) else frozenset())
    if place != "date":
        allowed |= _ALWAYS
    try:
        parts = list(Formatter().parse(value))
    except ValueError as error:
        raise TextsError(f"{where}: {error}; write {{{{ and }}}} for braces") from None
    for _, name, spec, conversion in parts:
        if name is not None and (name not in allowed or spec or conversion):
            shown = name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            known = ", ".join(f"{{{each}}}" for each in sorted(allowed))
            raise TextsError(
                f"{where} has the placeholder {{{shown}}}, which is not known here; known: {known}"
            )
    return value
