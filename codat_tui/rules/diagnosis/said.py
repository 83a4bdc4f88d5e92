"""What a failed sync said, one statement for each record it names, each checked against what is so now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.codes import describe
from codat_tui.rules.diagnosis.documented_messages import REFUSALS
from codat_tui.rules.diagnosis.messages import Explanation, explain, parts_of

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus
    from codat_tui.rules.findings import Finding

LONGEST_QUOTE = 200
LOST_RECORDS = frozenset(
    {CauseKind.ACCOUNT_LOST, CauseKind.CUSTOMER_LOST, CauseKind.SUPPLIER_LOST, CauseKind.TAX_RATE_LOST}
)
_RECONCILE = re.compile(r"reconcile manually", re.IGNORECASE)


class Standing(StrEnum):
    """What a statement from then is worth now: STILL so, no longer so (GONE), or it cannot be told (OPEN)."""

    STILL = "still"
    GONE = "gone"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a sync's message says, and what it is worth now."""

    explained: Explanation
    standing: Standing


def statements(
    sync: SyncStatus,
    configuration: Configuration | None,
    findings: tuple[Finding, ...],
    accounting: str,
    commerce: str,
) -> tuple[Statement, ...]:
    """Everything the messages of *sync* say that is understood; () where nothing is."""
    for message in (sync.error_message, sync.exception_message):
        if not message:
            continue
        if (refused := _refusal(sync, message, accounting)) is not None:
            return (Statement(refused, Standing.OPEN),)
        found = [
            explained
            for part in parts_of(message)
            if (explained := explain(part, configuration, accounting, commerce)) is not None
        ]
        if found:
            return tuple(Statement(each, _standing(each, configuration, findings)) for each in _once(found))
    return ()


def _once(found: list[Explanation]) -> Iterator[Explanation]:
    seen: set[tuple[str, str]] = set()
    for each in found:
        key = (each.field, each.problem)
        if key not in seen:
            seen.add(key)
            yield each


def _standing(
    explained: Explanation, configuration: Configuration | None, findings: tuple[Finding, ...]
) -> Standing:
    if explained.unused:
        return Standing.GONE
    if configuration is None or not explained.field:
        return Standing.OPEN
    if any(finding.field == explained.field for finding in findings):
        return Standing.STILL
    # Such a fault may have its finding in another place; but another lost record is another fault.
    if explained.kind not in LOST_RECORDS and any(finding.kind is explained.kind for finding in findings):
        return Standing.STILL
    return Standing.GONE if explained.kind in _SEEN_IN_CONFIGURATION else Standing.OPEN


_SEEN_IN_CONFIGURATION = frozenset(
    {
        CauseKind.CUSTOMER_MISSING,
        CauseKind.ACCOUNT_MISSING,
        CauseKind.SUPPLIER_MISSING,
        CauseKind.TAX_RATE_MISSING,
        CauseKind.TAX_RATE_WITHOUT_OPTIONS,
        CauseKind.TAX_NOT_MAPPED,
        CauseKind.PAYMENTS_MISSING,
        CauseKind.PAYMENTS_ACCOUNT_MISSING,
        CauseKind.PAYMENTS_NEED_SUBMITTED,
        CauseKind.GROUPING_MISSING,
        CauseKind.GROUPING_INVALID,
        CauseKind.INVOICE_STATUS_MISSING,
        CauseKind.INVOICE_STATUS_INVALID,
        CauseKind.FREQUENCY_MISSING,
        CauseKind.FREQUENCY_INVALID,
        CauseKind.NO_SALES_ACCOUNT,
    }
)
"""Kinds that the configuration shows for certain: without a finding they are no longer so. Not those of a record that
is lost: it may stand among the options and be of no use, for options carry no status."""


def _refusal(sync: SyncStatus, message: str, accounting: str) -> Explanation | None:
    """What the accounting software refused, by its own words: Codat's documentation does not list them."""
    if describe(sync.code).kind not in (CauseKind.RECORD_REFUSED, CauseKind.SUBSCRIPTION_EXPIRED):
        return None
    for pattern, kind, problem, remedy in REFUSALS:
        if pattern.search(message):
            problem, remedy = (text.format(home=accounting) for text in (problem, remedy))
            return Explanation(kind.value, "", accounting, problem, remedy, Who.MERCHANT, kind=kind)
    return None


def asks_to_reconcile(sync: SyncStatus) -> bool:
    """True where the message asks for reconciling by hand: a note, not an error."""
    return bool(_RECONCILE.search(f"{sync.error_message} {sync.exception_message}"))


def quote(sync: SyncStatus) -> str:
    """What Codat said, on one line and not too long; "" for nothing."""
    message = " ".join((sync.error_message or sync.exception_message).split())
    return message if len(message) <= LONGEST_QUOTE else message[: LONGEST_QUOTE - 1] + "…"
