"""Two configurations of one company compared: changed selections, missing options, another organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from codat_tui.rules.dates import read_instant
from codat_tui.rules.json.paths import Difference, Json, differences
from codat_tui.rules.mapping.parts import split
from codat_tui.rules.mapping.settings import Setting, id_key, settings

# From this many lost selections, if they are half of all, one common cause is likely.
MANY_LOST = 3


@dataclass(frozen=True, slots=True)
class SettingDifference:
    """One setting with another value; *setting* is the current one, or the earlier if it is gone.

    *before* and *after* are None where there was no such setting.
    """

    setting: Setting
    before: Setting | None
    after: Setting | None


@dataclass(frozen=True, slots=True)
class VanishedOption:
    """A chosen option that is no longer offered; *name* is its earlier one: "4010 Sales returns"."""

    setting: Setting
    option_id: str
    name: str
    still_chosen: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences.

    *selected* counts choices with known options, *lost* those that are no option. *organisation* is (then,
    now) of the company's name in the accounting software, None when equal or unknown.
    """

    changed: tuple[SettingDifference, ...] = ()
    vanished: tuple[VanishedOption, ...] = ()
    selected: int = 0
    lost: int = 0
    organisation: tuple[str, str] | None = None

    @property
    def many_gone(self) -> bool:
        """Return whether so many are lost that one cause is likely, such as a link to another organisation."""
        return self.lost >= MANY_LOST and 2 * self.lost >= self.selected

    @property
    def nothing(self) -> bool:
        return not (self.changed or self.vanished or self.organisation)


def compare(earlier: Json, now: Json) -> Comparison:
    """Compare *earlier*, options included, with *now*; both as Codat sent them."""
    then = {setting.key: setting for setting in settings(earlier)}
    rows = {setting.key: setting for setting in settings(now)}
    counted = [row for row in rows.values() if row.selects is not None and row.options is not None]
    return Comparison(
        tuple(_changed(then, rows)),
        tuple(_vanished(then, rows)),
        sum(len(row.chosen) for row in counted),
        sum(len(row.lost_ids) for row in counted),
        _organisation(earlier, now),
    )


def _changed(then: Mapping[str, Setting], now: Mapping[str, Setting]) -> Iterator[SettingDifference]:
    for key in [*now, *(key for key in then if key not in now)]:
        before, after = then.get(key), now.get(key)
        setting = after or before
        if setting is None or not setting.editable:
            continue
        if not same_choice(before, after):
            yield SettingDifference(setting, before, after)


def _vanished(then: Mapping[str, Setting], now: Mapping[str, Setting]) -> Iterator[VanishedOption]:
    names = {id_key(option.id): option.words for setting in then.values() for option in setting.options or ()}
    for key, setting in now.items():
        if setting.selects is None or setting.options is None:
            continue
        before = then.get(key)
        chosen = {id_key(each): each for each in (*setting.chosen, *(before.chosen if before else ()))}
        still = {id_key(each) for each in setting.chosen}
        for identity, option_id in chosen.items():
            if identity in names and setting.option(option_id) is None:
                yield VanishedOption(setting, option_id, names[identity], identity in still)


def _organisation(earlier: Json, now: Json) -> tuple[str, str] | None:
    key = "accountingSoftwareCompanyName"
    before, after = earlier.get(key), now.get(key)
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    known = before.strip() and after.strip()
    return (before.strip(), after.strip()) if known and before.strip() != after.strip() else None


class SeenConfiguration(NamedTuple):
    """What is kept of a configuration that was seen.

    *lost*: the keys of settings with a lost selection, each with the id, sorted.
    """

    choices: dict[str, Any]
    options: dict[str, Any]
    lost: tuple[str, ...]


def seen(json: Json, rows: Iterable[Setting] | None = None) -> SeenConfiguration:
    """*rows*: its settings, where they were read already."""
    lost = (
        f"{setting.key} {id_key(lost)}"
        for setting in (settings(json) if rows is None else rows)
        for lost in setting.lost_ids
    )
    return SeenConfiguration(*split(json), tuple(sorted(lost)))


def changes(before: Any, after: Any) -> tuple[Difference, ...]:
    """Return the differences; one value in two formats is no difference."""
    return tuple(each for each in differences(before, after) if not same_value(each.before, each.after))


def same_choice(one: Setting | None, other: Setting | None) -> bool:
    """Return whether both choose the same; None is equal to a setting without a choice."""
    if one is not None and other is not None and one.selects is not None:
        return [*map(id_key, one.chosen)] == [*map(id_key, other.chosen)]
    return same_value(one.value if one else None, other.value if other else None)


def same_value(one: Any, other: Any) -> bool:
    """Return whether two values are equal JSON or two formats of the same second."""
    if isinstance(one, str) and isinstance(other, str) and one != other:
        first, second = read_instant(one), read_instant(other)
        return (
            first is not None
            and second is not None
            and first.replace(microsecond=0) == second.replace(microsecond=0)
        )
    return not differences(one, other)
