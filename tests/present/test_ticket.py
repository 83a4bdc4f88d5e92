"""Text for a ticket: ids, Codat's own words, times in UTC, and the correlation id of what could not be read."""

from __future__ import annotations

from typing import Any

import pytest

from codat_tui.models.codat import Connection
from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed, ProfileFacts
from codat_tui.present import Glyphs
from codat_tui.present.overview import DrawingContext
from codat_tui.present.ticket import company_ticket, sync_lines, sync_ticket
from tests.present.overviews import NOW, overview, sync

SETTING = DrawingContext(NOW, Glyphs.unicode(), 80)


def test_a_sync_in_full() -> None:
    failed = sync(
        4000,
        companyId="c1",
        commerceSyncId="m1",
        syncStatus="ConfigurationError",
        errorMessage="Account 7c1e is not in an Active state.",
        syncExceptionMessage="Validation failed",
    )
    assert sync_ticket("Oak & Ember", failed) == (
        "Company: Oak & Ember\n"
        "Company id: c1\n"
        "Time: 23 Nov 2026 12:00 UTC\n"
        "Status: 4000 ConfigurationError (Configuration error)\n"
        "Message: Account 7c1e is not in an Active state.\n"
        "Exception: Validation failed\n"
        "Sync id: s1\n"
        "Commerce sync id: m1\n"
    )


@pytest.mark.parametrize(
    ("wire", "line"),
    [
        ({"syncUtc": None}, "Time: at an unknown time"),
        ({"syncUtc": "yesterday"}, "Time: yesterday"),
        ({"errorMessage": "one", "syncExceptionMessage": "one"}, "Message: one"),
    ],
)
def test_what_codat_left_out_or_wrote_oddly(wire: dict[str, Any], line: str) -> None:
    lines = sync_lines(sync(**wire))
    assert line in lines
    assert not any(each.startswith("Exception") for each in lines)
    assert sync_ticket("Oak", sync()).splitlines()[1] == "Company id: not said"


def test_a_company_that_was_not_read_gives_its_name_and_id_alone() -> None:
    assert company_ticket("Oak", "c1", None, SETTING) == "Company: Oak\nCompany id: c1\n"


def test_every_ticket_names_profile_and_environment() -> None:
    profile = ProfileFacts("acme", "sandbox")
    said = "Profile: acme (sandbox)"
    assert company_ticket("Oak", "c1", None, SETTING, profile=profile).splitlines()[2] == said
    assert sync_ticket("Oak", sync(), profile).splitlines()[2] == said


def test_a_company_gives_its_connections_its_syncs_and_what_was_not_read() -> None:
    connection = Connection.model_validate(
        {"id": "x1", "platformName": "Xero", "sourceType": "Accounting", "status": "Linked"}
    )
    error = CodatError(title="Codat's server failed", correlation_id="corr-7")
    read = overview(
        connections=(connection,),
        latest=sync(5000, syncId="s2"),
        last_successful=sync(),
        configuration=Failed(error),
    )
    lines = company_ticket("Oak", "c1", read, SETTING).splitlines()
    assert "Accounting: Xero (Linked), id x1" in lines
    assert "Last success: 23 Nov 2026 12:00 UTC, sync id s1" in lines
    assert "  Sync id: s2" in lines[lines.index("Latest sync:") :]
    assert "Not read: Codat's server failed" in lines
    assert lines[-1] == "  Correlation: corr-7"
    assert any(line.startswith("Verdict: ") for line in lines)
