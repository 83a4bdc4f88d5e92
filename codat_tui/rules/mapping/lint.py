"""Codat's configuration rules, checked before a save or a sync.

Invariant: proven faults block, uncertain ones warn; missing facts (no options, connections not read) give no
finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.dates import read_instant, read_zone
from codat_tui.rules.findings import Finding, Severity, blocking
from codat_tui.rules.fleet.links import PlatformKind, platform_name, sync_readiness
from codat_tui.rules.json.paths import path_text
from codat_tui.rules.mapping.lint_sections import section_findings
from codat_tui.rules.mapping.names import Names, fixed_name
from codat_tui.rules.mapping.settings import json_of, settings_of
from codat_tui.rules.mapping.unreadable_parts import unread_parts

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Connection, Schedule

__all__ = ["Finding", "Severity", "blocking", "lint"]


def lint(
    configuration: Configuration | None, connections: Iterable[Connection] | None
) -> tuple[Finding, ...]:
    """Return every fault of connections and configuration, connections first; None is not checked.

    Sources: Codat's documentation of the mapping and of its validation messages. A section that is switched
    off is not checked.
    """
    rows = None if connections is None else tuple(connections)
    found = list(sync_readiness(rows)) if rows is not None else []
    if configuration is not None:
        found += _switches(configuration)
        found += _schedule(configuration.schedule)
        if configuration.configuration is not None:
            found += section_findings(
                configuration.configuration,
                settings_of(configuration),
                platform_name(rows, PlatformKind.ACCOUNTING),
                platform_name(rows, PlatformKind.COMMERCE),
            )
        found += _unread(configuration)
    return tuple(found)


def _switches(configuration: Configuration) -> Iterator[Finding]:
    # Codat's documentation: a company syncs when `enable` and `configured` are both true.
    if configuration.configured is False:
        yield Finding(
            Severity.BLOCKS,
            "configured",
            fixed_name("configured"),
            "The merchant has not finished the Sync Flow.",
            "Send the merchant the Sync Flow link.",
            Who.MERCHANT,
            CauseKind.NOT_SET_UP,
        )
    if configuration.switched_on is False:
        yield Finding(
            Severity.BLOCKS,
            "enable",
            fixed_name("enable"),
            "The sync is switched off.",
            "Ask which sales were entered by hand meanwhile; then the merchant switches it on in the Sync Flow, "
            "and may move the start date.",
            Who.MERCHANT,
            CauseKind.SWITCHED_OFF,
        )


def _schedule(schedule: Schedule | None) -> Iterator[Finding]:
    def finding(severity: Severity, kind: CauseKind, field: str, problem: str, remedy: str) -> Finding:
        key = f"schedule.{field}"
        return Finding(severity, key, fixed_name(key), problem, remedy, Who.US, kind)

    start = schedule.start_date if schedule else None
    if not start:
        problem, remedy = "No start date is set.", "Set the date from which to sync."
        yield finding(Severity.BLOCKS, CauseKind.START_DATE_MISSING, "startDate", problem, remedy)
    elif read_instant(start) is None:
        problem, remedy = (
            f'The start date "{start}" cannot be read.',
            "Set the date from which to sync again.",
        )
        yield finding(Severity.WARNS, CauseKind.START_DATE_INVALID, "startDate", problem, remedy)
    if schedule is None:
        return
    if schedule.sync_hour is not None and not 0 <= schedule.sync_hour <= 23:
        problem, remedy = (
            f"The sync hour {schedule.sync_hour} is not between 0 and 23.",
            "Set an hour from 0 to 23.",
        )
        yield finding(Severity.BLOCKS, CauseKind.SYNC_HOUR_INVALID, "syncHour", problem, remedy)
    if read_zone(schedule.time_zone) is None and _zones_known():
        problem = f'The time zone "{schedule.time_zone}" is not an IANA time zone.'
        remedy = "Set one such as Europe/London, or none for UTC."
        yield finding(Severity.BLOCKS, CauseKind.TIME_ZONE_INVALID, "timeZone", problem, remedy)


def _zones_known() -> bool:
    # Without a time zone database every name is unknown, which is no fault of the company.
    return read_zone("Europe/London") is not None


def _unread(configuration: Configuration) -> Iterator[Finding]:
    parts = tuple(unread_parts(configuration))
    names = Names(json_of(configuration)) if parts else None
    for steps in parts:
        name = names.of(steps) if names else ""
        problem = f"{name} came in a form that cannot be read, and is not checked."
        kind, remedy = CauseKind.MAPPING_UNREADABLE, "Look at it as JSON."
        yield Finding(Severity.WARNS, path_text(steps), name, problem, remedy, Who.US, kind)
