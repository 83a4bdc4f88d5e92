from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

_AHEAD = timedelta(seconds=float(os.environ["SECONDS_TO_THE_SAME_DAY"]))


def _now(self: object) -> datetime:
    return datetime.now(UTC) + _AHEAD


try:
    from codat_tui.clock import SystemClock
except ImportError:
    # A Python that does not hold the program, such as pip's own.
    pass
else:
    SystemClock.now = _now  # type: ignore[method-assign]
