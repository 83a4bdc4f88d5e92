"""The tolerant base of everything Codat sends: an odd field is set aside as it came, never a failure.

What was read goes back to the server unchanged: unknown fields, unreadable fields and nulls included.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel


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
                if aside and model.__pydantic_extra__ is not None:
                    model.__pydantic_extra__.update(aside)
                return model


def to_wire(model: BaseModel) -> dict[str, Any]:
    """The JSON object Codat sent or wants: what was set, under wire names, unknown fields included."""
    return model.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _word(value: object) -> object:
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _objects(value: object) -> object:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, Mapping | BaseModel)]
    return value


def read_code(value: object) -> int | None:
    """A status code from a number or from a text such as "4200," (domain oddity); None when there is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    found = re.match(r"\s*(\d{1,9})\b", value, re.ASCII) if isinstance(value, str) else None
    return int(found.group(1)) if found else None


Word = Annotated[str, BeforeValidator(_word)]
"""A text that is never None: null reads as "", a number as its digits."""

Id = Annotated[str, BeforeValidator(_word), Field(min_length=1)]
"""An identifier: without it an object cannot be read."""

ONLY_OBJECTS = BeforeValidator(_objects)
"""For lists of which one odd entry must not hide the others."""

Code = Annotated[int | None, BeforeValidator(read_code)]
"""A number that may come as text."""
