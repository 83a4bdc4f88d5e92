"""The table of causes is whole: every kind has a row with a source, and words that fit a column."""

from __future__ import annotations

import pytest

from codat_tui.models.diagnosis import CauseKind, Remedy, State
from codat_tui.rules.diagnosis.cause_table import KINDS


@pytest.mark.parametrize("kind", CauseKind)
def test_every_kind_is_explained(kind: CauseKind) -> None:
    row = KINDS[kind]
    assert 0 < len(row.short.format(label="Refunds")) <= 40
    assert row.source.startswith(("Docs", "OpenAPI document", "Inferred"))
    assert (row.who is None) == (row.remedy is Remedy.WAIT and kind is not CauseKind.SERVER_ERROR)


def test_the_values_are_stable_names() -> None:
    assert {state.value for state in State} == {
        *("fine", "running", "stuck", "failing", "off", "overdue", "quiet"),
        *("waiting", "stalled", "unlinked", "not_checked", "unknown"),
    }
    assert [state.value for state in State if state.needs_person] == [
        *("off", "unlinked", "failing", "stuck", "overdue", "quiet", "stalled")
    ]
