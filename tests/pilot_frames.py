"""What a pilot waits for after a key, and when a frame is drawn for it: as soon as the program rests.

Without a terminal Textual draws each frame and throws it away, a third of the time of all tests of screens. What is
pending when the program rests is drawn once, as a person would see it; what a test reads from the screen is drawn
when it asks.
"""

from __future__ import annotations

from typing import Any

from textual import _wait
from textual.pilot import Pilot
from textual.screen import Screen

from codat_tui.cli import FRAMES_A_SECOND

# Something that moves is drawn again and again.
_MOST_FRAMES = 5
_draw, _rest = Screen._compositor_refresh, Pilot.pause


def _draw_later(screen: Screen[Any]) -> None:
    app = screen.app
    if not app.is_headless or screen is not app.screen:
        _draw(screen)
        return
    # The compositor keeps their regions. It arranges, as for a frame: who is shown or resized is then told so.
    screen._dirty_widgets.clear()
    _ = screen._compositor.full_map
    app._update_mouse_over(screen)


async def _rest_and_draw(pilot: Pilot[Any], delay: float | None = None) -> None:
    for _ in range(_MOST_FRAMES):
        await _rest(pilot, delay)
        screen = pilot.app.screen
        if not screen._compositor._dirty_regions:
            return
        # What is shown, hidden or resized in this frame may have something to do, and so another frame.
        _draw(screen)


def begin() -> None:
    """Let every pilot of this process draw at rest, and rest for a frame of the program's own 240 a second."""
    # Textual waits 20 ms, in which at its 60 frames a second one is drawn.
    _wait.SLEEP_GRANULARITY /= FRAMES_A_SECOND / 60
    _wait.SLEEP_IDLE /= FRAMES_A_SECOND / 60
    Screen._compositor_refresh = _draw_later  # type: ignore[method-assign, assignment]
    Pilot.pause = _rest_and_draw  # type: ignore[method-assign, assignment]
