"""When to ask for a running sync again; pure.

Invariant: more screens never mean more requests.
"""

from __future__ import annotations

import random

# Seconds before each of the first requests.
FIRST_WAITS = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0)
THEN_EVERY = 30.0
# Once Codat says that the sync runs for more than ten minutes.
SLOWLY_EVERY = 60.0
LONG_RUNNING = 1010
# Seconds; the most that Retry-After may delay a request.
LONGEST_WAIT = 3600.0
JITTER = 0.2


def wait_before(look: int, code: int | None, randomness: random.Random, retry_after: float | None) -> float:
    """Return seconds before request number *look* (from 0), ±20 %; a longer *retry_after* wins, up to an
    hour.
    """
    wait = FIRST_WAITS[look] if look < len(FIRST_WAITS) else THEN_EVERY
    if code == LONG_RUNNING:
        wait = SLOWLY_EVERY
    return max(wait * randomness.uniform(1 - JITTER, 1 + JITTER), min(retry_after or 0.0, LONGEST_WAIT))
