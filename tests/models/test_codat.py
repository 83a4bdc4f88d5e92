"""Codat's oddities, one by one and invented: everything is read, and what came goes back."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from codat_tui.models.codat import (
    Account,
    Company,
    CompanySummary,
    Configuration,
    Connection,
    DatatypeFeature,
    Integration,
    SyncFlowUrl,
    SyncStatus,
    Text,
    VisibleAccounts,
    to_wire,
)
from codat_tui.models.codat.base import read_code

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)

CONFIGURATION: dict[str, Any] = {
    "companyId": "8a210b68-6988-11ed-a1eb-0242ac120002",
    "accountingSoftwareCompanyName": None,
    "enable": True,
    "configured": False,
    "schedule": {
        "selectedFrequency": "Daily",
        "frequencyOptions": ["Daily", "Monthly"],
        "startDate": "2022-06-15",
        "syncHour": 3,
        "timeZone": None,
        "newField": {"deep": [1, None]},
    },
    "configuration": {
        "countryCode": "GB",
        "mapSettings": {"outputFormat": "JournalEntry"},
        "sales": {
            "syncSales": True,
            "accounts": {
                "sales-x": {
                    "selectedAccountId": "7c1e",
                    "required": True,
                    "labelText": None,
                    "accountOptions": [{"id": "7c1e", "name": "Sales", "nominalCode": "200", "odd": 1}],
                }
            },
            "invoiceStatus": {"selectedInvoiceStatus": None, "invoiceStatusOptions": None},
            "salesCustomer": {"selectedCustomerId": "1", "customerOptions": [{"id": "1"}]},
            "taxRates": {"20": {"selectedTaxRateId": "t", "taxRateOptions": []}},
            "newTaxRates": {
                "taxRateMappings": [
                    {"selectedCommerceTaxRateIds": ["a"], "selectedAccountingTaxRateId": None}
                ]
            },
            "grouping": {
                "groupingPeriod": {"selectedGroupingPeriod": "Daily", "groupingPeriodOptions": ["Daily"]},
                "groupingLevels": {"invoiceLevel": {"selectedGroupByOptions": []}, "invoiceLineLevel": None},
            },
        },
        "payments": {"syncPayments": False, "accounts": None},
        "newPayments": None,
        "fees": {"syncFees": None, "feesSupplier": {"supplierOptions": None}, "accounts": {}},
    },
}


def test_a_configuration_is_read_and_goes_back_whole() -> None:
    model = Configuration.model_validate_json(json.dumps(CONFIGURATION))
    assert to_wire(model) == CONFIGURATION
    assert model.configuration is not None
    sales = model.configuration.sales
    assert sales is not None
    assert sales.accounts is not None
    assert sales.accounts["sales-x"].selected_account_id == "7c1e"
    assert model.configuration.fees is not None
    assert model.configuration.fees.accounts == {}


def test_an_edited_configuration_changes_only_what_was_edited() -> None:
    model = Configuration.model_validate(CONFIGURATION)
    assert model.schedule is not None
    edited = model.model_copy(update={"schedule": model.schedule.model_copy(update={"sync_hour": 5})})
    expected = copy.deepcopy(CONFIGURATION)
    expected["schedule"]["syncHour"] = 5
    assert to_wire(edited) == expected
    assert to_wire(model) == CONFIGURATION


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """The configuration with one value, anywhere, replaced by any JSON that is not a near miss of its type."""
    body = copy.deepcopy(CONFIGURATION)
    places: list[tuple[Any, Any]] = []

    def collect(node: Any) -> None:
        for key in node if isinstance(node, dict) else range(len(node)):
            places.append((node, key))
            if isinstance(node[key], dict | list):
                collect(node[key])

    collect(body)
    node, key = draw(st.sampled_from(places))
    node[key] = draw(st.none() | st.dictionaries(st.text(), json_values) | st.lists(json_values))
    return body


@given(spoiled())
def test_whatever_a_configuration_holds_it_is_read_and_goes_back(body: dict[str, Any]) -> None:
    assert to_wire(Configuration.model_validate(body)) == body
    assert to_wire(Configuration.model_validate_json(json.dumps(body))) == body


@given(
    st.dictionaries(
        st.sampled_from([*SyncStatus.model_fields, "syncStatusCode", "syncStatus", "syncDateRangeUtc", "x"]),
        json_values,
    )
)
def test_no_sync_status_fails(body: dict[str, Any]) -> None:
    status = SyncStatus.model_validate(body)
    assert isinstance(status.word, str)
    assert isinstance(status.error_message, str)
    assert status.code is None or isinstance(status.code, int)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2000, 2000),
        ("2000", 2000),
        ("4200,", 4200),
        (" 4000 ", 4000),
        (1000.0, 1000),
        ("", None),
        (None, None),
        ("PushError", None),
        ("4000x", None),
        (True, None),
        (1.5, None),
        ([2000], None),
    ],
)
def test_status_codes(value: object, code: int | None) -> None:
    assert read_code(value) == code
    assert SyncStatus.model_validate({"syncStatusCode": value}).code == code


@given(json_values)
def test_any_value_is_a_code_or_none(value: object) -> None:
    assert read_code(value) is None or isinstance(read_code(value), int)


def test_the_three_status_shapes() -> None:
    latest = SyncStatus.model_validate(
        {
            "companyId": "c",
            "syncId": "s",
            "syncStatusCode": 2040,
            "syncStatus": "Complete",
            "dataPushed": False,
        }
    )
    assert (latest.sync_id, latest.code, latest.word, latest.data_pushed) == ("s", 2040, "Complete", False)
    trigger = SyncStatus.model_validate(
        {"commerceSyncId": "m", "syncDateRangeUtc": {"start": "2021-11-15T01:00:00", "finish": None}}
    )
    assert trigger.commerce_sync_id == "m"
    assert trigger.sync_id == ""
    assert trigger.date_range is not None
    assert trigger.date_range.start == "2021-11-15T01:00:00"
    status = SyncStatus.model_validate(
        {"syncId": "s", "commerceSyncId": "m", "dataConnections": [{"id": "d"}]}
    )
    assert status.data_connections is not None
    assert status.data_connections[0].id == "d"


@given(
    st.dictionaries(
        st.sampled_from([*Connection.model_fields, "dataConnectionErrors", "sourceType"]), json_values
    )
)
def test_no_connection_fails(body: dict[str, Any]) -> None:
    assert isinstance(Connection.model_validate(body).status, str)


def test_one_odd_connection_does_not_hide_the_others() -> None:
    company = Company.model_validate(
        {
            "id": "c",
            "name": None,
            "dataConnections": [None, "x", {"id": "d", "status": None, "sourceType": 7}],
        }
    )
    assert company.name == ""
    assert company.data_connections is not None
    assert [connection.id for connection in company.data_connections] == ["d"]
    assert CompanySummary.of(company).connections[0].source_type == "7"


def test_connection_info_may_hold_anything_and_shows_nowhere() -> None:
    body = {"id": "c", "connectionInfo": {"nested": {"token": "hidden"}, "list": [1]}}
    connection = Connection.model_validate(body)
    assert to_wire(connection) == body
    assert "hidden" not in repr(connection)


@pytest.mark.parametrize("row", [{}, {"id": None}, {"id": ""}, {"name": "x"}, None, "x", 1, []])
def test_without_an_id_a_company_is_unreadable(row: object) -> None:
    with pytest.raises(ValidationError):
        Company.model_validate(row)


@pytest.mark.parametrize(
    ("came", "text", "required", "back"),
    [
        ({"text": "Sales", "required": True}, "Sales", True, {"text": "Sales", "required": True}),
        ({"text": None}, None, None, {"text": None}),
        ({"text": ""}, "", None, {"text": ""}),
        ("Sales", "Sales", None, {"text": "Sales"}),
        ("", "", None, {"text": ""}),
        (None, None, None, {"text": None}),
    ],
)
def test_both_shapes_of_a_text(came: object, text: str | None, required: bool | None, back: object) -> None:
    model = Text.model_validate(came)
    assert (model.text, model.required) == (text, required)
    assert to_wire(model) == back
    assert Text.model_validate_json(json.dumps(came)) == model


@pytest.mark.parametrize(
    "came", [{}, {"visibleAccounts": None}, {"visibleAccounts": []}, {"visibleAccounts": ["a"]}]
)
def test_the_meanings_of_visible_accounts_stay_apart(came: dict[str, Any]) -> None:
    model = VisibleAccounts.model_validate(came)
    accounts = came.get("visibleAccounts")
    assert model.visible_accounts == (None if accounts is None else tuple(accounts))
    assert to_wire(model) == came


def test_a_data_type_under_either_name() -> None:
    for name in ("datatype", "dataType"):
        assert DatatypeFeature.model_validate({name: "invoices"}).datatype == "invoices"
    integration = Integration.model_validate({"key": "gbol", "datatypeFeatures": [{"dataType": "bills"}]})
    assert integration.datatype_features is not None
    assert integration.datatype_features[0].datatype == "bills"


def test_a_sync_flow_url_shows_in_no_repr() -> None:
    url = SyncFlowUrl(url="https://sync-flow.codat.io/x/start?otp=123456")
    assert url.url.endswith("123456")
    for shown in (repr(url), str(url), f"{[url]}"):
        assert "123456" not in shown


def test_models_are_frozen_and_made_by_their_python_names() -> None:
    account = Account(selected_account_id="a")
    assert to_wire(account) == {"selectedAccountId": "a"}
    with pytest.raises(ValidationError):
        account.selected_account_id = "b"
    assert SyncStatus(code=4000, word="x").code == 4000


def test_an_id_that_no_address_can_hold_counts_as_missing() -> None:
    odd = SyncStatus.model_validate({"commerceSyncId": "half \ud83d", "syncId": "s1", "companyId": "Café"})
    assert (odd.commerce_sync_id, odd.sync_id, odd.company_id) == ("", "s1", "Café")
    assert to_wire(odd)["commerceSyncId"] == "half \ud83d"
