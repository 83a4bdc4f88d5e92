"""The first line of every screen: which Codat this is, whether it can be changed, and what is under way.

The environment and READ-ONLY are words and are never dropped, however narrow the terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.reactive import reactive

from codat_tui.present import Tone
from codat_tui.widgets.one_line import OneLine, Part

PRODUCTION = "PRODUCTION"


class HeaderLine(OneLine):
    """Program, profile, environment, quota, watches, counts and the time of the data, as far as they fit."""

    BACKGROUND: ClassVar[str] = "chrome"

    profile: reactive[str] = reactive("")
    environment: reactive[str] = reactive("")
    """PRODUCTION, SANDBOX or DEMO."""
    read_only: reactive[bool] = reactive(False)
    quota: reactive[str] = reactive("")
    """What is left of the day's requests, as `present.quota_text` says it."""
    quota_low: reactive[bool] = reactive(False)
    waiting: reactive[str] = reactive("")
    """Why a request is not answered yet, as "503, again in 4 s"; "" when none waits."""
    watches: reactive[str] = reactive("")
    """Running watches, as "◐ 2 watching"; "" for none."""
    counts: reactive[str] = reactive("")
    as_of: reactive[str] = reactive("")
    """The time of the data on screen, as "14:02:31"."""

    def left(self) -> Sequence[Part]:
        """Where we are."""
        environment = self.environment.upper()
        production = environment == PRODUCTION
        return (
            Part("codat-tui", Tone.ACCENT, rank=3, bold=True),
            Part(self.profile, rank=6, shrinks=True),
            Part(f" {environment} " if production else environment, Tone.OK, bold=True, alarm=production),
            Part("READ-ONLY" if self.read_only else "", Tone.WARNING, bold=True),
        )

    def right(self) -> Sequence[Part]:
        """What is going on."""
        return (
            Part(self.waiting, Tone.WARNING, rank=9),
            Part(self.watches, Tone.RUNNING, rank=8),
            Part(self.quota, Tone.ACTION if self.quota_low else Tone.MUTED, rank=7 if self.quota_low else 4),
            Part(self.counts, Tone.MUTED, rank=2),
            Part(f"as of {self.as_of}" if self.as_of else "", Tone.MUTED, rank=5),
        )

    def _changed(self) -> None:
        self.show_again()

    watch_profile = watch_environment = watch_read_only = _changed
    watch_waiting = watch_quota = watch_quota_low = watch_watches = watch_counts = watch_as_of = _changed
