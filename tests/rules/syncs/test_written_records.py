"""Which records belong to a sync, their counts, reasons and the age of the data behind them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codat_tui.models.codat import DataStatus, PushOperation, SyncStatus
from codat_tui.rules.syncs.written_records import (
    CommerceData,
    RecordState,
    RefusedRecord,
    commerce_data,
    counted,
    newest_operations,
    operations_of,
    raises_question,
    reason_of,
    record_state_of,
    refusals,
    warnings_of,
)

Json = dict[str, object]


def record(
    key: str, at: str, status: str = "Success", kind: str = "invoices", **more: object
) -> PushOperation:
    return PushOperation.model_validate(
        {"pushOperationKey": key, "requestedOnUtc": at, "status": status, "dataType": kind, **more}
    )


def run(at: str) -> SyncStatus:
    return SyncStatus.model_validate({"syncUtc": at, "syncId": at})


NIGHTS = [run(f"2026-11-{day}T01:00:00Z") for day in (20, 21, 22)]
RECORDS = [
    record("a", "2026-11-20T01:02:00Z"),
    record("b", "2026-11-21T01:00:00Z"),
    record("c", "2026-11-21T01:02:00.1234567Z", "Failed", "payments", errorMessage="No currency"),
    record("d", "2026-11-22T01:02:00Z", "Pending"),
    record("e", "", "Success"),
]


def test_a_sync_has_the_records_asked_for_until_the_next_one_began() -> None:
    found = [operations_of(night, NIGHTS, RECORDS) for night in NIGHTS]
    assert [[each.key for each in row] for row in found] == [["a"], ["b", "c"], ["d"]]
    assert operations_of(run(""), NIGHTS, RECORDS) == ()


def test_the_newest_come_first_and_those_without_a_time_last() -> None:
    assert [each.key for each in newest_operations(RECORDS)] == ["d", "c", "b", "a", "e"]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Success", RecordState.WRITTEN),
        ("failed", RecordState.REFUSED),
        ("TimedOut", RecordState.REFUSED),
        ("Pending", RecordState.WAITING),
        ("Sideways", RecordState.UNKNOWN),
        ("", RecordState.UNKNOWN),
    ],
)
def test_a_word_that_is_not_known_is_not_guessed(word: str, state: RecordState) -> None:
    assert record_state_of(record("a", "", word)) is state


def test_counts_by_type_and_fate() -> None:
    rows = counted(RECORDS)
    assert [(row.data_type, dict(row.states)) for row in rows] == [
        ("invoices", {RecordState.WRITTEN: 3, RecordState.WAITING: 1}),
        ("payments", {RecordState.REFUSED: 1}),
    ]


def test_reasons_come_from_the_message_or_the_validation() -> None:
    validation = {"errors": [{"message": ""}, {"message": "Locked"}], "warnings": [{"message": "Odd"}] * 2}
    rows = [
        *[record(key, "", "Failed", validation=validation) for key in "xy"],
        record("z", "", "Failed", "payments"),
    ]
    assert reason_of(rows[0]) == "Locked"
    assert refusals(rows) == (RefusedRecord("invoices", "Locked", 2), RefusedRecord("payments", "", 1))
    assert warnings_of(rows) == ("Odd",)


@pytest.mark.parametrize(
    ("code", "pushed", "asks"),
    [(2000, True, False), (2000, False, True), (2000, None, False), (2040, False, True), (5130, True, True),
     (4000, False, False), (1000, False, False)],
)  # fmt: skip
def test_which_syncs_raise_the_question(code: int, pushed: bool | None, asks: bool) -> None:
    status = SyncStatus.model_validate({"syncStatusCode": code, "dataPushed": pushed})
    assert raises_question(status) is asks


def test_the_oldest_reading_of_commerce_data_counts() -> None:
    rows: dict[str, Json] = {
        "commerce-orders": {"currentStatus": "FetchError", "lastSuccessfulSync": "2026-11-20T00:00:00Z"},
        "commerce-payments": {"currentStatus": "Complete", "lastSuccessfulSync": "2026-11-23T00:00:00Z"},
        "invoices": {"currentStatus": "AuthError", "lastSuccessfulSync": "2026-11-01T00:00:00Z"},
    }
    statuses = {name: DataStatus.model_validate(row) for name, row in rows.items()}
    expected = CommerceData(datetime(2026, 11, 20, tzinfo=UTC), (("commerce-orders", "FetchError"),))
    assert commerce_data(statuses) == expected
    assert commerce_data({}) == CommerceData(None, ())
