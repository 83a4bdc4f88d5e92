"""The last line of every screen: at most eight of the keys in force, the focused widget's first."""

from __future__ import annotations

from collections.abc import Sequence

from textual.screen import Screen

from codat_tui.present import Tone
from codat_tui.widgets.one_line import OneLine, Part
from codat_tui.widgets.words_of_keys import shown_key

# The rest are in the help.
MOST = 8


class FooterLine(OneLine):
    """Keys and their words, from the screen's active bindings; a click does what the key does."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: tuple[tuple[str, str, str, bool], ...] = ()

    def on_mount(self) -> None:
        # Drawn again only when the shown keys changed: every focus change sends this signal.
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)
        self.call_after_refresh(self._bindings_updated, self.screen)

    def _bindings_updated(self, screen: Screen[object]) -> None:
        keys = tuple(self._active_keys())[:MOST]
        if keys != self._keys:
            self._keys = keys
            self.redraw()

    def _active_keys(self) -> list[tuple[str, str, str, bool]]:
        found: dict[str, tuple[str, str, str, bool]] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and binding.action not in found:
                shown = shown_key(binding)
                found[binding.action] = (binding.key, shown, binding.description, enabled)
        return list(found.values())

    def left(self) -> Sequence[Part]:
        parts: list[Part] = []
        for rank, (key, shown, word, enabled) in enumerate(reversed(self._keys), 1):
            parts[:0] = [
                Part(shown, Tone.ACCENT if enabled else Tone.MUTED, rank, enabled, target=key, gap=1),
                Part(word, Tone.MUTED, rank, target=key, gap=3),
            ]
        return parts

    def pressed(self, target: str) -> None:
        self.app.simulate_key(target)
