"""A configuration on the wire's names taken apart: what is chosen, and the options there were to choose from.

`joined(*split(x)) == x` for every JSON object; unknown fields stay among the choices.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_options(key: str) -> bool:
    """True for the name of a list of options; `selectedGroupByOptions` is a selection."""
    return key.endswith("Options") and not key.startswith("selected")


def split(configuration: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The choices, and the options as a tree of the same shape that holds nothing else."""
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
    """The whole again."""
    whole = dict(choices)
    for key, value in options.items():
        within = whole.get(key)
        if isinstance(within, Mapping) and not is_options(key):
            whole[key] = joined(within, value)
        else:
            whole[key] = value
    return whole


def choices_of(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """The choices alone."""
    return split(configuration)[0]


def with_options(json: Any, source: Any) -> Any:
    """*json* with the option lists of *source* put back wherever the object that had them is still there."""
    if not isinstance(json, Mapping) or not isinstance(source, Mapping):
        return json
    result = {key: with_options(value, source.get(key)) for key, value in json.items()}
    options = {key: value for key, value in source.items() if is_options(key) and key not in result}
    return {**result, **options}
