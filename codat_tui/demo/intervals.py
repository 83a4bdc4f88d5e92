"""Spans of time as sorted lists of pairs: what has been received, and what of a window has not.

Invariant: the pairs of a list neither touch nor overlap.
"""

from __future__ import annotations

from datetime import datetime

Span = tuple[datetime, datetime]


def include(spans: list[Span], start: datetime, finish: datetime) -> None:
    """Add a span to the list in place, joining those it touches."""
    if start >= finish:
        return
    apart = [span for span in spans if span[1] < start or finish < span[0]]
    joined = [span for span in spans if not (span[1] < start or finish < span[0])]
    whole = (min([start, *(span[0] for span in joined)]), max([finish, *(span[1] for span in joined)]))
    spans[:] = sorted([*apart, whole])


def missing(spans: list[Span], start: datetime, finish: datetime) -> list[Span]:
    """The parts of the window from `start` to `finish` that the list does not hold."""
    parts: list[Span] = []
    for begins, ends in spans:
        if ends <= start or finish <= begins:
            continue
        if start < begins:
            parts.append((start, begins))
        start = ends
    if start < finish:
        parts.append((start, finish))
    return parts
