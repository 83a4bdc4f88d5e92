"""The outcome of a write as the problem a screen shows; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from codat_tui.models.changes import Refused, Unknown
from codat_tui.models.writes import Differs
from codat_tui.present.panels import CHECK_AGAIN, Offer, Problem, facts_of

if TYPE_CHECKING:
    from codat_tui.models.changes import Change


class _Words(NamedTuple):
    """What is unknown about an operation, and the key that opens its sheet again."""

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
# Their result cannot be read afterwards, so only asking again helps.
_LOST = frozenset(("get-sync-flow-url",))


def outcome_problem(change: Change) -> Problem | None:
    """Return what the user must know about a write; None while it is sent and after success."""
    words = WORDS[change.operation]
    match change.outcome:
        case Refused(error):
            # Not "try again": the key opens the sheet or form, so that the user confirms again.
            return Problem.of(error, words.again)
        case Unknown(reason, error):
            offer = words.again if change.operation in _LOST else CHECK_AGAIN
            told = Problem(words.unknown, reason, offer=offer)
            return told._replace(facts=tuple(facts_of(error))) if error is not None else told
        case Differs(what):
            lines = "; ".join(f"{line.label}: {line.after}, not {line.before}" for line in what)
            return Problem("Codat has something else than was wanted", lines, offer=None)
        case _:
            return None
