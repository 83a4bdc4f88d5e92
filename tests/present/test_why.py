"""What a verdict rests on, in lines: certainty, time and call of each statement; what is not known says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from codat_tui.models.codat import Configuration, Connection
from codat_tui.models.errors import CodatError, ForbiddenError
from codat_tui.models.local import Failed, Loaded, Loading, RemoteState
from codat_tui.models.overview import CompanyOverview
from codat_tui.present import Glyphs, width
from codat_tui.present.overview import DrawingContext
from codat_tui.present.why import why_lines, why_text
from tests.present.overviews import NOW, overview, sync

CALLS = {
    "list-connections": "GET /companies/{companyId}/connections",
    "get-latest-sync": "GET /companies/{companyId}/sync/commerce/syncs/latest/status",
}
LINKS = tuple(
    Connection.model_validate(
        {"id": name, "platformName": name, "status": status, "sourceType": kind, "linkUrl": "", "created": ""}
    )
    for name, kind, status in (("Zettle", "Commerce", "Linked"), ("Xero", "Accounting", "Deauthorized"))
)
READ = overview(
    connections=LINKS,
    latest=sync(4040, errorMessage="Company needs to have two valid data connections"),
    last_successful=None,
    syncs=(),
    configuration=Configuration.model_validate({"enable": True, "configured": True}),
)


def lines(state: RemoteState[CompanyOverview], cells: int = 90) -> list[str]:
    context = DrawingContext(NOW, Glyphs.unicode(), cells)
    return ["".join(cell.text for cell in line).rstrip() for line in why_lines(state, CALLS, context)]


def test_each_statement_stands_below_its_certainty_its_time_and_its_call() -> None:
    told = lines(Loaded(READ, NOW))
    then = told.index("  A sync said then, 12:00:00 (2 h ago): get-latest-sync")
    assert told[then + 1] == "  GET /companies/{companyId}/sync/commerce/syncs/latest/status"
    assert '    It said: "Company needs to have two valid data connections"' in told[then:]
    now = told.index("  Read now, 14:00:00 (just now): list-connections")
    assert told[now + 1 : now + 4] == [
        "  GET /companies/{companyId}/connections",
        "    Zettle is Linked.",
        "    Xero is Deauthorized.",
    ]
    assert "  Concluded by this program" in told


def test_causes_come_in_order_with_who_acts_and_the_remedy() -> None:
    told = lines(Loaded(READ, NOW))
    first = told.index("Causes, in the order in which they block") + 1
    assert told[first].startswith("1  ")
    assert "Xero" in told[first]
    assert told[first + 1] == "   read now, 14:00:00 (just now)"
    assert told[first + 2] == "   who acts: the merchant; remedy: link again"


def test_a_part_read_again_or_not_read_tells_what_it_is_known_from() -> None:
    earlier = NOW - timedelta(hours=3)
    refused = ForbiddenError(status=403)
    mixed = replace(
        READ,
        connections=Loading(LINKS),
        configuration=Failed(refused),
        earlier_reads={"connections": earlier},
    )
    told = lines(Loading(mixed))
    assert told[0] == "◐ Reading again: 4 of 5 requests answered."
    assert f"  {'links':<16}{'list-connections':<26}◐ reading, known from 11:00:00" in told
    assert any(line.startswith(f"  {'mapping':<16}{'get-configuration':<26}✖ not read: ") for line in told)
    assert "  Read, 11:00:00 (3 h ago): list-connections" in told
    assert "  Not known: get-configuration" in told


def test_while_nothing_was_answered_there_is_no_verdict() -> None:
    told = lines(Loading(overview()))
    assert told[0] == "◐ Reading: 0 of 5 requests answered."
    assert not any(line.startswith("Causes") for line in told)
    assert lines(Loading()) == ["◐ Reading: 0 of 5 requests answered.", ""]


def test_a_failure_says_what_it_is_and_whether_anything_was_known() -> None:
    error = CodatError(title="Codat cannot be reached", next_step="Check the network.")
    told = lines(Failed(error))
    assert told[0] == "✖ Codat cannot be reached"
    assert told[-1] == "Nothing is known of this company yet, so there is no verdict."
    kept = lines(Failed(error, READ))
    assert "  What follows was read before." in kept
    assert "What the verdict rests on" in kept


def test_a_company_without_a_cause_says_so() -> None:
    linked = tuple(each.model_copy(update={"status": "Linked"}) for each in LINKS)
    told = lines(Loaded(overview(connections=linked, latest=sync(), syncs=(sync(),)), NOW))
    assert "  None was found in what has been read." in told


@pytest.mark.parametrize("cells", [45, 75, 87])
def test_every_line_fits(cells: int) -> None:
    states: list[RemoteState[CompanyOverview]] = [
        Loaded(READ, NOW),
        Loading(READ),
        Failed(ForbiddenError(status=403), READ),
    ]
    for state in states:
        for line in lines(state, cells):
            assert width(line) <= cells, line


def test_the_copied_text_begins_with_the_company_and_breaks_no_sentence() -> None:
    context = DrawingContext(NOW, Glyphs.unicode(), 400)
    text = why_text("Harbour", "c1", Loaded(READ, NOW), CALLS, context)
    assert text.startswith("Company: Harbour\nCompany id: c1\n")
    assert '    It said: "Company needs to have two valid data connections"\n' in text
