"""What a sync makes of a company's situation: the one place where outcomes are decided.

Invariant: the outcome is a pure function of the situation and the window; messages follow the patterns that
Codat's documentation shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from codat_tui.demo.facts import Json
from codat_tui.demo.situation import Situation
from codat_tui.demo.sync import Outcome

TWO_CONNECTIONS = "Company needs to have two valid data connections"
OVERLAP = Outcome(5080, "ValidateError", "Date overlaps with a previous sync date range", in_validation=True)
SHORTEST_WINDOW_WITH_SALES = timedelta(minutes=10)


def diagnose(situation: Situation, start: datetime, finish: datetime) -> Outcome:
    """How a sync of the window from `start` to `finish` ends."""
    return (
        _link_fault(situation) or _configuration_fault(situation) or sales_outcome(situation, start, finish)
    )


def link_broken(situation: Situation) -> bool:
    """Whether the nightly sync has nothing to try: after a first failure none is tried again."""
    return _link_fault(situation) is not None


def sales_outcome(situation: Situation, start: datetime, finish: datetime) -> Outcome:
    """Written, or nothing to write because nothing was sold in the window."""
    if finish - start < SHORTEST_WINDOW_WITH_SALES or "no-sales" in situation.events:
        return Outcome(2040, "Complete")
    return Outcome(2000, "Complete", pushed=True)


def _link_fault(situation: Situation) -> Outcome | None:
    for kind in ("Commerce", "Accounting"):
        status = situation.linked(kind)
        if status == "Deauthorized":
            return Outcome(4220, "ValidateError", TWO_CONNECTIONS, in_validation=True)
        if status == "Unlinked":
            return Outcome(4040, "ValidateError", TWO_CONNECTIONS, in_validation=True)
        if status != "Linked":
            return Outcome(4000, "ValidateError, Pending", TWO_CONNECTIONS, in_validation=True)
    return None


def _configuration_fault(situation: Situation) -> Outcome | None:
    message = next(configuration_problems(situation), None)
    return None if message is None else Outcome(4000, "ValidateError, Pending", message, in_validation=True)


def configuration_problems(situation: Situation) -> Iterator[str]:
    """The messages of everything that is wrong with the configuration, the first to be reported first."""
    for section in situation.choices["configuration"].values():
        yield from _account_problems(situation, section or {})


def _account_problems(situation: Situation, section: Json) -> Iterator[str]:
    accounts = list((section.get("accounts") or {}).values())
    if any(account["required"] and not account["selectedAccountId"] for account in accounts):
        yield "Config contains required accounts without selections."
    for account in accounts:
        selected = account["selectedAccountId"]
        if selected and situation.book.fates.get(selected) == "archived":
            yield f"Account {selected} is not in an Active state."
