"""Two configurations of one company compared: selections that changed, options that are gone, another organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from codat_tui.rules.dates import read_instant
from codat_tui.rules.json.paths import Difference, Json, differences
from codat_tui.rules.mapping.settings import Setting, id_key, settings

MANY_LOST = 3
"""From this many lost selections on, if they are half of all, one common cause is likelier than so many."""


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One setting whose value is another; *setting* is the present one, the earlier where it is there no more.

    *before* and *after* are None where the configuration had no such setting.
    """

    setting: Setting
    before: Setting | None
    after: Setting | None


@dataclass(frozen=True, slots=True)
class VanishedOption:
    """An option that was chosen and is offered no longer. *name* is the one it had: "4010 Sales returns".

    *still_chosen*: the setting selects it to this day, so that it has to be chosen anew.
    """

    setting: Setting
    option_id: str
    name: str
    still_chosen: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of an earlier configuration.

    *selected* counts what is chosen now where the options are known, *lost* those of them that are no option.
    *organisation* is the name of the company in the accounting software then and now, None where it is the same
    or not known of both.
    """

    changed: tuple[SettingChange, ...] = ()
    vanished: tuple[VanishedOption, ...] = ()
    selected: int = 0
    lost: int = 0
    organisation: tuple[str, str] | None = None

    @property
    def many_gone(self) -> bool:
        """True when so much is lost at once that one cause is likely, such as a link to another organisation."""
        return self.lost >= MANY_LOST and 2 * self.lost >= self.selected

    @property
    def nothing(self) -> bool:
        """True when no setting changed and no chosen option is gone."""
        return not (self.changed or self.vanished or self.organisation)


def compare(earlier: Json, now: Json) -> Comparison:
    """What became of *earlier*, options included, until *now*; both as Codat sent them."""
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


def _changed(then: Mapping[str, Setting], now: Mapping[str, Setting]) -> Iterator[SettingChange]:
    for key in [*now, *(key for key in then if key not in now)]:
        before, after = then.get(key), now.get(key)
        setting = after or before
        if setting is None or not setting.editable:
            continue
        if not same_choice(before, after):
            yield SettingChange(setting, before, after)


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


def lost_selections(json: Json) -> tuple[str, ...]:
    """The keys of the settings whose selection is no option any more, each with the id, in a fixed order."""
    return tuple(
        sorted(f"{setting.key} {id_key(lost)}" for setting in settings(json) for lost in setting.lost_ids)
    )


def changes(before: Any, after: Any) -> tuple[Difference, ...]:
    """Where two configurations differ; one value written in two ways is no difference."""
    return tuple(each for each in differences(before, after) if not same_value(each.before, each.after))


def same_choice(one: Setting | None, other: Setting | None) -> bool:
    """True where both say the same; None is a setting that is not there, which is as good as one not made."""
    if one is not None and other is not None and one.selects is not None:
        return [*map(id_key, one.chosen)] == [*map(id_key, other.chosen)]
    return same_value(one.value if one else None, other.value if other else None)


def same_value(one: Any, other: Any) -> bool:
    """True for equal JSON, and for two texts that name the same second: Codat writes dates in several ways."""
    if isinstance(one, str) and isinstance(other, str) and one != other:
        first, second = read_instant(one), read_instant(other)
        return (
            first is not None
            and second is not None
            and first.replace(microsecond=0) == second.replace(microsecond=0)
        )
    return not differences(one, other)
