"""Whether a company has probably synced since it was asked for its latest sync; pure.

Nothing that Codat lists names the latest sync: a time at which data was read, and the daily schedule, are signs of one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

DAILY = timedelta(days=1)
# The two clocks may differ, and a sync is to be seen a little after it begins to read.
MARGIN = timedelta(minutes=5)


def probably_synced(
    latest: datetime | None, data_read: datetime | None, checked_at: datetime, now: datetime
) -> bool:
    """Return whether a sync after *latest* is probable, of a company that was asked for it at *checked_at*.

    *data_read* is the list's `lastSync`: a sync reads data first, but not only a sync does.
    """
    if data_read is not None and data_read > checked_at - MARGIN:
        return True
    return latest is not None and now - latest >= DAILY
