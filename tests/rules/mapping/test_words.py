"""Changes of a configuration as a person reads them."""

from __future__ import annotations

from typing import Any

import pytest

from codat_tui.models.codat import Configuration
from codat_tui.models.writes import DiffLine
from codat_tui.rules.json.paths import ABSENT, differences
from codat_tui.rules.mapping.words import configuration_words

WIRE: dict[str, Any] = {
    "enable": True,
    "schedule": {"syncHour": 3, "selectedFrequency": "Daily"},
    "configuration": {
        "sales": {
            "accounts": {
                "refund": {
                    "labelText": "Refunds",
                    "selectedAccountId": "id-1",
                    "accountOptions": [
                        {"id": "id-1", "nominalCode": "4010", "name": "Sales returns"},
                        {"id": "id-2", "nominalCode": "4020", "name": "Refunds"},
                    ],
                },
                "odd/key": {"selectedAccountId": None},
            },
            "newTaxRates": {
                "commerceTaxRateOptions": [{"id": "c-20", "name": "VAT 20"}],
                "accountingTaxRateOptions": [{"id": "t-20", "name": "20% (VAT on income)"}],
            },
        }
    },
}
WORDS = configuration_words([Configuration.model_validate(WIRE)], [WIRE])


def line(before: dict[str, Any], after: dict[str, Any]) -> list[DiffLine]:
    return list(WORDS.lines(differences(before, after)))


def test_an_account_is_named_with_its_id() -> None:
    def choosing(account: str) -> dict[str, Any]:
        return {"configuration": {"sales": {"accounts": {"refund": {"selectedAccountId": account}}}}}

    assert line(choosing("id-1"), choosing("id-2")) == [
        DiffLine("Refunds", "4010 Sales returns (id-1)", "4020 Refunds (id-2)")
    ]
    assert line(choosing("id-1"), choosing("gone")) == [
        DiffLine("Refunds", "4010 Sales returns (id-1)", "gone")
    ]


def test_switches_hours_and_unknown_fields() -> None:
    before = {"enable": True, "schedule": {"syncHour": 3}, "newField": {"a": 1}}
    after = {"enable": False, "schedule": {"syncHour": 5}, "newField": {"a": 2}}
    assert line(before, after) == [
        DiffLine("Daily sync enabled", "yes", "no"),
        DiffLine("Sync hour", "3", "5"),
        DiffLine("newField.a", "1", "2"),
    ]


def test_tax_mappings_are_named() -> None:
    mapping = {"selectedCommerceTaxRateIds": ["c-20"], "selectedAccountingTaxRateId": "t-20"}
    path = {"configuration": {"sales": {"newTaxRates": {"taxRateMappings": [mapping]}}}}
    none = {"configuration": {"sales": {"newTaxRates": {"taxRateMappings": None}}}}
    assert line(none, path) == [
        DiffLine("Tax mappings", "(nothing)", "VAT 20 (c-20) as 20% (VAT on income) (t-20)")
    ]


@pytest.mark.parametrize("value", [None, ABSENT, "", [], {}])
def test_nothing_is_said_to_be_nothing(value: object) -> None:
    assert WORDS.value(value) == "(nothing)"
