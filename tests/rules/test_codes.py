"""The documented status codes, and codes nobody documented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.diagnosis import Who
from codat_tui.rules.codes import SyncState, describe, is_terminal


@pytest.mark.parametrize(
    ("code", "state", "who"),
    [
        (1000, SyncState.RUNNING, None),
        (1010, SyncState.RUNNING, None),
        (2000, SyncState.WRITTEN, None),
        (2040, SyncState.NOTHING_WRITTEN, None),
        (4000, SyncState.FAILED, Who.US),
        (4040, SyncState.FAILED, Who.MERCHANT),
        (4200, SyncState.FAILED, Who.US),
        (4220, SyncState.FAILED, Who.MERCHANT),
        (4260, SyncState.FAILED, Who.MERCHANT),
        (5000, SyncState.FAILED, Who.CODAT),
        (5080, SyncState.FAILED, Who.CODAT),
        (5120, SyncState.FAILED, Who.CODAT),
        (5130, SyncState.FAILED, Who.US),
        (1999, SyncState.RUNNING, None),
        (2999, SyncState.WRITTEN, None),
        (4999, SyncState.FAILED, Who.US),
        (5999, SyncState.FAILED, Who.CODAT),
        (None, SyncState.UNKNOWN, None),
        (0, SyncState.UNKNOWN, Who.CODAT),
        (3000, SyncState.UNKNOWN, Who.CODAT),
        (9000, SyncState.UNKNOWN, Who.CODAT),
    ],
)
def test_states_and_who_acts(code: int | None, state: SyncState, who: Who | None) -> None:
    meaning = describe(code)
    assert (meaning.state, meaning.who) == (state, who)
    assert meaning.title
    assert meaning.meaning.endswith(".")


def test_duplication_protection_is_not_retried() -> None:
    assert describe(5080).remedy.startswith("Do not retry.")


@given(st.integers())
def test_a_known_end_is_terminal_and_a_running_sync_is_not(code: int) -> None:
    state = describe(code).state
    if state is SyncState.RUNNING:
        assert not is_terminal(code)
    elif state is not SyncState.UNKNOWN:
        assert is_terminal(code)


def test_no_code_is_not_terminal() -> None:
    assert not is_terminal(None)
    assert not is_terminal(1999)
    assert is_terminal(2000)
