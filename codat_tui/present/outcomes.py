"""What came of a write, as the problem a screen shows: refused, different from what was wanted, or not known; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.models.changes import Refused, Unknown
from codat_tui.models.writes import Differs
from codat_tui.present.panels import CHECK_AGAIN, Offer, Problem, facts_of

if TYPE_CHECKING:
    from codat_tui.models.changes import Change


class _Words(NamedTuple):
    """What is not known of an operation, and the key that asks for it again through its sheet."""

    unknown: str
    again: Offer


_REVIEW = Offer("review", "review again")
WORDS = {
    "request-sync": _Words("Unknown whether the sync started", Offer("sync", "sync again")),
    "request-sync-for-date-range": _Words(
        "Unknown whether the sync started", Offer("range", "choose the range again")
    ),
    "create-connection": _Words("Unknown whether the connection was created", Offer("new", "choose again")),
    "update-connection": _Words("Unknown whether it was unlinked", Offer("unlink", "unlink again")),
    "update-connection-authorization": _Words(
        "Unknown whether it was authorised", Offer("authorize", "authorise again")
    ),
    "get-sync-flow-url": _Words("The link is lost", Offer("ask_for_link", "ask for a new one")),
    "set-configuration": _Words("Unknown whether it was saved", _REVIEW),
    "update-config-text-sync-flow": _Words("Unknown whether it was saved", _REVIEW),
    "update-visible-accounts-sync-flow": _Words("Unknown whether it was saved", _REVIEW),
    "create-company": _Words("Unknown whether it was created", _REVIEW),
}
_LOST = frozenset(("get-sync-flow-url",))
"""Operations whose result cannot be read afterwards: only asking again helps."""


def outcome_problem(change: Change) -> Problem | None:
    """What a person has to know or do about a write; None while it is sent, and when all is well.

    A refused write is never offered as "try again": the key offered opens its sheet, or its form, once more.
    """
    words = WORDS[change.operation]
    match change.outcome:
        case Refused(error):
            return Problem.of(error, words.again)
        case Unknown(reason, error):
            offer = words.again if change.operation in _LOST else CHECK_AGAIN
            told = Problem(words.unknown, reason, offer=offer)
            return replace(told, facts=tuple(facts_of(error))) if error is not None else told
        case Differs(what):
            lines = "; ".join(f"{line.label}: {line.after}, not {line.before}" for line in what)
            return Problem("Codat has something else than was wanted", lines, offer=None)
        case _:
            return None
