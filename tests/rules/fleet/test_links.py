"""Link states and whether a company's links allow a sync."""

from __future__ import annotations

import pytest

from codat_tui.models.codat import Connection
from codat_tui.models.diagnosis import Who
from codat_tui.rules.findings import Severity
from codat_tui.rules.fleet.links import (
    LinkState,
    PlatformKind,
    connection_at,
    of_kind,
    platform_name,
    read_link,
    side_of,
    sync_readiness,
)
from tests.rules.worlds import connection, linked


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Linked", LinkState.LINKED),
        (" lINKED ", LinkState.LINKED),
        ("Unlinked", LinkState.UNLINKED),
        ("PendingAuth", LinkState.PENDING),
        ("Deauthorized", LinkState.DEAUTHORIZED),
        ("Frozen", LinkState.UNKNOWN),
        ("", LinkState.UNKNOWN),
        (None, LinkState.NONE),
    ],
)
def test_statuses_are_an_open_set_without_case(status: str | None, state: LinkState) -> None:
    assert read_link(status) is state


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (linked(), []),
        ((), [("connections.commerce", "No commerce software is connected.")]),
        (linked()[:1], [("connections.accounting", "No accounting software is connected.")]),
        (linked(accounting="Unlinked"), [("connections.accounting", "Xero is unlinked.")]),
        (
            linked(commerce="PendingAuth"),
            [("connections.commerce", "The merchant has not yet linked Zettle.")],
        ),
        (
            linked(accounting="Deauthorized"),
            [("connections.accounting", "Xero no longer accepts Codat: the link was deauthorized.")],
        ),
        ((*linked(), connection(name="QuickBooks Online", status="Unlinked")), []),
        (
            (*linked(accounting="Unlinked"), connection(name="QuickBooks Online", status="PendingAuth")),
            [("connections.accounting", "The merchant has not yet linked QuickBooks Online.")],
        ),
        ((*linked(), connection("BankFeed", "Plaid", "Unlinked")), []),
    ],
)
def test_readiness(rows: tuple[Connection, ...], expected: list[tuple[str, str]]) -> None:
    found = sync_readiness(rows)
    assert [(row.field, row.problem) for row in found][: len(expected)] == expected
    assert len(found) == len(expected) + (not rows)
    assert all(row.severity is Severity.BLOCKS and row.who is Who.MERCHANT for row in found)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (linked(accounting="Frozen"), 'Xero has the link status "Frozen", which Codat does not document.'),
        (
            (*linked(), connection(name="Sage")),
            "Two accounting connections are linked; Codat documents one.",
        ),
        (
            (
                linked()[0],
                connection(
                    dataConnectionErrors=[
                        {"status": "Resolved", "errorMessage": "old"},
                        {"status": "Active", "errorMessage": "Token refused."},
                        {"status": None, "errorMessage": "unclear"},
                    ]
                ),
            ),
            "Xero reports an active error: Token refused.",
        ),
    ],
)
def test_what_the_documentation_leaves_open_warns(rows: tuple[Connection, ...], problem: str) -> None:
    assert [(row.severity, row.problem) for row in sync_readiness(rows)] == [(Severity.WARNS, problem)]


def test_the_linked_connection_comes_first_and_names_the_platform() -> None:
    rows = (connection(name="Sage", status="Unlinked"), connection(name="Xero"))
    assert [row.platform_name for row in of_kind(rows, PlatformKind.ACCOUNTING)] == ["Xero", "Sage"]
    assert platform_name(rows, PlatformKind.ACCOUNTING) == "Xero"
    assert platform_name(rows, PlatformKind.COMMERCE) == "the commerce software"
    assert platform_name(None, PlatformKind.ACCOUNTING) == "the accounting software"


def test_a_connection_is_found_by_its_id_or_by_its_side() -> None:
    rows = (
        Connection.model_validate({"id": "old", "sourceType": "Accounting", "status": "Unlinked"}),
        Connection.model_validate({"id": "new", "sourceType": "accounting", "status": "Linked"}),
        Connection.model_validate({"id": "till", "sourceType": "Commerce", "status": "Linked"}),
    )
    assert [connection_at(rows, place) for place in ("old", "connections.accounting", "nothing")] == [
        rows[0],
        rows[1],
        None,
    ]
    assert connection_at(rows[:2], "connections.commerce") is None
    assert (side_of("connections.commerce"), side_of("configuration.sales")) == (PlatformKind.COMMERCE, None)
