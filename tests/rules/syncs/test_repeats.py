"""Nights that say the same are one line; the newest ended sync is open when it failed."""

from __future__ import annotations

from codat_tui.models.codat import SyncStatus
from codat_tui.rules.syncs.repeats import Repeat, fold, open_failure


def syncs(*told: tuple[int, str]) -> tuple[SyncStatus, ...]:
    """Newest first, with these codes and messages."""
    return tuple(
        SyncStatus.model_validate({"syncId": f"s{number}", "syncStatusCode": code, "errorMessage": message})
        for number, (code, message) in enumerate(told)
    )


def shape(*told: tuple[int, str]) -> list[int]:
    """How many syncs each row stands for."""
    return [len(each.syncs) if isinstance(each, Repeat) else 1 for each in fold(syncs(*told))]


def test_equal_failures_in_a_row_are_one() -> None:
    assert shape(*[(4000, "gone")] * 4, (2000, ""), (4000, "gone")) == [4, 1, 1]


def test_two_in_a_row_and_another_message_stay_apart() -> None:
    assert shape((4000, "gone"), (4000, "gone"), (4000, "other"), (5000, "")) == [1, 1, 1, 1]


def test_what_was_written_stands_for_itself_and_nothing_to_write_is_folded() -> None:
    assert shape(*[(2000, "")] * 5, *[(2040, "")] * 3) == [1, 1, 1, 1, 1, 3]


def test_a_repeat_knows_its_ends() -> None:
    (found,) = fold(syncs(*[(4000, "gone")] * 3))
    assert isinstance(found, Repeat)
    assert (found.newest.sync_id, found.oldest.sync_id) == ("s0", "s2")


def test_the_open_failure_is_the_newest_ended_sync_if_it_failed() -> None:
    running, bad, good = (1000, ""), (4000, "gone"), (2000, "")
    found = open_failure(syncs(running, bad, bad, good))
    assert found is not None
    assert found.sync_id == "s1"
    assert open_failure(syncs(good, bad)) is None
    assert open_failure(syncs(running)) is None
    assert open_failure(()) is None
