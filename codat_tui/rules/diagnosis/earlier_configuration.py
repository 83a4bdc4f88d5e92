"""Compares a configuration with the one this machine saw at the last good sync."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from codat_tui.models.journal import ConfigurationSnapshot
from codat_tui.rules.diagnosis.facts import Earlier
from codat_tui.rules.mapping.comparison import Comparison, compare


def earlier_of(
    snapshots: Sequence[ConfigurationSnapshot], last_success: datetime | None
) -> tuple[Earlier | None, datetime | None]:
    """The comparison with the last good sync's configuration, and since when the current one was seen.

    *snapshots*: the current one first. First result None: nothing seen by the last good sync; second None:
    nothing seen.
    """
    if not snapshots:
        return None, None
    present, others = snapshots[0], snapshots[1:]
    # A configuration may have changed and changed back.
    since = max(
        [present.first_seen, *(each.last_seen for each in others if each.last_seen > present.first_seen)]
    )
    # This machine knows only what it saw itself: changes have no closer date.
    by_then = [each for each in snapshots if last_success is not None and each.first_seen <= last_success]
    if not by_then:
        return None, since
    before = max(by_then, key=lambda each: each.last_seen)
    comparison = compare(before.configuration, present.configuration)
    return Earlier(comparison, before.first_seen, before.last_seen), since


def change_sentences(comparison: Comparison) -> Iterator[str]:
    """What changed, the cause first: organisation, vanished options, settings."""
    if comparison.organisation is not None:
        before, now = comparison.organisation
        yield f'The organisation was "{before}" and is "{now}".'
    gone = set()
    for option in comparison.vanished:
        gone.add(option.setting.key)
        yield f'{option.setting.title}: "{option.name}" is no option any more.'
    for change in comparison.changed:
        if change.setting.key not in gone:
            yield f"{change.setting.title} was changed."
