"""Changes of a configuration in words: labels for places, names beside ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codat_tui.models.writes import DiffLine
from codat_tui.rules.json.paths import ABSENT, Difference, Json, Steps, path_text
from codat_tui.rules.mapping.parts import is_options
from codat_tui.rules.mapping.selections import selections

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration

_LABELS = {
    "enable": "Daily sync enabled",
    "configured": "Set up",
    "schedule.startDate": "Start date",
    "schedule.syncHour": "Sync hour",
    "schedule.timeZone": "Time zone",
    "configuration.sales.syncSales": "Sync sales",
    "configuration.payments.syncPayments": "Sync payments",
    "configuration.newPayments.syncPayments": "Sync payments (new)",
    "configuration.fees.syncFees": "Sync fees",
    "configuration.sales.newTaxRates.taxRateMappings": "Tax mappings",
    "configuration.sales.newTaxRates.selectedDefaultZeroTaxRateId": "Default zero tax",
}
NOTHING = "(nothing)"


class Words:
    """Labels by place and names by id, as the server's own texts and options give them."""

    def __init__(self, labels: Mapping[str, str], names: Mapping[str, str]) -> None:
        self._labels = {**_LABELS, **labels}
        self._names = names

    def label(self, steps: Steps) -> str:
        """What to call the place: its label, else its path."""
        path = path_text(steps)
        label = self._labels.get(path)
        return f"{label[:1].upper()}{label[1:]}" if label else path

    def value(self, value: Any) -> str:
        """A value as a person reads it: the name of an id with the id beside it."""
        if value is ABSENT or value is None or value == "":
            return NOTHING
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, list | tuple):
            return "; ".join(self.value(each) for each in value) or NOTHING
        text = str(value)
        name = self._names.get(text)
        return f"{name} ({text})" if name and name != text else text

    def lines(self, changes: Iterable[Difference]) -> tuple[DiffLine, ...]:
        """One line a change."""
        return tuple(
            DiffLine(self.label(each.steps), self.value(each.before), self.value(each.after))
            for each in changes
        )

    def _mapping(self, value: Mapping[str, Any]) -> str:
        taxes = value.get("selectedCommerceTaxRateIds")
        if isinstance(taxes, list | tuple):
            names = ", ".join(self.value(each) for each in taxes) or NOTHING
            return f"{names} as {self.value(value.get('selectedAccountingTaxRateId'))}"
        return ", ".join(f"{key} {self.value(each)}" for key, each in value.items()) or NOTHING


def configuration_words(configurations: Iterable[Configuration], wires: Iterable[Json]) -> Words:
    """The words of several versions of one configuration, as read and as JSON; the first has its way."""
    labels: dict[str, str] = {}
    names: dict[str, str] = {}
    for configuration in configurations:
        for selection in selections(configuration):
            labels.setdefault(selection.field, selection.label)
    for wire in wires:
        for option_id, name in _offered(wire):
            names.setdefault(option_id, name)
    return Words(labels, names)


def _offered(json: Any) -> Iterator[tuple[str, str]]:
    """Every option's id and name, wherever options are."""
    if not isinstance(json, Mapping):
        return
    for key, value in json.items():
        if not is_options(key):
            yield from _offered(value)
            continue
        for option in value if isinstance(value, list | tuple) else ():
            if isinstance(option, Mapping) and option.get("id"):
                words = [str(option[part]) for part in ("nominalCode", "name") if option.get(part)]
                yield str(option["id"]), " ".join(words)
