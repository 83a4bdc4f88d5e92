"""The statements of a failed sync's message, each compared with the current state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.codes import describe
from codat_tui.rules.diagnosis.messages import Explanation, explain, parts_of
from codat_tui.rules.refusals import refusal_of

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus
    from codat_tui.rules.findings import Finding

LONGEST_QUOTE = 200
LOST_RECORDS = frozenset(
    {CauseKind.ACCOUNT_LOST, CauseKind.CUSTOMER_LOST, CauseKind.SUPPLIER_LOST, CauseKind.TAX_RATE_LOST}
)
_RECONCILE = re.compile(r"reconcile manually", re.IGNORECASE)


class Standing(StrEnum):
    """Whether a statement is STILL true, no longer true (GONE), or unknown (OPEN)."""

    STILL = "still"
    GONE = "gone"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Statement:
    explained: Explanation
    standing: Standing


def statements(
    sync: SyncStatus,
    configuration: Configuration | None,
    findings: tuple[Finding, ...],
    accounting: str,
    commerce: str,
) -> tuple[Statement, ...]:
    """All understood statements of *sync*'s messages."""
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
    # The finding may be in another field; but another lost record is another fault.
    if explained.kind not in LOST_RECORDS and any(finding.kind is explained.kind for finding in findings):
        return Standing.STILL
    return Standing.GONE if explained.kind in _SEEN_IN_CONFIGURATION else Standing.OPEN


# The configuration shows these for certain: without a finding they are over. Lost records are not among them:
# a listed option may still be unusable, because options have no status.
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


def _refusal(sync: SyncStatus, message: str, accounting: str) -> Explanation | None:
    if describe(sync.code).kind not in (CauseKind.RECORD_REFUSED, CauseKind.SUBSCRIPTION_EXPIRED):
        return None
    refused = refusal_of(message, accounting)
    if refused is None:
        return None
    kind, problem, remedy = refused
    return Explanation(kind.value, "", accounting, problem, remedy, Who.MERCHANT, kind=kind)


def asks_to_reconcile(sync: SyncStatus) -> bool:
    """Whether the message asks to reconcile manually: a note, not an error."""
    return bool(_RECONCILE.search(f"{sync.error_message} {sync.exception_message}"))


def quote(sync: SyncStatus) -> str:
    """Codat's message on one line, cut; "" for none."""
    message = " ".join((sync.error_message or sync.exception_message).split())
    return message if len(message) <= LONGEST_QUOTE else message[: LONGEST_QUOTE - 1] + "…"
