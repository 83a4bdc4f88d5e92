"""A company at one moment.

Invariant: a situation depends on the merchant, the writes of clients and the moment; the caller may change
it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from codat_tui.demo.accounting_software import AccountingRecords
from codat_tui.demo.causes import CAUSES
from codat_tui.demo.configuration import usual_choices
from codat_tui.demo.documented import Json
from codat_tui.demo.merchants import Link, Merchant
from codat_tui.demo.sync import Trigger

# Commerce platforms that map taxes one by one (newTaxRates), not by percentage (taxRates).
MAPPED_TAXES = frozenset(("lqai", "fztf"))


@dataclass(slots=True)
class ClientWrites:
    """What clients wrote about one company, oldest first; `version` counts the writes."""

    triggers: list[Trigger] = field(default_factory=list)
    choices: list[tuple[datetime, Json]] = field(default_factory=list)
    statuses: list[tuple[datetime, str, str]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    version: int = 0


@dataclass(slots=True)
class CompanyAt:
    """Everything that decides the outcome of a sync; `links` is status by connection id."""

    merchant: Merchant
    at: datetime
    records: AccountingRecords
    choices: Json
    links: dict[str, str]
    connections: tuple[Link, ...]
    events: set[str]

    def linked(self, kind: str) -> str | None:
        """Return "Linked" if any connection of `kind` is, else the newest one's status, else None."""
        statuses = [self.links[link.id] for link in self.connections if link.platform.kind == kind]
        return "Linked" if "Linked" in statuses else statuses[-1] if statuses else None


def link_statuses(merchant: Merchant, changes: ClientWrites | None, at: datetime) -> dict[str, str]:
    """Return the status by connection id at `at`, without building the whole situation."""
    statuses = {
        link.id: link.later or "Linked" for link in merchant.links if not link.later or link.created <= at
    }
    for episode in merchant.episodes:
        if episode.lasts_at(at):
            for kind, status in CAUSES[episode.cause].links:
                for link in merchant.links:
                    # Connections added after the set-up are outside of the scripted problems.
                    if link.platform.kind == kind and link.later is None:
                        statuses[link.id] = status
    if changes:
        statuses.update((link.id, "PendingAuth") for link in changes.links if link.created <= at)
        statuses.update((link_id, status) for moment, link_id, status in changes.statuses if moment <= at)
    return statuses


def choices_of(merchant: Merchant, records: AccountingRecords) -> Json:
    return usual_choices(
        records,
        start=merchant.created,
        sync_hour=merchant.sync_hour,
        time_zone=merchant.place.time_zone,
        odd=merchant.odd_keys,
    )


def situation_at(merchant: Merchant, changes: ClientWrites | None, at: datetime) -> CompanyAt:
    commerce = merchant.link("Commerce")
    taxes = merchant.place.tax_rates
    mapped = commerce is not None and commerce.platform.key in MAPPED_TAXES
    records = AccountingRecords(
        merchant.id, commerce.platform.name if commerce else "POS", taxes, taxes if mapped else ()
    )
    choices = choices_of(merchant, records)
    statuses = link_statuses(merchant, changes, at)
    added = changes.links if changes else ()
    links = tuple(link for link in (*merchant.links, *added) if link.id in statuses)
    situation = CompanyAt(merchant, at, records, choices, statuses, links, set())
    causes = [CAUSES[episode.cause] for episode in merchant.episodes if episode.lasts_at(at)]
    for cause in causes:
        cause.happen(records, situation.events)
    written = [body for moment, body in changes.choices if moment <= at] if changes else []
    # A configuration that a client wrote replaces what the causes chose.
    if written:
        situation.choices = written[-1]
    else:
        for cause in causes:
            cause.choose(records, choices)
    return situation
