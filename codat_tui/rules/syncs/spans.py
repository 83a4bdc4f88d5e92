"""Spans of time, and sorted lists of separate spans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeAlias


class Span(NamedTuple):
    """*finish* is exclusive; both in UTC."""

    start: datetime
    finish: datetime


Spans: TypeAlias = tuple[Span, ...]


def joined(spans: Iterable[Span]) -> Spans:
    """Merge spans that touch or overlap, oldest first; drop empty ones."""
    found: list[Span] = []
    for span in sorted(each for each in spans if each.start < each.finish):
        if found and span.start <= found[-1].finish:
            found[-1] = Span(found[-1].start, max(found[-1].finish, span.finish))
        else:
            found.append(span)
    return tuple(found)


def missing(whole: Span, spans: Spans) -> Spans:
    """The parts of *whole* outside *spans*, which come from `joined`."""
    parts: list[Span] = []
    start = whole.start
    for each in spans:
        if each.finish <= start or whole.finish <= each.start:
            continue
        if start < each.start:
            parts.append(Span(start, each.start))
        start = each.finish
    if start < whole.finish:
        parts.append(Span(start, whole.finish))
    return tuple(parts)


def overlaps(one: Span, other: Span) -> bool:
    """Spans that only touch do not overlap."""
    return one.start < other.finish and other.start < one.finish
