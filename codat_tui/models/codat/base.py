"""The tolerant base of Codat's objects.

Invariant: what was read goes back unchanged: unknown fields, unreadable fields and nulls included. Display
text (`DisplayText`) is cleaned when it is read; ids, keys and links stay exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from codat_tui.models.clean_text import clean_lines, cut

M = TypeVar("M", bound=BaseModel)


class CodatModel(BaseModel):
    """A frozen object of Codat's; camelCase in JSON.

    An unreadable field counts as missing; `to_wire` gives its value back from `model_extra`. Only a required
    field can make the object unreadable.
    """

    # Built at first use: a start that only lists companies needs few of the models.
    model_config = ConfigDict(
        frozen=True, extra="allow", populate_by_name=True, alias_generator=to_camel, defer_build=True
    )

    @model_validator(mode="wrap")
    @classmethod
    def _set_odd_fields_aside(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            model = handler(data)
        except ValidationError as error:
            model = _without_odd_fields(data, handler, error)
        for value in (model.__pydantic_extra__ or {}).values():
            if _children(value) and too_deep(value):
                raise ValueError("it is nested too deeply")
        return model


def _without_odd_fields(data: Any, handler: ModelWrapValidatorHandler[M], error: ValidationError) -> M:
    """Read what can be read; raises ValidationError where that is no object or lacks what it must have."""
    aside: dict[str, Any] = {}
    while True:
        odd = {str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}
        if not isinstance(data, Mapping) or not odd.intersection(data):
            raise error
        aside |= {name: data[name] for name in odd if name in data}
        data = {name: value for name, value in data.items() if name not in odd}
        try:
            model = handler(data)
        except ValidationError as next_error:
            error = next_error
        else:
            if model.__pydantic_extra__ is not None:
                model.__pydantic_extra__.update(aside)
            return model


def to_wire(model: BaseModel) -> dict[str, Any]:
    """Return the JSON object with Codat's names: the fields that were set, unknown ones included."""
    return model.model_dump(mode="json", by_alias=True, exclude_unset=True)


# Documented objects have fewer than ten levels; a deeper one could exhaust the stack.
DEEPEST = 60
# Characters of a display text that are read.
LONGEST_WORD = 10_000
_MOST_DIGITS = 100


def too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [child for each in level for child in _children(each)]
        if not level:
            return False
    return True


def _children(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()


def _key(value: object) -> object:
    # Texts first: nearly all are.
    if isinstance(value, str):
        if not value.isascii():
            # Half a surrogate pair can be in no address, no header and no file.
            value.encode()
        return value
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS:
            raise ValueError("a number of more than a hundred digits")
        return str(value)
    return value


def _plain(value: object) -> bool:
    """Whether it is a text that is shown as it is; nearly all are."""
    return isinstance(value, str) and len(value) <= LONGEST_WORD and value.isprintable()


def _shown(value: object) -> object:
    if _plain(value):
        return value
    return cut(clean_lines(value), LONGEST_WORD) if isinstance(value, str) else value


def _word(value: object) -> object:
    return value if _plain(value) else _shown(_key(value))


def _shallow(value: object) -> object:
    if too_deep(value):
        raise ValueError("it is nested too deeply")
    return value


def _objects(value: object) -> object:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, Mapping | BaseModel)]
    return value


_END_OF_CODES = 10**9


def read_code(value: object) -> int | None:
    """Read a status code from a number or a text such as "4200," (seen from Codat); None if there is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return value if abs(value) < _END_OF_CODES else None
    found = re.match(r"\s*(\d{1,9})\b", value, re.ASCII) if isinstance(value, str) else None
    return int(found.group(1)) if found else None


# Display text, never None: null becomes "", a number its digits.
DisplayText = Annotated[str, BeforeValidator(_word)]

OptionalDisplayText = Annotated[str | None, BeforeValidator(_shown)]

# An id or link exactly as received, "" when absent; whatever shows it must clean it.
ExactText = Annotated[str, BeforeValidator(_key)]

# An id exactly as received; required.
RequiredId = Annotated[str, BeforeValidator(_key), Field(min_length=1)]

# Any JSON value within `DEEPEST`.
Anything = Annotated[Any, AfterValidator(_shallow)]

# A small integer; a larger one is unreadable.
Number = Annotated[int, Field(ge=-(10**6), le=10**6)]

# For lists in which one odd entry must not hide the others.
ONLY_OBJECTS = BeforeValidator(_objects)

Code = Annotated[int | None, BeforeValidator(read_code)]
