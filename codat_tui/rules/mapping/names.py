"""What to call any place of a configuration: a setting by its name, what is no setting by what it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from codat_tui.rules.json.paths import Json, Steps, path_text
from codat_tui.rules.mapping.settings import (
    GROUPING,
    MAPPINGS,
    SALES,
    SECTIONS,
    TAX_RATES,
    SettingKind,
    settings,
)

_PARTS: dict[Steps, str] = {
    ("configuration",): "Mapping",
    ("schedule",): "Schedule",
    ("configuration", "countryCode"): "Country",
    ("configuration", "mapSettings"): "Map settings",
    ("configuration", "mapSettings", "outputFormat"): "Output format",
    (*SALES, "taxRates"): TAX_RATES,
    (*SALES, "newTaxRates"): TAX_RATES,
    MAPPINGS: TAX_RATES,
    (*SALES, "grouping"): GROUPING,
    (*SALES, "grouping", "groupingLevels"): GROUPING,
    **{("configuration", part): heading for part, heading in SECTIONS.items()},
    **{("configuration", part, "accounts"): f"{heading} accounts" for part, heading in SECTIONS.items()},
}
"""What holds settings, and what no setting is made of."""

_ALL: Json = {
    "configuration": {
        **{part: {} for part in SECTIONS},
        "sales": {
            "newTaxRates": {"selectedDefaultZeroTaxRateId": "0"},
            "grouping": {"groupingLevels": {"invoiceLevel": {}, "invoiceLineLevel": {}}},
        },
    }
}
"""A configuration that has every setting whose name the server does not give."""


class Names:
    """The names of the places of some versions of one configuration; the first version has its way."""

    def __init__(self, *configurations: Mapping[str, Any]) -> None:
        self._names: dict[Steps, str] = {}
        for json in (*configurations, _ALL):
            for setting in settings(json):
                if setting.kind in (SettingKind.HEADING, SettingKind.TAX):
                    continue
                self._names.setdefault(setting.steps, setting.title)
                # The object that holds one selection is called by it: the account, the customer.
                if setting.selects is not None:
                    self._names.setdefault(setting.steps[:-1], setting.title)
        self._names |= _PARTS

    def of(self, steps: Steps) -> str:
        """The name of the place; below what has one, the keys as Codat sent them follow it."""
        for length in range(len(steps), 0, -1):
            name = self._names.get(steps[:length])
            if name is None:
                continue
            rest = _keys(steps[length:])
            # A part that this program does not know is called by its key, as the form calls it.
            return (
                name
                if not rest
                else rest
                if length == 1 and steps[0] == "configuration"
                else f"{name}: {rest}"
            )
        return _keys(steps)


def _keys(steps: Steps) -> str:
    return " / ".join(str(step + 1) if isinstance(step, int) else step for step in steps)


@cache
def _fixed() -> dict[str, str]:
    names = Names()
    return {path_text(steps): name for steps, name in names._names.items()}


def fixed_name(key: str) -> str:
    """The name of a place by its key, where it does not depend on what the server sent; else ""."""
    return _fixed().get(key, "")
