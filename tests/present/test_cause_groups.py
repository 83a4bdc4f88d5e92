"""Groups of companies in words: what is wrong, where, who acts; conclusions as conclusions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codat_tui.models.diagnosis import Cause, CauseKind, Remedy, State
from codat_tui.models.local import FleetEntry
from codat_tui.present import Glyphs
from codat_tui.present.cause_groups import (
    GroupFacts,
    group_lines,
    group_words,
    heading_cells,
    headline_words,
    member_cells,
)
from codat_tui.rules.fleet.cause_groups import GroupTally, group_of
from codat_tui.rules.fleet.first_thing import FirstThing
from codat_tui.rules.fleet.outages import Outage
from tests.rules.fleet.fleet_rows import NOW, REFUND, cause, company

GLYPHS = Glyphs.unicode()
SINCE = datetime(2026, 10, 30, 1, 44, tzinfo=UTC)


def facts_of(*rows: FleetEntry, outage: Outage | None = None) -> GroupFacts:
    tally = GroupTally(rows)
    return GroupFacts(
        group_of(rows[0]), tally.count, tally.state, tally.short, tally.worst, outage, tally.onset(UTC)
    )


def tax(number: int, key: str) -> FleetEntry:
    return company(
        number,
        cause(
            CauseKind.TAX_RATE_LOST, f'configuration.sales.taxRates["{key}"].selectedTaxRateId', f"{key}% tax"
        ),
    )


def stale() -> Cause:
    return cause(CauseKind.ACCOUNT_LOST, REFUND, remedy=Remedy.SYNC)._replace(
        short="Was: Refunds account gone"
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([company(1, cause(CauseKind.ACCOUNT_LOST, REFUND))], "Refunds account gone in Xero"),
        ([company(1, stale())], "Was: Refunds account gone in Xero"),
        ([tax(1, "20"), tax(2, "5")], "Tax rate gone in Xero"),
        (
            [
                company(
                    1,
                    cause(CauseKind.LINK_DEAUTHORIZED, "connections.accounting", "Xero"),
                    state=State.UNLINKED,
                )
            ],
            "Xero no longer lets Codat in",
        ),
        ([company(1, cause(CauseKind.SERVER_ERROR))], "server error at Codat on Xero"),
        (
            [company(1, cause(CauseKind.RECORD_REFUSED, label="Xero"), message="INV-7 is void")],
            "record refused by Xero: … is void",
        ),
        (
            [company(1, state=State.FAILING, message="Box 7 is full")],
            "Configuration error on Xero: Box … is full",
        ),
        ([company(1)], "Fine"),
        ([company(1, state=State.RUNNING)], "A sync is running"),
        ([company(1, state=State.NOT_CHECKED)], "Not checked yet"),
    ],
)
def test_what_a_group_is_called(rows: list[FleetEntry], words: str) -> None:
    assert group_words(facts_of(*rows), NOW, UTC) == words


def test_a_heading_has_number_worst_days_cause_who_acts_and_the_key() -> None:
    rows = [
        company(each, cause(CauseKind.ACCOUNT_LOST, REFUND), days=days) for each, days in ((1, 3), (2, 25))
    ]
    cells, rights = heading_cells(facts_of(*rows), ("m", "mend the mapping"), None, NOW, UTC, GLYPHS)
    assert [cell.text for cell in cells] == ["2 merchants", "25/31", "✖ Refunds account gone in Xero"]
    assert [[cell.text for cell in right] for right in rights] == [
        ["we act", "m mend"],
        ["we act", "m"],
        ["we act"],
        [],
    ]
    sole = rows[0]._replace(name="Harbour Lane", apart="Zettle")
    cells, _ = heading_cells(facts_of(rows[0]), ("m", "mend"), sole, NOW, UTC, GLYPHS)
    assert (cells[0].text, cells[0].end) == ("Harbour Lane (Zettle)", " (Zettle)")


def test_a_group_says_on_which_day_most_began() -> None:
    lost = cause(CauseKind.ACCOUNT_LOST, REFUND)
    rows = [company(each, lost, days=9, since=SINCE) for each in range(3)]
    rows.append(company(3, lost, days=2, since=NOW))
    facts = facts_of(*rows)
    _, rights = heading_cells(facts, ("m", "mend the mapping"), None, NOW, UTC, GLYPHS)
    assert [[cell.text for cell in right] for right in rights[:2]] == [
        ["3 of 4 since 30 Oct", "we act", "m mend"],
        ["we act", "m mend"],
    ]
    lines = ["".join(cell.text for cell in line) for line in group_lines(facts, (), "", NOW, UTC, GLYPHS, 46)]
    assert "  3 of 4 since 30 Oct" in lines
    outage = Outage("Xero", CauseKind.SERVER_ERROR, 4, 4, SINCE, frozenset())
    cells, rights = heading_cells(facts_of(*rows, outage=outage), ("", ""), None, NOW, UTC, GLYPHS)
    assert cells[2].text == "✖ Looks like an outage: 4 of 4 on Xero since 30 Oct, 01:44; wait"
    assert [[cell.text for cell in right] for right in rights] == [["we act"], []]


def test_what_looks_like_an_outage_says_so_instead_of_the_cause() -> None:
    row = company(1, cause(CauseKind.SERVER_ERROR))
    outage = Outage("Xero", CauseKind.SERVER_ERROR, 14, 15, NOW.replace(hour=1, minute=0), frozenset())
    cells, _ = heading_cells(facts_of(row, outage=outage), ("", ""), None, NOW, UTC, GLYPHS)
    assert cells[2].text == "✖ Looks like an outage: 14 of 15 on Xero since 01:00; wait"


def test_a_row_below_its_heading_says_since_when() -> None:
    row = company(1, cause(CauseKind.ACCOUNT_LOST, REFUND), days=25, since=SINCE, more=1, name="Harbour Lane")
    name, days, status, *_ = member_cells(row, NOW, UTC, GLYPHS, narrow=True)
    assert (name.text, days.text, status.text) == (
        "  Harbour Lane",
        "25/31",
        "since 30 Oct, and 1 more cause · 4000",
    )
    earlier = company(1, cause(CauseKind.ACCOUNT_LOST), days=9, at_least=True, since=SINCE.replace(year=2025))
    assert (
        member_cells(earlier, NOW, UTC, GLYPHS, narrow=True)[2].text == "since 30 Oct 2025 or earlier · 4000"
    )
    assert member_cells(company(1), NOW, UTC, GLYPHS, narrow=True)[2].text == "✔ Written"


def test_beside_a_group_stand_its_merchants() -> None:
    rows = [company(each, cause(CauseKind.ACCOUNT_LOST, REFUND), days=each) for each in range(1, 46)]
    lines = group_lines(facts_of(*rows), rows[:40], "m mend the mapping", NOW, UTC, GLYPHS, 30)
    texts = ["".join(cell.text for cell in line) for line in lines]
    assert texts[:3] == ["45 merchants", "✖ Refunds account gone in Xero", "  who acts: us"]
    assert "  m mend the mapping" in texts
    assert "Company 001               1/31" in texts
    assert texts[-1] == "and 5 more"


def test_the_headline_names_the_only_company_or_how_many() -> None:
    rows = [company(each, cause(CauseKind.ACCOUNT_LOST, REFUND), days=25) for each in (1, 2, 3)]
    thing = FirstThing(group_of(rows[0]), GroupTally(rows), 25)
    words = headline_words(thing, facts_of(*rows), "", NOW, UTC)
    assert words == "Refunds account gone in Xero at 3 merchants, 25/31 days"
    sole = headline_words(thing._replace(days=None), facts_of(rows[0]), "Harbour Lane", NOW, UTC)
    assert sole == "Harbour Lane: Refunds account gone in Xero"
