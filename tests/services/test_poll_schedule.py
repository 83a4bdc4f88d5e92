"""Looks come after about 1, 2, 3, 5, 8, 13 and 20 seconds, then every 30, and 60 for a slow sync."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.services.poll_schedule import wait_before


class NoJitter(random.Random):
    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def test_the_looks_of_an_ordinary_sync() -> None:
    waits = [wait_before(look, 1000, NoJitter(), None) for look in range(10)]
    assert waits == [1, 2, 3, 5, 8, 13, 20, 30, 30, 30]


def test_a_slow_sync_is_looked_at_once_a_minute() -> None:
    assert wait_before(20, 1010, NoJitter(), None) == 60


def test_retry_after_wins_when_it_is_longer() -> None:
    assert wait_before(0, None, NoJitter(), 17.0) == 17.0
    assert wait_before(20, 1000, NoJitter(), 17.0) == 30.0


@given(st.integers(0, 100), st.sampled_from([None, 1000, 1010]), st.integers())
def test_chance_moves_a_look_by_a_fifth_at_most(look: int, code: int | None, seed: int) -> None:
    exact = wait_before(look, code, NoJitter(), None)
    assert wait_before(look, code, random.Random(seed), None) == pytest.approx(exact, rel=0.2001)
