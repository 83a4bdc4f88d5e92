"""Journal and ledger in cells; what a filter sees; a call as curl without its secrets."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from codat_tui.models.changes import IntentState
from codat_tui.models.journal import JournalEntry, LedgerEntry, SyncEnd
from codat_tui.present import Cell, Glyphs, Tone
from codat_tui.present.activity import (
    CHANGES_TEXTS,
    change_lines,
    curl_text,
    duration,
    has_failed,
    journal_cells,
    journal_counts,
    journal_search_text,
    ledger_cells,
    ledger_counts,
    ledger_search_text,
    short_path,
)

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
COMPANY = "d69caf35-6d1a-423d-a7ee-2c511e1c9e63"
GLYPHS = Glyphs.unicode()
ENTRY = JournalEntry(
    intent_id="intent",
    at=NOW - timedelta(hours=2),
    who="ada",
    profile="acme",
    operation="set-configuration",
    title="Save the mapping",
    company_id=COMPANY,
    company_name="Harbour Lane",
    before=json.dumps({"enable": True, "schedule": {"syncHour": 0}, "gone": 1}),
    after=json.dumps({"enable": True, "schedule": {"syncHour": 3}, "new": None}),
    state=IntentState.DONE,
    outcome="verified",
    correlation_id="c0ffee",
    undoable=True,
)
CALL = LedgerEntry(
    entry_id=7,
    at=NOW,
    profile="acme",
    method="GET",
    path=f"/companies/{COMPANY}/sync/commerce/syncs/latest/status",
    status=200,
    seconds=0.2404,
    attempts=1,
    quota_left=52939,
)
UNANSWERED = replace(CALL, status=None, error="Codat did not answer in time", attempts=3, method="POST")


def texts(cells: tuple[Cell, ...]) -> list[str]:
    return [cell.text for cell in cells]


def test_a_row_of_the_journal() -> None:
    assert texts(journal_cells(ENTRY, NOW, GLYPHS, UTC)) == [
        "23 Nov 2026 12:02",
        "2 h ago",
        "Save the mapping",
        "Harbour Lane",
        "✔ Done",
        "verified",
        "ada",
    ]


def test_the_id_of_a_started_sync_is_called_so() -> None:
    started = replace(ENTRY, outcome=COMPANY)
    assert journal_cells(started, NOW, GLYPHS, UTC)[5].text == f"sync {COMPANY}"


@pytest.mark.parametrize(
    ("end", "state", "outcome"),
    [
        (None, "✔ Started", f"sync {COMPANY}"),
        (SyncEnd(4000, "ConfigurationError", False), "✖ 4000", "✖ 4000 Configuration"),
        (SyncEnd(2000, "Complete", True), "✔ Written", "✔ Written"),
        (SyncEnd(2000, "Complete", False), "! Nothing", "! Nothing pushed"),
        (SyncEnd(None, "", None), "? Unknown", "? Unknown"),
    ],
)
def test_a_started_sync_has_the_sync_s_own_end(end: SyncEnd | None, state: str, outcome: str) -> None:
    entry = replace(ENTRY, operation="request-sync", outcome=COMPANY, sync_end=end)
    assert texts(journal_cells(entry, NOW, GLYPHS, UTC))[4:6] == [state, outcome]


def test_a_changed_text_reads_as_its_two_texts_and_language() -> None:
    before = {"sales-title": "Sales", "sales-content-refund": None}
    after = {"locale": "fr-fr", "texts": {"sales-title": "Ventes", "sales-content-refund": ""}}
    entry = replace(ENTRY, operation=CHANGES_TEXTS, before=json.dumps(before), after=json.dumps(after))
    assert ["".join(cell.text for cell in line) for line in change_lines(entry, GLYPHS)] == [
        "Title (fr-fr, sales-title)  Sales → Ventes",
        "Refund (fr-fr, sales-refund)  (default) → (shown empty)",
    ]
    row = texts(journal_cells(entry, NOW, GLYPHS, UTC))
    assert row[5] == "Title (fr-fr, sales-title): Sales → Ventes and 1 more"
    # Whether it was written or not, the detail says which texts were meant.
    refused = replace(entry, state=IntentState.REFUSED, undoable=False, outcome="refused")
    assert change_lines(refused, GLYPHS) == change_lines(entry, GLYPHS)
    assert journal_cells(refused, NOW, GLYPHS, UTC)[5].text == "refused"


def test_a_row_of_the_ledger() -> None:
    assert texts(ledger_cells(CALL, "Harbour Lane", GLYPHS, UTC)) == [
        "23 Nov 14:02:31",
        "GET",
        "…/sync/commerce/syncs/latest/status",
        "200",
        "240 ms",
        "Harbour Lane",
        "1",
        "52,939",
    ]
    cells = ledger_cells(replace(UNANSWERED, quota_left=None), "", GLYPHS, UTC)
    assert cells[3] == Cell("no answer Codat did not answer in time", Tone.FAILED)
    assert cells[6] == Cell("3", Tone.WARNING)
    assert cells[7].text == ""


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("/companies", "/companies"),
        (f"/companies/{COMPANY}/connections", "…/connections"),
        (f"/meta/companies/{COMPANY}/sync/commerce/status", "/meta/…/sync/commerce/status"),
        (f"/companies/{COMPANY}/connections/{COMPANY}", "…/connections/d69caf35…"),
    ],
)
def test_the_end_of_a_path_is_seen(path: str, short: str) -> None:
    assert short_path(path, GLYPHS) == short


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (61.2, "61.2 s")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_failed() -> None:
    assert not has_failed(CALL)
    assert has_failed(UNANSWERED)
    assert has_failed(replace(CALL, status=503))
    assert texts(ledger_counts([CALL, UNANSWERED])) == ["2 requests", "1 failed"]
    assert texts(ledger_counts([CALL])) == ["1 request"]
    assert ledger_counts([]) == ()


def test_how_many_writes_ended_how() -> None:
    unknown = replace(ENTRY, state=IntentState.UNKNOWN)
    assert texts(journal_counts([ENTRY, ENTRY, unknown])) == ["2 done", "1 unknown"]


def test_what_a_filter_sees() -> None:
    for word in ("mapping", "harbour", COMPANY, "ada", "done", "verified", "c0ffee", "2026-11-23"):
        assert word in journal_search_text(ENTRY).casefold()
    facts = ledger_search_text(UNANSWERED, "Harbour Lane").casefold()
    for word in ("post", "latest", "no answer", "failed", "in time", "harbour"):
        assert word in facts
    assert "failed" not in ledger_search_text(CALL)


def test_only_what_changed_is_shown() -> None:
    lines = ["".join(cell.text for cell in line) for line in change_lines(ENTRY, GLYPHS)]
    assert lines == [
        "Sync hour  00:00 → 03:00",
        "gone  1 → (not there)",
        "new  (not there) → null",
    ]
    accounts_saved = replace(ENTRY, operation="update-visible-accounts-sync-flow")
    lines = ["".join(cell.text for cell in line) for line in change_lines(accounts_saved, GLYPHS)]
    assert "schedule.syncHour  0 → 3" in lines


def test_what_is_no_change_of_one_thing_is_shown_as_it_is() -> None:
    started = replace(ENTRY, before='{"commerceSyncId": "a"}', after="{}", undoable=False)
    lines = ["".join(cell.text for cell in line) for line in change_lines(started, GLYPHS)]
    assert lines == ['before  {"commerceSyncId": "a"}']
    assert change_lines(replace(ENTRY, before="", after="not JSON"), GLYPHS)[0][1].text == "not JSON"


def test_a_call_as_curl_has_no_key_and_no_body() -> None:
    text = curl_text(UNANSWERED, "https://api.codat.io/")
    assert text.splitlines()[0].startswith(f"curl -X POST https://api.codat.io/companies/{COMPANY}/sync")
    assert "Authorization: Basic ***" in text
    assert text.endswith("-d '{}'")
    assert "-d" not in curl_text(CALL, "https://api.codat.io")
    odd = curl_text(replace(CALL, path="/a;rm -rf ~"), "https://api.codat.io")
    assert "'https://api.codat.io/a;rm -rf ~'" in odd
