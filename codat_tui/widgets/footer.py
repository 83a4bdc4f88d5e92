"""The last line of every screen: at most eight of the keys in force, the focused widget's first.

The way back, the command line and the help are never dropped for other keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from textual.screen import Screen
from textual.timer import Timer

from codat_tui.present import Tone
from codat_tui.present.text import first_words
from codat_tui.widgets.one_line import OneLine, Part, length
from codat_tui.widgets.words_of_keys import shown_key

# The rest are in the help.
MOST = 8
STAYS = ("app.back", "app.command", "app.help")
# Above the rank of every other key.
_LAST_DROPPED = MOST + 1
# Seconds for which words stand in place of the keys.
SAID_SECONDS = 5.0
# Cells after a word.
_GAP = 3


class FooterKey(NamedTuple):
    """*key* is pressed by a click, *shown* stands in the line."""

    key: str
    shown: str
    word: str
    enabled: bool
    stays: bool


class FooterLine(OneLine):
    """Keys and their words, from the screen's active bindings; a click does what the key does."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: tuple[FooterKey, ...] = ()
        self._said = ""
        self._forgetting: Timer | None = None

    def on_mount(self) -> None:
        # Drawn again only when the shown keys changed: every focus change sends this signal.
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)
        self.call_after_refresh(self._bindings_updated, self.screen)

    def _bindings_updated(self, screen: Screen[object]) -> None:
        found = self._active_keys()
        others = [each for each in found if not each.stays][: MOST - sum(each.stays for each in found)]
        keys = tuple(each for each in found if each.stays or each in others)
        if keys != self._keys:
            self._keys = keys
            self.redraw()

    def _active_keys(self) -> list[FooterKey]:
        found: dict[str, FooterKey] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and binding.action not in found:
                found[binding.action] = FooterKey(
                    binding.key, shown_key(binding), binding.description, enabled, binding.id in STAYS
                )
        return list(found.values())

    def say(self, words: str) -> None:
        """Show *words* in place of the keys for some seconds; "" shows the keys."""
        if self._forgetting is not None:
            self._forgetting.stop()
            self._forgetting = None
        if words:
            self._forgetting = self.set_timer(SAID_SECONDS, partial(self.say, ""))
        if words != self._said:
            self._said = words
            self.redraw()

    def left(self) -> Sequence[Part]:
        if self._said:
            return (Part(self._said, shrinks=True),)
        whole = self._parts(lambda word: word)
        # After the last word no gap is needed.
        return whole if length(whole) - _GAP < self.size.width else self._parts(first_words)

    def _parts(self, said: Callable[[str], str]) -> list[Part]:
        parts: list[Part] = []
        for number, (key, shown, word, enabled, stays) in enumerate(reversed(self._keys), 1):
            rank = number + _LAST_DROPPED if stays else number
            parts[:0] = [
                Part(shown, Tone.ACCENT if enabled else Tone.MUTED, rank, enabled, target=key, gap=1),
                Part(said(word), Tone.MUTED, rank, target=key, gap=_GAP),
            ]
        return parts

    def pressed(self, target: str) -> None:
        self.app.simulate_key(target)
