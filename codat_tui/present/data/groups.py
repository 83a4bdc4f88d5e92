"""The fleet grouped by cause or by platform, from the plain rows of `VerdictData`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from codat_tui.rules.fleet.onset import onset


@dataclass(frozen=True, slots=True)
class OnsetData:
    """The *day* on which most of a group's companies began, and how many did."""

    day: date
    companies: int
    text: str


@dataclass(frozen=True, slots=True)
class GroupData:
    """Companies with one first cause, or on one platform; *key* is a cause's kind or a platform's key.

    *onset* is null where no day stands out, and for a platform.
    """

    by: str
    key: str | None
    text: str
    companies: int
    need_person: int
    onset: OnsetData | None
    names: tuple[str, ...]
    ids: tuple[str, ...]


Row = Mapping[str, Any]


def by_cause(rows: Iterable[Row]) -> tuple[GroupData, ...]:
    """Return the groups of the first cause, the largest first; companies without a cause are in none."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["causes"]:
            found.setdefault(row["causes"][0]["kind"], []).append(row)
    return _sorted(_group("cause", kind, kind.replace("_", " "), members) for kind, members in found.items())


def by_platform(rows: Iterable[Row]) -> tuple[GroupData, ...]:
    """Return the groups of each platform, the largest first; a company is in one for each of its links."""
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        for link in row["links"]:
            found.setdefault((link["platform_key"], link["platform"]), {})[row["company"]["id"]] = row
    return _sorted(
        _group("platform", key or None, name, members.values()) for (key, name), members in found.items()
    )


def _group(by: str, key: str | None, text: str, members: Iterable[Row]) -> GroupData:
    rows = tuple(members)
    return GroupData(
        by,
        key,
        text,
        len(rows),
        sum(row["needs_person"] for row in rows),
        _onset(rows) if by == "cause" else None,
        tuple(row["company"]["name"] for row in rows),
        tuple(row["company"]["id"] for row in rows),
    )


def _onset(rows: Sequence[Row]) -> OnsetData | None:
    known = Counter(date.fromisoformat(row["since"]) for row in rows if row["since"] and not row["at_least"])
    found = onset(known, len(rows))
    return OnsetData(found.day, found.number, found.words) if found is not None else None


def _sorted(groups: Iterable[GroupData]) -> tuple[GroupData, ...]:
    return tuple(sorted(groups, key=lambda group: (-group.companies, group.text)))
