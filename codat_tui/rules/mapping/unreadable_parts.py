"""The parts of a configuration that could not be read, so that "not checked" is not shown as "no fault"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from codat_tui.rules.json.paths import Steps

if TYPE_CHECKING:
    from codat_tui.models.codat import CodatModel


def unread_parts(model: CodatModel, steps: Steps = ()) -> Iterator[Steps]:
    """Yield the paths of unreadable fields, except single options."""
    names = {field.alias or name: name for name, field in type(model).model_fields.items()}
    yield from ((*steps, alias) for alias in (model.model_extra or {}) if alias in names)
    for alias, name in names.items():
        if not name.endswith("_options"):
            yield from _within(getattr(model, name), (*steps, alias))


def _within(value: object, steps: Steps) -> Iterator[Steps]:
    from codat_tui.models.codat import CodatModel

    if isinstance(value, CodatModel):
        yield from unread_parts(value, steps)
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _within(entry, (*steps, key))
    elif isinstance(value, tuple):
        for number, entry in enumerate(value):
            yield from _within(entry, (*steps, number))
