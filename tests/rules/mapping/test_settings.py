"""The form of a configuration: every setting has a row, whatever its key; edits touch nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.json.paths import differences
from codat_tui.rules.mapping.edits import MappingEdit, start_date
from codat_tui.rules.mapping.settings import Setting, SettingKind, settings

MAPPINGS = "configuration.sales.newTaxRates.taxRateMappings"


def account(selected: str | None, **more: Any) -> dict[str, Any]:
    options = [
        {"id": "a1", "name": "Sales", "nominalCode": "4000", "classification": "Income"},
        {"id": "a2", "name": "Refunds", "nominalCode": "4020", "classification": "Income"},
    ]
    return {"selectedAccountId": selected, "accountOptions": options, **more}


def tax_rates() -> dict[str, Any]:
    return {
        "commerceTaxRateOptions": [{"id": "t0", "name": "Zero"}, {"id": "t20", "name": "Full"}],
        "accountingTaxRateOptions": [{"id": "r0", "name": "No tax"}, {"id": "r20", "name": "20%"}],
        "taxRateMappings": [
            {"selectedCommerceTaxRateIds": ["t0", "old"], "selectedAccountingTaxRateId": "r0"},
            {"selectedCommerceTaxRateIds": ["t20"], "selectedAccountingTaxRateId": "r20"},
        ],
    }


def configuration() -> dict[str, Any]:
    return {
        "companyId": "c1",
        "enable": True,
        "futureField": {"kept": [1, 2]},
        "schedule": {
            "selectedFrequency": "Daily",
            "frequencyOptions": ["Daily"],
            "startDate": "2026-01-01T00:00:00Z",
            "syncHour": 3,
            "timeZone": "Europe/London",
        },
        "configuration": {
            "sales": {
                "syncSales": True,
                "accounts": {
                    "acct:7/Sales & Service": account("a1", labelText="Sales", required=True),
                    "refund": account("gone", labelText="Refunds", required=True, later="x"),
                },
                "salesCustomer": {
                    "selectedCustomerId": "k1",
                    "customerOptions": [{"id": "k1", "name": "Daily sales"}],
                },
                "newTaxRates": tax_rates(),
                "grouping": {
                    "groupingLevels": {
                        "invoiceLevel": {
                            "selectedGroupByOptions": ["Location"],
                            "groupByOptions": ["Location"],
                        }
                    }
                },
            },
            "payments": None,
            "giftCards": {"new": True},
        },
    }


def field(json: dict[str, Any], label: str, section: str = "") -> Setting:
    return next(each for each in settings(json) if each.label == label and section in ("", each.section))


def test_opaque_keys_and_unknown_sections_have_rows() -> None:
    rows = {(each.section, each.label): each for each in settings(configuration())}
    path = 'configuration.sales.accounts["acct:7/Sales & Service"].selectedAccountId'
    assert path in rows["Sales", "Sales"].finding_keys or path in [
        place for each in settings(configuration()) for place in each.finding_keys
    ]
    assert rows["giftCards", "giftCards"].kind is SettingKind.HEADING
    assert rows["Payments", "Payments"].kind is SettingKind.HEADING
    assert len({each.key for each in settings(configuration())}) == len(settings(configuration()))


def test_a_lost_selection_is_known_as_such() -> None:
    json = configuration()
    assert field(json, "Refunds").lost
    assert not field(json, "Sales customer").lost
    del json["configuration"]["sales"]["accounts"]["refund"]["accountOptions"]
    assert not field(json, "Refunds").lost


def test_every_tax_rate_of_the_shop_has_a_row_the_gone_one_too() -> None:
    rows = [each for each in settings(configuration()) if each.kind is SettingKind.TAX]
    assert [(each.label, each.value) for each in rows] == [("Zero", "r0"), ("Full", "r20"), ("old", "r0")]
    assert rows[2].note
    assert f"{MAPPINGS}.t20" == rows[1].key


def test_choosing_changes_one_place() -> None:
    edits = MappingEdit.of(configuration()).choose(field(configuration(), "Refunds"), "a2")
    (change,) = edits.changes
    assert change.steps == ("configuration", "sales", "accounts", "refund", "selectedAccountId")
    assert (change.before, change.after) == ("gone", "a2")
    assert not edits.revert(field(configuration(), "Refunds")).changes


def test_a_tax_rate_moves_between_the_mappings() -> None:
    json = configuration()
    edits = MappingEdit.of(json).choose(field(json, "Full"), "r0")
    assert edits.wanted["configuration"]["sales"]["newTaxRates"]["taxRateMappings"] == [
        {"selectedCommerceTaxRateIds": ["t0", "old", "t20"], "selectedAccountingTaxRateId": "r0"}
    ]
    assert not edits.revert(field(json, "Full")).changes
    gone = MappingEdit.of(json).choose(field(json, "old"), None)
    assert "old" not in str(gone.wanted["configuration"]["sales"]["newTaxRates"]["taxRateMappings"])


@given(
    st.lists(st.tuples(st.sampled_from(["Zero", "Full"]), st.sampled_from(["r0", "r20", None])), max_size=6)
)
def test_each_tax_rate_is_mapped_at_most_once(moves: list[tuple[str, str | None]]) -> None:
    edits = MappingEdit.of(configuration())
    for label, rate in moves:
        edits = edits.choose(field(dict(edits.wanted), label), rate)
        assert field(dict(edits.wanted), label).value == rate
    mappings = edits.wanted["configuration"]["sales"]["newTaxRates"]["taxRateMappings"]
    ids = [tax for row in mappings for tax in row["selectedCommerceTaxRateIds"]]
    assert len(ids) == len(set(ids))
    assert all(row["selectedCommerceTaxRateIds"] for row in mappings)
    assert "old" in ids


def test_choosing_nothing_where_nothing_is_stays_absent() -> None:
    json = configuration()
    del json["schedule"]["timeZone"]
    assert not MappingEdit.of(json).choose(field(json, "Time zone"), None).changes


def test_edits_are_carried_over_and_conflicts_found() -> None:
    json = configuration()
    edits = MappingEdit.of(json).choose(field(json, "Refunds"), "a2").choose(field(json, "Sync hour"), 5)
    now = copy.deepcopy(json)
    now["configuration"]["sales"]["accounts"]["refund"]["selectedAccountId"] = "a1"
    now["futureField"] = {"kept": [3]}
    carried = edits.rebase(now)
    assert carried.wanted["schedule"]["syncHour"] == 5
    assert carried.wanted["futureField"] == {"kept": [3]}
    assert [(each.before, each.after) for each in carried.conflicts] == [("a1", "a2")]
    assert not carried.rebase(carried.wanted).changes
    assert not carried.revert(field(now, "Refunds")).conflicts


KEYS = (
    *("schedule", "configuration", "sales", "accounts", "taxRates", "newTaxRates", "taxRateMappings"),
    *("selectedCommerceTaxRateIds", "grouping", "fees", "syncHour", "accountOptions", "selectedAccountId"),
    *("groupingLevels", "invoiceLevel", "commerceTaxRateOptions", "feesSupplier", "x"),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(anything)
def test_no_json_breaks_the_form(value: Any) -> None:
    json = value if isinstance(value, dict) else {"configuration": value, "schedule": value}
    edits = MappingEdit.of(json)
    for each in settings(json):
        assert each.chosen is not None
        if each.editable:
            changed = edits.choose(each, None if each.value is not None else "x")
            assert not differences(json, edits.revert(each).wanted)
            if each.kind is not SettingKind.TAX:
                assert not differences(json, changed.revert(each).wanted)


@pytest.mark.parametrize(
    ("typed", "before", "sent"),
    [
        ("2026-02-03", "2026-01-01T09:30:00Z", "2026-02-03T09:30:00Z"),
        ("2026-02-03", None, "2026-02-03T00:00:00"),
        (" 2026-02-03T10:00:00Z ", None, "2026-02-03T10:00:00Z"),
        ("2026-02-30", None, None),
        ("soon", "2026-01-01", None),
    ],
)
def test_a_start_date_is_sent_with_a_time(typed: str, before: str | None, sent: str | None) -> None:
    assert start_date(typed, before) == sent
