"""Settings and changes in words."""

from __future__ import annotations

import json as json_library
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from codat_tui.models.writes import Conflict, DiffLine
from codat_tui.rules.dates import read_instant
from codat_tui.rules.json.paths import ABSENT, Difference, Json, Steps, value_at
from codat_tui.rules.mapping.comparison import changes, same_choice
from codat_tui.rules.mapping.names import Names
from codat_tui.rules.mapping.sentences import short_id
from codat_tui.rules.mapping.settings import Setting, SettingKind, settings
from codat_tui.words import day_text

NOT_SET = "(not set)"
GONE = "is not an option any more"
# Characters of a raw value in a sentence.
LONGEST = 60


def value_words(setting: Setting) -> str:
    """Return the choice in a few words: "4010 Sales returns"."""
    if setting.kind is SettingKind.SWITCH:
        return "on" if setting.value is True else "off" if setting.value is False else NOT_SET
    code, name, _ = value_parts(setting)
    words = " ".join(filter(None, (code, name)))
    # Names and codes are not unique: two equal options are distinguished by id.
    alike = [option for option in setting.options or () if option.words == words]
    return f"{words} ({setting.selected})" if len(alike) > 1 else words


def value_parts(setting: Setting) -> tuple[str, str, str]:
    """Return code, name and classification of the choice; for other kinds only the name."""
    value = setting.value
    match setting.kind:
        case SettingKind.CHOICE | SettingKind.TAX:
            return _choice(setting)
        case SettingKind.CHOICES:
            return "", _choices(setting), ""
        case SettingKind.HOUR:
            return "", _hour(value), ""
        case SettingKind.DATE:
            moment = read_instant(value if isinstance(value, str) else None)
            plain = f"{day_text(moment)} {moment:%H:%M}".removesuffix(" 00:00") if moment else ""
            return "", plain or raw_words(value), ""
        case SettingKind.ZONE:
            return "", str(value) if value else "UTC (not set)", ""
        case _:
            return "", raw_words(value), ""


def raw_words(value: Any) -> str:
    """Return a raw value, shortened."""
    if value is None or value is ABSENT or value == "":
        return NOT_SET
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else json_library.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _choice(setting: Setting) -> tuple[str, str, str]:
    chosen = setting.selected
    if chosen is None:
        return "", NOT_SET, ""
    option = setting.option(chosen)
    if option is None:
        return "", f"{short_id(chosen)} {GONE}" if setting.lost else chosen, ""
    return option.code, option.name, option.classification


def _choices(setting: Setting) -> str:
    if not setting.chosen:
        return NOT_SET
    options = ((chosen, setting.option(chosen)) for chosen in setting.chosen)
    names = [option.name if option else chosen for chosen, option in options]
    lost = f" ({', '.join(setting.lost_ids)} {GONE})" if setting.lost else ""
    return ", ".join(names) + lost


def _hour(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:02}:00"
    return raw_words(value) if value is not None else "00:00 (not set)"


def change_words(before: Json, after: Json) -> tuple[DiffLine, ...]:
    """Return the differences by setting:

    "Sales: Refunds: 4010 Sales returns → 4020 Refunds"; others as JSON.
    """
    old = {setting.key: setting for setting in settings(before)}
    new = {setting.key: setting for setting in settings(after)}
    names = Names(after, before)
    lines: list[DiffLine] = []
    covered: set[Steps] = set()
    for key in [*old, *(key for key in new if key not in old)]:
        one, other = old.get(key), new.get(key)
        setting = other or one
        assert setting is not None
        if setting.kind is SettingKind.HEADING:
            continue
        covered.add(setting.steps)
        # A missing row may be an object removed as a whole: that is shown as JSON.
        if not same_choice(one, other):
            words = (value_words(one) if one else "", value_words(other) if other else "")
            lines.append(DiffLine(setting.title, *words))
    lines += [_raw_line(each, names) for each in changes(before, after) if each.steps not in covered]
    return tuple(lines)


def _raw_line(difference: Difference, names: Names) -> DiffLine:
    before, after = (
        "" if value is ABSENT else "null" if value is None else raw_words(value)
        for value in (difference.before, difference.after)
    )
    return DiffLine(names.of(difference.steps), before, after)


def conflict_words(
    shown: Json, now: Json, wanted: Json, conflicts: Iterable[Difference]
) -> tuple[Conflict, ...]:
    """Return the conflicts of an edit in words: shown, now, wanted."""
    names = Names(now, wanted)
    return tuple(line for each in conflicts for line in _conflict(each, shown, now, wanted, names))


def _conflict(
    difference: Difference, shown: Json, now: Json, wanted: Json, names: Names
) -> Iterator[Conflict]:
    versions = [{each.key: each for each in settings(json)} for json in (shown, now, wanted)]
    found = False
    for key, setting in {**versions[0], **versions[1], **versions[2]}.items():
        if setting.steps != difference.steps or setting.kind is SettingKind.HEADING:
            continue
        before, there, after = (version.get(key) or replace(setting, value=None) for version in versions)
        if same_choice(before, there) or same_choice(there, after):
            continue
        found = True
        yield Conflict(setting.title, value_words(before), value_words(there), value_words(after))
    if not found:
        yield Conflict(
            names.of(difference.steps),
            raw_words(value_at(shown, difference.steps)),
            raw_words(difference.before),
            raw_words(difference.after),
        )
