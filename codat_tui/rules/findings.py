"""One finding of the rules: which field is wrong, how, what mends it and who must; never an exception."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from codat_tui.models.diagnosis import CauseKind, Who


class Severity(StrEnum):
    """BLOCKS: by Codat's documentation the next sync fails. WARNS: the documentation leaves it open."""

    BLOCKS = "blocks"
    WARNS = "warns"


class Finding(NamedTuple):
    """One thing wrong with a company's connections or configuration.

    *field* is the place in the wire's own names (`configuration.sales.accounts.refund.selectedAccountId`, or
    `connections.accounting`); *label* is what the merchant sees there; *problem* and *remedy* are sentences.
    """

    severity: Severity
    field: str
    label: str
    problem: str
    remedy: str
    who: Who
    kind: CauseKind = CauseKind.NOT_KNOWN


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings with which the next sync fails, in their order."""
    return tuple(finding for finding in findings if finding.severity is Severity.BLOCKS)
