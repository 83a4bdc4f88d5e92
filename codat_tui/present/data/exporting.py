"""Rows of a table as a file: the same fields as the commands print, with ids, codes and times for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from codat_tui.models.codat import Connection, Integration, SyncStatus
from codat_tui.models.journal import JournalEntry, LedgerEntry
from codat_tui.models.local import FleetEntry
from codat_tui.present.data.companies import COMPANY_FIELDS, verdict_of_entry
from codat_tui.present.data.connections import (
    CONNECTION_FIELDS,
    INTEGRATION_FIELDS,
    connection_data,
    integration_data,
)
from codat_tui.present.data.encoding import cells, plain
from codat_tui.present.data.records import INTENT_FIELDS, REQUEST_FIELDS, intent_data, request_data
from codat_tui.present.data.syncs import SYNC_FIELDS, sync_data
from codat_tui.present.export import Format, export

# The type of a table's rows, what becomes of one, and its fields where a format has columns.
_KINDS: dict[type, tuple[Callable[[Any], Any], tuple[str, ...]]] = {
    FleetEntry: (verdict_of_entry, COMPANY_FIELDS),
    SyncStatus: (lambda row: sync_data(row, row.company_id), SYNC_FIELDS),
    JournalEntry: (intent_data, INTENT_FIELDS),
    LedgerEntry: (request_data, REQUEST_FIELDS),
    Connection: (lambda row: connection_data(row, ""), CONNECTION_FIELDS),
    Integration: (integration_data, INTEGRATION_FIELDS),
}


def export_data(
    rows: Sequence[Any], format: Format, labels: Sequence[str] = (), said: Sequence[Sequence[str]] = ()
) -> str | None:
    """Return the file of *rows*; None for rows that no command prints, which are exported as they are shown.

    *said* is of each row what comes before its own fields, under *labels*.
    """
    found = {_KINDS.get(type(row)) for row in rows}
    kind = found.pop() if len(found) == 1 else None
    if kind is None:
        return None
    data, fields = kind
    before = said if labels else [()] * len(rows)
    if format is Format.JSON:
        objects = [
            {**dict(zip(labels, each, strict=True)), **plain(data(row))}
            for each, row in zip(before, rows, strict=True)
        ]
        return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"
    texts = [[*each, *cells(data(row), fields)] for each, row in zip(before, rows, strict=True)]
    return export([*labels, *fields], texts, format)
