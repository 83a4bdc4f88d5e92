"""When to look at a running sync again: pure arithmetic; no number of screens makes anything poll faster."""

from __future__ import annotations

import random

FIRST_WAITS = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0)
"""Seconds before each of the first looks."""
THEN_EVERY = 30.0
SLOWLY_EVERY = 60.0
"""The pace once Codat says that the sync has been running for more than ten minutes."""
LONG_RUNNING = 1010
LONGEST_WAIT = 3600.0
"""Seconds that a Retry-After may keep a look away."""
JITTER = 0.2


def wait_before(look: int, code: int | None, randomness: random.Random, retry_after: float | None) -> float:
    """Seconds to wait before the look of this number (from 0), ±20 %; a longer *retry_after* wins, up to an hour."""
    wait = FIRST_WAITS[look] if look < len(FIRST_WAITS) else THEN_EVERY
    if code == LONG_RUNNING:
        wait = SLOWLY_EVERY
    return max(wait * randomness.uniform(1 - JITTER, 1 + JITTER), min(retry_after or 0.0, LONGEST_WAIT))
