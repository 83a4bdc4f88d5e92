"""Changes of a configuration as a person reads them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from codat_tui.models.writes import Conflict, DiffLine
from codat_tui.rules.json.paths import ABSENT, rebase, with_value
from codat_tui.rules.mapping.words import NOT_SET, change_words, conflict_words, raw_words

REFUND = ("configuration", "sales", "accounts", "refund", "selectedAccountId")
WIRE: dict[str, Any] = {
    "enable": True,
    "schedule": {"syncHour": 3, "selectedFrequency": "Daily", "startDate": "2026-01-01T00:00:00"},
    "configuration": {
        "sales": {
            "accounts": {
                "refund": {
                    "labelText": "Refunds",
                    "selectedAccountId": "id-1",
                    "accountOptions": [
                        {"id": "id-1", "nominalCode": "4010", "name": "Sales returns"},
                        {"id": "id-2", "nominalCode": "4020", "name": "Refunds"},
                        {"id": "id-3", "nominalCode": "4020", "name": "Refunds"},
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


def lines(*changes: tuple[tuple[str | int, ...], Any]) -> list[DiffLine]:
    after: Any = copy.deepcopy(WIRE)
    for steps, value in changes:
        after = with_value(after, steps, value)
    return list(change_words(WIRE, after))


def test_an_account_is_named_and_its_id_shown_only_where_names_do_not_tell() -> None:
    assert lines((REFUND, "id-2")) == [
        DiffLine("Sales: Refunds", "4010 Sales returns", "4020 Refunds (id-2)")
    ]
    gone = "7c1e4c2a-31a8-4a55-9c2d-0f6a6c0f4010"
    assert lines((REFUND, gone)) == [
        DiffLine("Sales: Refunds", "4010 Sales returns", "7c1e… is not an option any more")
    ]


def test_an_id_in_other_letters_and_a_date_in_another_format_are_the_same() -> None:
    assert lines((("schedule", "startDate"), "2026-01-01T00:00:00.0000000Z")) == []
    assert lines((("schedule", "startDate"), "2026-01-02")) == [
        DiffLine("Start date", "1 Jan 2026", "2 Jan 2026")
    ]


def test_switches_hours_and_unknown_fields() -> None:
    assert lines(
        (("enable",), False),
        (("schedule", "syncHour"), 5),
        (("newField",), {"a": 2}),
        (("configuration", "sales", "later", "x"), True),
        (("configuration", "sales", "accounts", "refund", "required"), True),
    ) == [
        DiffLine("Daily sync", "on", "off"),
        DiffLine("Sync hour", "03:00", "05:00"),
        DiffLine("Sales: Refunds: required", "", "yes"),
        DiffLine("Sales: later", "", '{"x": true}'),
        DiffLine("newField", "", '{"a": 2}'),
    ]


def test_tax_rates_are_named_one_by_one() -> None:
    path = ("configuration", "sales", "newTaxRates", "taxRateMappings")
    mapping = {"selectedCommerceTaxRateIds": ["C-20"], "selectedAccountingTaxRateId": "t-20"}
    assert lines((path, [mapping])) == [DiffLine("Tax rates: VAT 20", NOT_SET, "20% (VAT on income)")]


def test_a_conflict_says_what_was_shown_what_is_there_and_what_is_wanted() -> None:
    now, wanted = with_value(WIRE, REFUND, "id-2"), with_value(WIRE, REFUND, "id-3")
    conflicts = rebase(WIRE, wanted, now).conflicts
    assert conflict_words(WIRE, now, wanted, conflicts) == (
        Conflict("Sales: Refunds", "4010 Sales returns", "4020 Refunds (id-2)", "4020 Refunds (id-3)"),
    )


@pytest.mark.parametrize("value", [None, ABSENT, ""])
def test_nothing_is_said_to_be_nothing(value: object) -> None:
    assert raw_words(value) == NOT_SET
