"""Keys in typed order: each acts after the effects of the previous one."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message_pump import MessagePump

# Keys of a text field that terminals send as `esc` and a character.
EDITING = {"b": "ctrl+left", "f": "ctrl+right", "\x7f": "ctrl+w"}
# Seconds a key waits for one part of the program at most, so that a part that hangs does not lock the
# keyboard.
LONGEST_WAIT_SECONDS = 0.5
# Seconds after which a key that no other one follows is asked whether its effects are over.
LOOK_SECONDS = 0.03


class KeyOrder:
    """Lets one key or paste act at a time; later ones are given to the app again, in order."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._waiting: deque[events.Key | events.Paste] = deque()
        # Where the last key went, until its effects are known to be over.
        self._target: DOMNode | None = None
        self._look: asyncio.TimerHandle | None = None
        self._looking: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a key may still have effects."""
        return self._target is not None

    def admit(self, event: events.Key | events.Paste) -> events.Key | events.Paste | None:
        """Return the event to handle instead of *event*, None when it must wait."""
        if self.busy:
            self._waiting.append(event)
            self._look_now()
            return None
        if isinstance(event, events.Key):
            event, *rest = self._typed(event)
            self._waiting.extendleft(reversed(rest))
        self._target = self._app.focused or self._app.screen
        if self._waiting:
            self._look_now()
        else:
            # Not at once: what it costs would delay what the key does.
            self._look = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look_now)
        return event

    def _look_now(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None
        if self._looking is None and self._target is not None:
            self._looking = asyncio.create_task(self._wait_for_effects(self._target))

    def _typed(self, event: events.Key) -> list[events.Key]:
        # An unbound "alt+…" was typed as `esc` and a key.
        key, character = event.key, event.character
        if not character or not key.startswith("alt+") or key in self._app.active_bindings:
            return [event]
        edits = EDITING.get(character)
        if edits is not None and edits in self._app.active_bindings:
            return [events.Key(edits, None)]
        plain = character if character.isalnum() else key.removeprefix("alt+")
        return [events.Key("escape", "\x1b"), events.Key(plain, character)]

    async def _wait_for_effects(self, target: DOMNode) -> None:
        app = self._app
        # The key goes up to the app, whose action may open a screen, which is mounted and then requests the
        # focus.
        for node in (*target.ancestors_with_self, app):
            await _wait_idle(node)
        await _wait_idle(app.screen)
        await _wait_idle(app)
        app.call_later(self._open)

    async def _open(self) -> None:
        self._target = self._looking = None
        if self._waiting:
            await self._app.on_event(self._waiting.popleft())


async def _wait_idle(node: MessagePump) -> None:
    """Wait until *node* has handled all messages sent so far; return at once when it is closing."""
    done = asyncio.Event()
    if node.call_later(done.set):
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                await done.wait()
