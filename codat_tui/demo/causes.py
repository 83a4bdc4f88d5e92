"""Every way in which a company of this world can be in trouble, by name.

Invariant: a cause only changes facts (records, choices, link states, events); what a sync makes of them is
decided in `diagnosis` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codat_tui.demo.book import CHART, Book, Fate
from codat_tui.demo.facts import Json, Kind


def _nothing_chosen(book: Book, choices: Json) -> None:
    """The merchant left the choices as they are."""


def _nothing_happens(book: Book, events: set[str]) -> None:
    """Nothing happened outside the configuration."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What the accounting software and the world did (`happen`), what was chosen (`choose`), how links
    stand.
    """

    happen: Callable[[Book, set[str]], None] = _nothing_happens
    choose: Callable[[Book, Json], None] = _nothing_chosen
    links: tuple[tuple[Kind, str], ...] = ()


def _fate(kind: str, slug: str, fate: Fate) -> Cause:
    def happen(book: Book, events: set[str]) -> None:
        book.fates[book.record_id(kind, slug)] = fate

    return Cause(happen)


def _event(name: str) -> Cause:
    return Cause(lambda book, events: events.add(name))


def _choice(*path: str, value: object) -> Cause:
    """The choice at `path` below `configuration` (or `schedule`) was changed to `value`."""

    def choose(book: Book, choices: Json) -> None:
        place = choices if path[0] == "schedule" else choices["configuration"]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return Cause(choose=choose)


CAUSES: dict[str, Cause] = {
    "refund-account-archived": _fate("account", "refunds", "archived"),
    "accounting-unlinked": Cause(links=(("Accounting", "Unlinked"),)),
    "pending-links": Cause(links=(("Accounting", "PendingAuth"), ("Commerce", "PendingAuth"))),
}


def _unconfigured(book: Book, choices: Json) -> None:
    choices["configured"] = False
    choices["enable"] = False
    for section in ("sales", "payments", "fees"):
        for account in choices["configuration"][section]["accounts"].values():
            account["selectedAccountId"] = None
    choices["configuration"]["sales"]["salesCustomer"]["selectedCustomerId"] = None
    choices["configuration"]["fees"]["feesSupplier"]["selectedSupplierId"] = None


CAUSES["never-configured"] = Cause(choose=_unconfigured)


def _no_accounts(book: Book, events: set[str]) -> None:
    for line in CHART:
        book.fates[book.record_id("account", line.slug)] = "deleted"


CAUSES["no-accounts"] = Cause(_no_accounts)
