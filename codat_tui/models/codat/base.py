"""The tolerant base of everything Codat sends: an odd field is set aside as it came, never a failure.

What was read goes back to the server unchanged: unknown fields, unreadable fields and nulls included. Text that is
only shown (`Word`) is made safe to show when it is read; ids, keys, links and what goes back stay exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

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


class CodatModel(BaseModel):
    """A frozen object of Codat's; attributes in snake_case, wire names in camelCase.

    A field whose value cannot be read counts as missing, and its value stays among `model_extra` under its
    wire name, so that `to_wire` gives it back. Required fields alone can make an object unreadable.
    """

    # Built when first used: a start that only lists companies pays for no other model.
    model_config = ConfigDict(
        frozen=True, extra="allow", populate_by_name=True, alias_generator=to_camel, defer_build=True
    )

    @model_validator(mode="wrap")
    @classmethod
    def _set_odd_fields_aside(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        aside: dict[str, Any] = {}
        while True:
            try:
                model = handler(data)
            except ValidationError as error:
                odd = {str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}
                if not isinstance(data, Mapping) or not odd.intersection(data):
                    raise
                aside |= {name: data[name] for name in odd if name in data}
                data = {name: value for name, value in data.items() if name not in odd}
            else:
                extra = model.__pydantic_extra__
                if extra is not None:
                    extra.update(aside)
                    if any(too_deep(value) for value in extra.values()):
                        raise ValueError("it is nested too deeply")
                return model


def to_wire(model: BaseModel) -> dict[str, Any]:
    """The JSON object Codat sent or wants: what was set, under wire names, unknown fields included."""
    return model.model_dump(mode="json", by_alias=True, exclude_unset=True)


DEEPEST = 60
"""Levels of nesting beyond which an object is not read; what is documented has fewer than ten."""
LONGEST_WORD = 10_000
"""Characters of a text that is only shown; more of it is left out when it is read."""
_MOST_DIGITS = 100


def too_deep(value: object) -> bool:
    """True where objects and lists are nested deeper than `DEEPEST`."""
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
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS:
            raise ValueError("a number of more than a hundred digits")
        return str(value)
    return value


def _shown(value: object) -> object:
    return cut(clean_lines(value), LONGEST_WORD) if isinstance(value, str) else value


def _word(value: object) -> object:
    return _shown(_key(value))


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
    """A status code from a number or from a text such as "4200," (domain oddity); None when there is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return value if abs(value) < _END_OF_CODES else None
    found = re.match(r"\s*(\d{1,9})\b", value, re.ASCII) if isinstance(value, str) else None
    return int(found.group(1)) if found else None


Word = Annotated[str, BeforeValidator(_word)]
"""A text to show, never None: null reads as "", a number as its digits; safe to show, and of bounded length."""

OptionalWord = Annotated[str | None, BeforeValidator(_shown)]
"""A text to show, or None; safe to show, and of bounded length."""

Key = Annotated[str, BeforeValidator(_key)]
"""An identifier or a link exactly as it came, "" where there is none; what shows it makes it safe."""

Id = Annotated[str, BeforeValidator(_key), Field(min_length=1)]
"""An identifier exactly as it came: without it an object cannot be read."""

Anything = Annotated[Any, AfterValidator(_shallow)]
"""Any JSON value that is not nested out of all measure."""

Number = Annotated[int, Field(ge=-(10**6), le=10**6)]
"""A small whole number; a larger one counts as unreadable."""

ONLY_OBJECTS = BeforeValidator(_objects)
"""For lists of which one odd entry must not hide the others."""

Code = Annotated[int | None, BeforeValidator(read_code)]
"""A number that may come as text."""
