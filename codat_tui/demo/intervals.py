"""Sorted lists of time spans.

Invariant: the spans of a list neither touch nor overlap.
"""

from __future__ import annotations

from datetime import datetime

Span = tuple[datetime, datetime]


def include(spans: list[Span], start: datetime, finish: datetime) -> None:
    """Add a span in place and join those it touches."""
    if start >= finish:
        return
    apart = [span for span in spans if span[1] < start or finish < span[0]]
    joined = [span for span in spans if not (span[1] < start or finish < span[0])]
    whole = (min([start, *(span[0] for span in joined)]), max([finish, *(span[1] for span in joined)]))
    spans[:] = sorted([*apart, whole])


def missing(spans: list[Span], start: datetime, finish: datetime) -> list[Span]:
    """Return the parts of the window that the list does not cover."""
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
