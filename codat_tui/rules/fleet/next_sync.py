"""Whether the next sync fails because of a cause, as far as Codat's documentation says."""

from __future__ import annotations

from codat_tui.models.diagnosis import Cause, CauseKind

# A requested sync runs although the schedule is off, and an error that a platform reports may be over: nothing
# in Codat's documentation says that such a sync fails.
_MAY_PASS = frozenset(
    {
        CauseKind.SWITCHED_OFF,
        CauseKind.SWITCHED_OFF_AFTER_ERRORS,
        CauseKind.LINK_ERROR,
        CauseKind.SUBSCRIPTION_EXPIRED,
        CauseKind.PERIOD_LOCKED,
        CauseKind.CURRENCY_MISSING,
    }
)


def fails_with(cause: Cause) -> bool:
    return cause.blocks and cause.kind not in _MAY_PASS
