"""What syncs wrote to the accounting software, and what it refused.

A record groups the sales of one day and is written once; a refused one is tried again by the next sync.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from codat_tui.demo.deterministic import number, uuid_of
from codat_tui.demo.documented import Json, stamp
from codat_tui.demo.history import History
from codat_tui.demo.intervals import Span, include, missing
from codat_tui.demo.merchants import Link, Merchant
from codat_tui.demo.sales import days_with_sales
from codat_tui.demo.sync import STARTED_UNTIL, Sync

DATA_TYPES = ("invoices", "creditNotes", "payments", "journalEntries")
DAYS_PER_CREDIT_NOTE = 3
TIMEOUT_MINUTES = 30


@dataclass(frozen=True, slots=True)
class PushOperation:
    """One record of one day that `sync` tried to write.

    `refused` is the reason it was not written, `note` a warning.
    """

    sync: Sync
    data_type: str
    day: Span
    order: int
    refused: str = ""
    note: str = ""

    @property
    def asked(self) -> datetime:
        return self.sync.at + timedelta(seconds=self.sync.work_seconds * STARTED_UNTIL + self.order)

    @property
    def done(self) -> datetime:
        if self.sync.hangs:
            return self.asked + timedelta(minutes=TIMEOUT_MINUTES)
        return min(self.asked + timedelta(seconds=2), max(self.asked, self.sync.ends))

    @property
    def key(self) -> str:
        return uuid_of(self.sync.sync_id, self.data_type, self.day[0])


def push_operations(merchant: Merchant, history: History, now: datetime) -> list[PushOperation]:
    """Return the operations requested up to `now`, oldest first."""
    received: dict[str, list[Span]] = {data_type: [] for data_type in DATA_TYPES}
    found: list[PushOperation] = []
    for sync in history.syncs:
        found += _of_sync(merchant, sync, received)
    return [operation for operation in found if operation.asked <= now]


def _of_sync(merchant: Merchant, sync: Sync, received: dict[str, list[Span]]) -> Iterator[PushOperation]:
    outcome, refusal, order = sync.outcome, sync.outcome.refusal, 0
    if not outcome.pushed and refusal is None:
        return
    note = outcome.message if outcome.good else ""
    for data_type in DATA_TYPES:
        refuses = refusal is not None and refusal.data_type == data_type
        for start, finish in missing(received[data_type], sync.start, sync.finish):
            for day in days_with_sales(merchant, start, finish):
                if data_type == "creditNotes" and number(
                    DAYS_PER_CREDIT_NOTE, merchant.id, "refunds", day[0]
                ):
                    continue
                refused = refusal.message if refuses and refusal else ""
                if not outcome.pushed and not refused:
                    continue
                yield PushOperation(
                    sync, data_type, day, order, refused, note if data_type == "payments" else ""
                )
                order += 1
                if not refused and not sync.hangs:
                    include(received[data_type], *day)
                if sync.hangs or not outcome.pushed:
                    return
                refuses = refuses and refusal is not None and refusal.every


def push_operation(merchant: Merchant, link: Link, operation: PushOperation, now: datetime) -> Json:
    done = operation.done <= now
    status = "Pending"
    if done:
        status = "TimedOut" if operation.sync.hangs else "Failed" if operation.refused else "Success"
    body: Json = {
        "changes": None,
        "dataType": operation.data_type,
        "companyId": merchant.id,
        "pushOperationKey": operation.key,
        "dataConnectionKey": link.id,
        "requestedOnUtc": stamp(operation.asked),
        "timeoutInMinutes": TIMEOUT_MINUTES,
        "status": status,
        "statusCode": {"Pending": 202, "Failed": 400, "TimedOut": 408, "Success": 200}[status],
        "validation": {"errors": [], "warnings": []},
    }
    if done:
        body["completedOnUtc"] = stamp(operation.done)
    record = uuid_of(operation.key, "record")
    if status == "Success":
        reference = {"id": record, "dataType": operation.data_type}
        body["changes"] = [{"type": "Created", "recordRef": reference, "attachmentId": None}]
        if operation.note:
            body["validation"]["warnings"].append(_item(record, operation.note))
    elif status == "Failed":
        body["errorMessage"] = operation.refused
        body["validation"]["errors"].append(_item(record, operation.refused))
    elif status == "TimedOut":
        body["errorMessage"] = "The accounting software did not answer in time."
    return body


def _item(record: str, message: str) -> Json:
    return {"itemId": record, "message": message, "validatorName": "PushValidator"}


# Every property a query on push operations may name.
PUSH_OPERATION_SAMPLE: Json = dict.fromkeys(
    (
        "dataType",
        "companyId",
        "pushOperationKey",
        "dataConnectionKey",
        "requestedOnUtc",
        "completedOnUtc",
        "status",
        "statusCode",
        "errorMessage",
    )
)
