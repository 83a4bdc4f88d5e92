"""Rows of a fleet as a sweep leaves them."""

from __future__ import annotations

from datetime import UTC, datetime

from codat_tui.models.diagnosis import Cause, CauseKind, Certainty, Judgement, Remedy, State
from codat_tui.models.local import FleetEntry, LatestSync, PlatformLink
from codat_tui.rules.diagnosis.cause_table import KINDS

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
REFUND = "configuration.sales.accounts.refund.selectedAccountId"
CARD = "configuration.payments.accounts.card.selectedAccountId"
_CODES = {CauseKind.SERVER_ERROR: 5000, CauseKind.RECORD_REFUSED: 5130}


def cause(
    kind: CauseKind,
    field: str = "",
    label: str = "Refunds",
    remedy: Remedy | None = None,
    blocks: bool = True,
) -> Cause:
    row = KINDS[kind]
    short = row.short.format(label=label)
    return Cause(
        kind,
        f"{short}.",
        Certainty.NOW,
        row.who,
        remedy or row.remedy,
        "",
        short,
        field,
        label,
        blocks=blocks,
    )


def company(
    number: int,
    why: Cause | None = None,
    *,
    state: State | None = None,
    days: int | None = None,
    at_least: bool = False,
    since: datetime | None = None,
    synced: str = "2026-11-23T01:00:00Z",
    message: str = "",
    name: str = "",
    platform: str = "Xero",
    commerce: str = "Zettle",
    more: int = 0,
) -> FleetEntry:
    """One company; without a cause it is fine."""
    state = state or (State.FINE if why is None else State.FAILING)
    failed = state is State.FAILING
    code = _CODES.get(why.kind if why else CauseKind.NOT_KNOWN, 4000) if failed else 2000
    judgement = None
    if why is not None or state is not State.FINE:
        left = None if days is None or at_least else max(0, 31 - days)
        judgement = Judgement(state, since, days, left, at_least, why, more)
    return FleetEntry(
        f"id-{number}",
        name or f"Company {number:03}",
        "",
        "",
        PlatformLink("ugxp", commerce, "Linked", f"c{number}"),
        PlatformLink("gbol", platform, "Linked", f"a{number}"),
        (),
        LatestSync(code, "", synced, message, None, NOW),
        judgement=judgement,
    )
