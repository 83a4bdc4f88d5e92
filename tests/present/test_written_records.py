"""What a sync wrote, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from codat_tui.models.codat import DataStatus, PushOperation, SyncStatus
from codat_tui.models.errors import ForbiddenError
from codat_tui.models.local import Failed, Loaded, Loading, RemoteState
from codat_tui.models.written_records import WrittenRecords
from codat_tui.present.glyphs import Tone
from codat_tui.present.written_records import INFERRED, RETRY, WrittenLine, record_words, written_lines

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)


def sync(code: int) -> SyncStatus:
    return SyncStatus.model_validate(
        {"syncStatusCode": code, "syncUtc": "2026-11-23T02:00:00Z", "companyId": "c"}
    )


def record(kind: str, status: str, message: str = "", number: int = 0) -> PushOperation:
    return PushOperation.model_validate(
        {
            "pushOperationKey": f"{kind} {status} {number}",
            "dataType": kind,
            "status": status,
            "errorMessage": message,
            "requestedOnUtc": "2026-11-23T02:01:00Z",
        }
    )


def lines(
    code: int,
    *operations: PushOperation,
    data: RemoteState[dict[str, DataStatus]] | None = None,
    written: RemoteState[tuple[PushOperation, ...]] | None = None,
) -> list[WrittenLine]:
    written_records = WrittenRecords("c", written or Loaded(operations, NOW), data or Loaded({}, NOW))
    return written_lines(Loaded(written_records, NOW), sync(code), (), NOW, UTC)


def test_written_and_refused_by_type_with_the_reason_and_the_way_out() -> None:
    refused = [record("payments", "Failed", "No currency USD", number) for number in range(2)]
    found = lines(5130, record("invoices", "Success"), record("payments", "Success"), *refused)
    assert [(line.label, line.value, line.tone) for line in found] == [
        ("arrived", "1 invoice, 1 payment written", Tone.OK),
        ("", "2 payments refused", Tone.FAILED),
        ("", INFERRED, Tone.MUTED),
        ("refused", "2 payments: No currency USD", Tone.FAILED),
        ("retry", RETRY, Tone.ACTION),
    ]


def test_nothing_written_names_the_age_of_the_commerce_data() -> None:
    row = {"currentStatus": "FetchError", "lastSuccessfulSync": (NOW - timedelta(days=3)).isoformat()}
    data = {"commerce-orders": DataStatus.model_validate(row)}
    found = lines(2040, data=Loaded(data, NOW))
    assert [line.label for line in found] == ["arrived", "commerce data"]
    assert found[0].value == "No record was sent to the accounting software."
    assert found[1].value == "read 20 Nov 2026 14:02 UTC, 3 d ago"
    assert found[1].note == "last reading not complete: commerce-orders FetchError"
    assert [line.label for line in lines(4000, data=Loaded(data, NOW))] == ["arrived"], (
        "the failure explains it"
    )


def test_what_is_not_known_is_said() -> None:
    error = ForbiddenError(title="This key cannot see what was written", next_step="Not asked again.")
    refused: RemoteState[tuple[PushOperation, ...]] = Failed(error)
    assert lines(2000, written=refused)[0].value == f"{error.title}. {error.next_step}"
    waiting = written_lines(Loading(), sync(2000), (), NOW, UTC)
    assert waiting[0].value == "Reading what was written…"


def test_a_type_that_is_not_known_keeps_its_name() -> None:
    assert record_words("creditNotes", 2) == "2 credit notes"
    assert record_words("transfers", 1) == "1 transfers"
