"""Which companies a filter shows: by table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from codat_tui.models.diagnosis import Judgement, State, Who
from codat_tui.models.local import TAG_SEPARATOR
from codat_tui.rules.fleet.filter import FleetSearch
from tests.rules.fleet.test_query import NOW, entry
from tests.rules.fleet.test_snooze import cause

HARBOUR = entry()
NORDIC = entry(4000, name="Nordic Bikes", company_id="77cc01")._replace(
    judgement=Judgement(
        State.FAILING, since=NOW - timedelta(days=3), cause=cause()._replace(who=Who.MERCHANT, short="No tax")
    ),
    tags=f"tier=gold{TAG_SEPARATOR}region=se",
)
SEARCH = FleetSearch(lambda: (HARBOUR, NORDIC))


def found(line: str) -> str:
    wanted = SEARCH.filter(line, NOW)
    return " ".join(each.name.split()[0] for each in (HARBOUR, NORDIC) if wanted(each))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", "Harbour Nordic"),
        ("HARBOUR coffee", "Harbour"),
        ("harbour bikes", ""),
        ("roastery plan=pro", "Harbour"),
        ("xero", "Harbour Nordic"),
        ("gbol", "Harbour Nordic"),
        ("shopify", ""),
        ("2000", "Harbour"),
        ("fine", "Harbour"),
        ("failing", "Nordic"),
        # Ids from four characters on.
        ("8a21", "Harbour"),
        ("8a2", ""),
        ("77cc", "Nordic"),
        ("77c", ""),
        ("conn-3", "Harbour Nordic"),
        ("status:failing", "Nordic"),
        ("!status:failing", "Harbour"),
        ("platform:xero code:4xxx", "Nordic"),
        ("platform:ugxp", "Harbour Nordic"),
        ("since:7d", "Nordic"),
        ("since:2d", ""),
        ("who:merchant", "Nordic"),
        ("who:us", ""),
        ("cause:tax", "Nordic"),
        ("tag:gold", "Nordic"),
        ("tag:tier=gold", "Nordic"),
        ("snoozed:", ""),
    ],
)
def test_what_a_line_finds(line: str, names: str) -> None:
    assert found(line) == names


def test_a_changed_row_is_searched_by_what_it_says_now() -> None:
    wanted = FleetSearch().filter("bikes", NOW)
    assert not wanted(entry())
    assert wanted(entry(name="Nordic Bikes"))
    assert not wanted(entry())


def test_the_platforms_that_may_be_typed_are_those_of_the_fleet() -> None:
    field = next(each for each in SEARCH.fields(NOW) if each.name == "platform")
    assert list(field.values()) == ["Xero", "Zettle"]
    assert SEARCH.filter("platform:sage", NOW).problems == (
        'no platform here is called "sage": Xero and Zettle',
    )
