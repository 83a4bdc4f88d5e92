"""A followed sync moves with the clock while it runs and looks after itself at the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from textual.geometry import Region
from textual.screen import ModalScreen, Screen

from codat_tui.models.codat import SyncStatus
from codat_tui.models.local import Phase, Waiting, Watch
from codat_tui.present import width
from codat_tui.widgets.progress import SyncProgress
from tests.manual_clock import START, ManualClock
from tests.widgets.harness import WidgetApp

RUNNING = Watch(
    "w", "c", "Harbour Lane Coffee", START - timedelta(seconds=42), looks=7, next_look_at=START + timedelta(seconds=3)
)  # fmt: skip


class Counting(SyncProgress):
    """Counts how often it asks to be drawn."""

    asked = 0

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        self.asked += 1
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


def drawn(widget: SyncProgress) -> list[str]:
    return str(widget.render()).splitlines()


async def test_the_full_form_tells_phases_times_and_looks() -> None:
    progress = SyncProgress(ManualClock())
    async with WidgetApp(lambda: [progress]).run_test(size=(80, 10)) as pilot:
        assert drawn(progress) == []
        progress.followed = RUNNING
        await pilot.pause()
        assert drawn(progress) == [
            "◐ requested ─ ○ started ─ ○ pushing ─ ○ end",
            "0:42   7 looks   next look in 3 s",
        ]
        assert progress.size.height == 2
        progress.followed = RUNNING._replace(waiting=Waiting("busy: 429", START + timedelta(seconds=8)))
        await pilot.pause()
        assert drawn(progress)[1] == "0:42   7 looks   busy: 429, again in 8 s"


async def test_the_compact_form_is_one_line() -> None:
    progress = SyncProgress(ManualClock(), compact=True)
    async with WidgetApp(lambda: [progress]).run_test(size=(80, 10)) as pilot:
        progress.followed = RUNNING._replace(phase=Phase.PUSHING, usual_seconds=70.0)
        await pilot.pause()
        assert drawn(progress) == ["◐ pushing  0:42, usually 1:10"]
        progress.followed = RUNNING._replace(code=2000, ended_at=START)
        await pilot.pause()
        assert drawn(progress) == ["✔ Written in 0:42"]
        assert progress.size.height == 1


async def test_a_failed_end_shows_its_message_in_at_most_three_lines() -> None:
    progress = SyncProgress(ManualClock())
    async with WidgetApp(lambda: [progress]).run_test(size=(80, 10)) as pilot:
        outcome = SyncStatus(
            code=4000, word="ValidateError", error_message="Account 東京 is not Active. " * 20
        )
        progress.followed = RUNNING._replace(ended_at=START, outcome=outcome)
        await pilot.pause()
        text = drawn(progress)
        assert text[0] == "✖ 4000 Configuration in 0:42   7 looks"
        assert len(text) == 4
        assert text[-1].endswith("…")
        assert all(width(line) <= 80 for line in text)


async def test_the_clock_runs_while_the_sync_runs() -> None:
    clock = ManualClock()
    progress = SyncProgress(clock)
    async with WidgetApp(lambda: [progress]).run_test(size=(80, 10)) as pilot:
        progress.followed = RUNNING
        await pilot.pause()
        await clock.advance(2)
        progress._tick()
        await pilot.pause()
        assert drawn(progress)[1] == "0:44   7 looks   next look in 1 s"
        await clock.advance(2)
        progress._tick()
        await pilot.pause()
        assert drawn(progress)[1] == "0:46   7 looks   next look now"


async def test_a_tick_that_changes_nothing_draws_nothing() -> None:
    clock = ManualClock()
    progress = Counting(clock)
    async with WidgetApp(lambda: [progress]).run_test(size=(80, 10)) as pilot:
        progress.followed = RUNNING
        await pilot.pause()
        before = progress.asked
        progress._tick()
        assert progress.asked == before
        await clock.advance(1)
        progress._tick()
        assert progress.asked == before + 1


async def test_nothing_is_drawn_under_another_screen() -> None:
    clock = ManualClock()
    progress = Counting(clock)
    app = WidgetApp(lambda: [progress])
    async with app.run_test(size=(80, 10)) as pilot:
        progress.followed = RUNNING
        await app.push_screen(Screen())
        await pilot.pause()
        before = progress.asked
        await clock.advance(1)
        progress._tick()
        assert progress.asked == before


async def test_behind_a_sheet_the_clock_is_seen_to_run() -> None:
    clock = ManualClock()
    progress = Counting(clock)
    app = WidgetApp(lambda: [progress])
    async with app.run_test(size=(80, 10)) as pilot:
        progress.followed = RUNNING
        await app.push_screen(ModalScreen())
        await pilot.pause()
        before = progress.asked
        await clock.advance(1)
        progress._tick()
        assert progress.asked == before + 1


async def test_a_timer_exists_only_while_a_sync_runs() -> None:
    progress = SyncProgress(ManualClock())
    async with WidgetApp(lambda: [progress]).run_test(size=(80, 10)) as pilot:
        assert progress._timer is None
        progress.followed = RUNNING
        await pilot.pause()
        assert progress._timer is not None
        progress.followed = RUNNING._replace(code=2000, ended_at=START)
        await pilot.pause()
        assert progress._timer is None
        progress.followed = RUNNING
        progress.followed = None
        await pilot.pause()
        assert progress._timer is None


async def test_a_hidden_widget_rests() -> None:
    progress = SyncProgress(ManualClock())
    async with WidgetApp(lambda: [progress]).run_test(size=(80, 10)) as pilot:
        progress.followed = RUNNING
        await pilot.pause()
        assert progress._timer is not None
        progress.display = False
        await pilot.pause()
        assert not progress._timer._active.is_set()
        progress.display = True
        await pilot.pause()
        assert progress._timer._active.is_set()
