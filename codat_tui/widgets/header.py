"""The first line of every screen: profile, client, environment, read-only, quota, watches.

Invariant: the environment and READ-ONLY are never dropped, even in a narrow terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.reactive import reactive

from codat_tui.present import Tone
from codat_tui.widgets.one_line import OneLine, Part

PRODUCTION = "PRODUCTION"


class HeaderLine(OneLine):
    """As many of its parts as fit."""

    BACKGROUND: ClassVar[str] = "chrome"

    profile: reactive[str] = reactive("")
    # The name of the client that the key belongs to.
    client: reactive[str] = reactive("")
    # PRODUCTION, SANDBOX or DEMO.
    environment: reactive[str] = reactive("")
    read_only: reactive[bool] = reactive(False)
    # From `present.quota_text`.
    quota: reactive[str] = reactive("")
    quota_low: reactive[bool] = reactive(False)
    # Why a request waits, such as "503, again in 4 s".
    waiting: reactive[str] = reactive("")
    # Such as "◐ 2 watching".
    watches: reactive[str] = reactive("")
    counts: reactive[str] = reactive("")
    # Such as "• 12 marked".
    marks: reactive[str] = reactive("")
    # The time of the data on screen, such as "14:02:31".
    as_of: reactive[str] = reactive("")
    # True when it is older than it should be.
    stale: reactive[bool] = reactive(False)
    # When it is read again by itself, such as "next 14:17", or why not.
    next_read: reactive[str] = reactive("")

    def left(self) -> Sequence[Part]:
        environment = self.environment.upper()
        production = environment == PRODUCTION
        return (
            Part("codat-tui", Tone.ACCENT, rank=4, bold=True),
            Part(self.profile, rank=7, shrinks=True),
            Part(self.client, Tone.MUTED, rank=2),
            Part(f" {environment} " if production else environment, Tone.OK, bold=True, alarm=production),
            Part("READ-ONLY" if self.read_only else "", Tone.WARNING, bold=True),
        )

    def right(self) -> Sequence[Part]:
        return (
            Part(self.waiting, Tone.WARNING, rank=10),
            # Marked rows may be out of sight, and keys act on them.
            Part(self.marks, Tone.ACCENT, rank=11),
            Part(self.watches, Tone.RUNNING, rank=9),
            Part(self.quota, Tone.ACTION if self.quota_low else Tone.MUTED, rank=8 if self.quota_low else 5),
            Part(self.counts, Tone.MUTED, rank=3),
            Part(
                f"as of {self.as_of}" if self.as_of else "",
                Tone.WARNING if self.stale else Tone.MUTED,
                rank=7 if self.stale else 6,
            ),
            Part(self.next_read, Tone.MUTED, rank=1),
        )

    def _changed(self) -> None:
        self.redraw()

    watch_profile = watch_client = watch_environment = watch_read_only = watch_waiting = watch_quota = (
        _changed
    )
    watch_quota_low = watch_watches = watch_counts = watch_as_of = watch_marks = _changed
    watch_stale = watch_next_read = _changed
