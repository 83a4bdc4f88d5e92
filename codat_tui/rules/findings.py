"""One finding of the rules: the wrong field, the fix, and who must act."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from codat_tui.models.diagnosis import CauseKind, Who


class Severity(StrEnum):
    """BLOCKS: by Codat's documentation the next sync fails. WARNS: the documentation does not say."""

    BLOCKS = "blocks"
    WARNS = "warns"


class Finding(NamedTuple):
    """One fault of a company's connections or configuration.

    *field* is the path with Codat's names (`configuration.sales.accounts.refund.selectedAccountId`, or
    `connections.accounting`); *label* is what the merchant sees; *problem* and *remedy* are sentences.
    """

    severity: Severity
    field: str
    label: str
    problem: str
    remedy: str
    who: Who
    kind: CauseKind = CauseKind.NOT_KNOWN


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that make the next sync fail."""
    return tuple(finding for finding in findings if finding.severity is Severity.BLOCKS)
