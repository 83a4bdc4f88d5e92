"""One JSON object with a row on each line; standard library only, because a check that asks nothing waits for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import IO, Any


def dump(value: Any, out: IO[str]) -> str:
    """Return *value* as JSON on one line, in letters that *out* can hold."""
    wide = (getattr(out, "encoding", None) or "").lower().replace("-", "") == "utf8"
    return _encoder(wide).encode(value)


# `json.dumps` makes one for each call, which takes longer than to write a company.
@cache
def _encoder(wide: bool) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=not wide)


def write_object(out: IO[str], head: Mapping[str, Any], items: Iterable[Any]) -> None:
    """Write *head* with *items* in it."""
    # Not indented: that takes several times as long, and jq does it.
    lines = ",\n".join(dump(each, out) for each in items)
    out.write(f'{dump(head, out)[:-1]}, "items": [\n{lines}\n]}}\n')


def time_text(moment: Any) -> str:
    """Return a moment in UTC as every JSON here has it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
