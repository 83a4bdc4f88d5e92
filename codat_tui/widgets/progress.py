"""A watched sync: phases, elapsed time, next request, reason of a wait, outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from codat_tui.present import (
    Cell,
    Glyphs,
    Tone,
    clean,
    elapsed_text,
    next_look_text,
    outcome_message,
    phase_cells,
    phase_line,
    present_phase,
    shorten,
)
from codat_tui.widgets.tones import tone_styles
from codat_tui.words import count

if TYPE_CHECKING:
    from codat_tui.clock import Clock
    from codat_tui.models.local import Watch

# Seconds. The timer runs only while a sync runs, and draws only when a text changed.
_TICK = 1.0
_MESSAGE_LINES = 3


class SyncProgress(Widget):
    """One watch: one line when *compact*, else two, and the message after a failure.

    *followed* is the watch, None draws nothing.
    """

    # Not called `watch`, which is a method of Textual.
    followed: reactive[Watch | None] = reactive(None, layout=True)

    def __init__(
        self, clock: Clock, *, compact: bool = False, glyphs: Glyphs | None = None, id: str | None = None
    ) -> None:
        super().__init__(id=id, classes="compact" if compact else None)
        self._clock = clock
        self._compact = compact
        self._glyphs = glyphs or Glyphs.unicode()
        self._timer: Timer | None = None
        self._drawn = ""

    def watch_followed(self, followed: Watch | None) -> None:
        running = followed is not None and followed.running
        if running and self._timer is None:
            self._timer = self.set_interval(_TICK, self._tick)
        elif not running and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def on_hide(self) -> None:
        if self._timer is not None:
            self._timer.pause()

    def on_show(self) -> None:
        if self._timer is not None:
            self._timer.resume()
            self._tick()

    def _tick(self) -> None:
        if self._is_seen() and self._text().plain != self._drawn:
            self.refresh()

    def _is_seen(self) -> bool:
        # Textual calls any screen just below the top one current, so the top one must also be a sheet.
        screen, top = self.screen, self.app.screen
        return screen is top or (top.is_modal and screen.is_current)

    def render(self) -> Text:
        text = self._text()
        self._drawn = text.plain
        return text

    def _text(self) -> Text:
        watch = self.followed
        if watch is None or not self.is_attached:
            return Text()
        lines = [self._summary(watch)] if self._compact else self._lines(watch)
        styles = tone_styles(self.app.theme_variables)
        joined = Text("\n").join(
            Text.assemble(*((cell.text, styles[cell.tone]) for cell in line)) for line in lines
        )
        joined.no_wrap = True
        joined.overflow = "ellipsis"
        return joined

    def _summary(self, watch: Watch) -> list[Cell]:
        if not watch.running:
            return [phase_line(watch, self._glyphs)]
        phase = present_phase(watch, self._glyphs)
        return [phase, Cell(f"  {elapsed_text(watch, self._clock.now())}", Tone.MUTED)]

    def _lines(self, watch: Watch) -> list[list[Cell]]:
        now = self._clock.now()
        looks = count(watch.looks, "look")
        if not watch.running:
            lines = [[phase_line(watch, self._glyphs), Cell(f"   {looks}", Tone.MUTED)]]
            return lines + [[Cell(line)] for line in self._message(watch)]
        dash = Cell(f" {self._glyphs.dash} ", Tone.MUTED)
        phases: list[Cell] = []
        for cell in phase_cells(watch, self._glyphs):
            phases += [dash, cell] if phases else [cell]
        following = next_look_text(watch, now)
        if watch.waiting is not None:
            after = Cell(following, Tone.WARNING)
        else:
            words = {"looking": "looking", "now": "next look now"}
            after = Cell(words.get(following, f"next look in {following}"), Tone.MUTED)
        return [phases, [Cell(elapsed_text(watch, now)), Cell(f"   {looks}   ", Tone.MUTED), after]]

    def _message(self, watch: Watch) -> list[str]:
        message = clean(outcome_message(watch))
        room = max(10, self.size.width)
        wrapped = [line.plain for line in Text(message).wrap(self.app.console, room)] if message else []
        if len(wrapped) > _MESSAGE_LINES:
            rest = " ".join(wrapped[_MESSAGE_LINES - 1 :])
            wrapped = [*wrapped[: _MESSAGE_LINES - 1], shorten(rest, room, self._glyphs.ellipsis)]
        return wrapped
