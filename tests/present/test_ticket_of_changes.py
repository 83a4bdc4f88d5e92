"""A ticket tells what Codat said of a write that it refused, and of a part that could not be read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codat_tui.models.changes import Change, IntentState, Refused, Sending, Unknown, WriteOutcome
from codat_tui.models.errors import PaymentRequiredError, ValidationItem
from codat_tui.models.journal import JournalEntry
from codat_tui.present.glyphs import Glyphs
from codat_tui.present.overview import DrawingContext
from codat_tui.present.ticket import change_ticket, company_ticket

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
LIMIT = PaymentRequiredError(
    status=402,
    codat_message="You have exceeded the limit.",
    correlation_id="c1",
    validation=(ValidationItem("Too many.", "companies", "LimitValidator"),),
)
SAID = (
    "  Codat said: You have exceeded the limit.\n"
    "  Not valid: companies: Too many. (LimitValidator)\n"
    "  HTTP status: 402\n"
    "  Correlation: c1\n"
)


@pytest.mark.parametrize(
    ("outcome", "title", "told"),
    [
        (Refused(LIMIT), "A limit of your Codat plan is reached", True),
        (Unknown("Not seen.", LIMIT), "Unknown whether the sync started", True),
        (Sending(), "", False),
    ],
)
def test_the_last_write_of_a_company_is_told(outcome: WriteOutcome, title: str, told: bool) -> None:
    changes = [
        Change("i1", "request-sync", "company", "Shop", outcome, "Start a sync"),
        Change("i2", "request-sync", "other", "Other", Refused(PaymentRequiredError(codat_message="no"))),
    ]
    text = company_ticket("Shop", "company", None, DrawingContext(NOW, Glyphs.ascii(), 80), changes)
    assert (f"Last change: Start a sync: {title}\n" in text) is told
    assert (SAID in text) is told


def test_a_change_of_the_journal_is_a_ticket() -> None:
    entry = JournalEntry(
        *("i1", NOW, "ann", "acme", "request-sync", "Start a sync", "id1", "Shop", "", ""),
        state=IntentState.REFUSED,
        outcome=LIMIT.title,
        correlation_id="c1",
        error=LIMIT,
    )
    text = change_ticket(entry)
    assert text.startswith("Company: Shop\nCompany id: id1\nChange: Start a sync (request-sync)\n")
    assert text.endswith(SAID)
