"""The quota's share, whatever the headers said."""

from __future__ import annotations

import pytest

from codat_tui.models.traffic import Quota
from tests.manual_clock import START


@pytest.mark.parametrize(
    ("limit", "remaining", "share"),
    [
        (1000, 250, 0.25),
        (1000, 0, 0.0),
        (1000, 2000, 1.0),
        (1000, -5, 0.0),
        (0, 0, None),
        (None, 5, None),
        (9, None, None),
    ],
)
def test_share_left(limit: int | None, remaining: int | None, share: float | None) -> None:
    assert Quota(limit, remaining, None, START).share_left == share
