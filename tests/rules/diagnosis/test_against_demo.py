"""The rules held against the imitation's outcomes: what the lint passes syncs, what it blocks fails for that reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from codat_tui.demo.causes import CAUSES
from codat_tui.demo.company_at import CompanyAt, situation_at
from codat_tui.demo.configuration import render
from codat_tui.demo.diagnosis import diagnose
from codat_tui.demo.merchants import Merchant, merchant_at
from codat_tui.models.codat import Configuration, Connection
from codat_tui.models.diagnosis import CauseKind
from codat_tui.rules.diagnosis.messages import explain
from codat_tui.rules.diagnosis.verdict import CompanyFacts, verdict
from codat_tui.rules.findings import blocking
from codat_tui.rules.mapping.lint import lint
from tests.rules.worlds import sync

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
OFFERED_STILL = {"supplier-inactive", "tax-rate-invalid"}
"""Records among the options that are of no use: options carry no status, so only the message tells."""
OUTSIDE = {
    "new-payment-type",
    "gift-cards-unmapped",
    "no-sales",
    "billing-expired",
    "period-locked",
    "server-error",
    "processing-error",
    "company-missing",
    "commerce-data-old",
    "currency-missing",
    "not-scheduled",
    "platform-outage",
    "reconcile-by-hand",
    "subscription-expired",
    "sync-hangs",
    "time-zone-changed",
}
"""Causes that no configuration shows."""
SWITCHES = {"switched-off-by-merchant"}
"""A manual sync of the imitation runs although the schedule is switched off."""


def healthy(mapped_taxes: bool) -> Merchant:
    """A merchant of the imitation without any trouble, with taxes mapped by id or by percentage."""
    merchants = (merchant_at(1, index, NOW) for index in range(500))
    return next(
        merchant
        for merchant in merchants
        if not merchant.episodes
        and not merchant.odd_keys
        and len(merchant.links) == 2
        and bool(situation_at(merchant, None, NOW).records.commerce_taxes) is mapped_taxes
    )


def with_cause(merchant: Merchant, name: str) -> CompanyAt:
    situation, cause = situation_at(merchant, None, NOW), CAUSES[name]
    cause.happen(situation.records, situation.events)
    cause.choose(situation.records, situation.choices)
    for kind, status in cause.links:
        for link in situation.connections:
            if link.platform.kind == kind:
                situation.links[link.id] = status
    return situation


def as_read(situation: CompanyAt) -> tuple[Configuration, tuple[Connection, ...]]:
    """What get-configuration and list-connections would say of the situation."""
    wire = render(situation.choices, situation.records, company_id="c", name="n", country="GB")
    links = (
        {
            "id": link.id,
            "sourceType": link.platform.kind,
            "platformName": link.platform.name,
            "status": situation.links[link.id],
        }
        for link in situation.connections
    )
    return Configuration.model_validate(wire), tuple(Connection.model_validate(link) for link in links)


@pytest.mark.parametrize("mapped_taxes", [False, True])
def test_a_healthy_merchant_has_no_findings_and_syncs(mapped_taxes: bool) -> None:
    situation = situation_at(healthy(mapped_taxes), None, NOW)
    assert lint(*as_read(situation)) == ()
    assert diagnose(situation, NOW - timedelta(days=1), NOW).code == 2000


@pytest.mark.parametrize("mapped_taxes", [False, True])
@pytest.mark.parametrize("name", sorted(CAUSES))
def test_each_trouble(name: str, mapped_taxes: bool) -> None:
    situation = with_cause(healthy(mapped_taxes), name)
    outcome = diagnose(situation, NOW - timedelta(days=1), NOW)
    configuration, connections = as_read(situation)
    found = lint(configuration, connections)
    if blocking(found) and name not in SWITCHES:
        assert outcome.code >= 4000
    if not found:
        assert outcome.good or name in OFFERED_STILL | OUTSIDE
        if name in OFFERED_STILL:
            explained = explain(outcome.message, configuration)
            assert explained is not None
            assert explained.field
    if outcome.code >= 4000 and name not in OFFERED_STILL | OUTSIDE:
        assert found, outcome.message
        latest = sync(outcome.code, NOW, outcome.message)
        judged = verdict(CompanyFacts(None, connections, latest, configuration=configuration), NOW)
        cause = judged.causes[0]
        named = [row for row in found if row.field.startswith(cause.field.removesuffix(".accounts"))]
        assert cause.field, cause.text
        assert named or cause.kind is CauseKind.OTHER_ORGANISATION, (cause, found)
