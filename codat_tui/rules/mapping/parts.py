"""A configuration split into choices and options.

Invariant: `joined(*split(x)) == x` for every JSON object; unknown fields are choices.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_options(key: str) -> bool:
    """Return whether *key* names a list of options; `selectedGroupByOptions` is a selection."""
    return key.endswith("Options") and not key.startswith("selected")


def split(configuration: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the choices, and the options in the same structure."""
    choices: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for key, value in configuration.items():
        if is_options(key):
            options[key] = value
        elif isinstance(value, Mapping):
            choices[key], within = split(value)
            if within:
                options[key] = within
        else:
            choices[key] = value
    return choices, options


def joined(choices: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(choices)
    for key, value in options.items():
        within = whole.get(key)
        if isinstance(within, Mapping) and not is_options(key):
            whole[key] = joined(within, value)
        else:
            whole[key] = value
    return whole


def choices_of(configuration: Mapping[str, Any]) -> dict[str, Any]:
    return split(configuration)[0]


def with_options(json: Any, source: Any) -> Any:
    """*json* with the option lists of *source* put back wherever the object that had them is still there."""
    if not isinstance(json, Mapping) or not isinstance(source, Mapping):
        return json
    result = {key: with_options(value, source.get(key)) for key, value in json.items()}
    options = {key: value for key, value in source.items() if is_options(key) and key not in result}
    return {**result, **options}
