"""Names of all places in a configuration: settings by name, other places by what they belong to."""

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

# Places that hold settings, and places without any.
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

# A configuration with every setting whose name does not come from the server.
_ALL: Json = {
    "configuration": {
        **{part: {} for part in SECTIONS},
        "sales": {
            "newTaxRates": {"selectedDefaultZeroTaxRateId": "0"},
            "grouping": {"groupingLevels": {"invoiceLevel": {}, "invoiceLineLevel": {}}},
        },
    }
}


class Names:
    """Names of the places in versions of one configuration; the first version's name wins."""

    def __init__(self, *configurations: Mapping[str, Any]) -> None:
        self._names: dict[Steps, str] = {}
        for json in (*configurations, _ALL):
            for setting in settings(json):
                if setting.kind in (SettingKind.HEADING, SettingKind.TAX):
                    continue
                self._names.setdefault(setting.steps, setting.title)
                # An object with one selection has its name: the account, the customer.
                if setting.selects is not None:
                    self._names.setdefault(setting.steps[:-1], setting.title)
        self._names |= _PARTS

    def of(self, steps: Steps) -> str:
        """Return the name of a place; below a named place, Codat's keys follow."""
        for length in range(len(steps), 0, -1):
            name = self._names.get(steps[:length])
            if name is None:
                continue
            rest = _keys(steps[length:])
            # The form shows an unknown part by its key, so its key is its name.
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
    """Return the name of a place by its key if it does not depend on the server, else ""."""
    return _fixed().get(key, "")
