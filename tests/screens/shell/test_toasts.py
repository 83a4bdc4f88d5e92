"""Toasts end, and never the program with them."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.widgets._toast import Toast

from codat_tui.screens.shell import toasts
from codat_tui.screens.shell.toasts import Lasting


def test_some_time_is_left_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(toasts, "monotonic", lambda: now[0])
    notification = Lasting("text", timeout=5)
    assert (notification.time_left, notification.has_expired) == (5, False)
    for now[0] in (105.0, 105.1, 9_999.0):
        assert notification.has_expired
        assert notification.time_left > 0


async def test_one_that_is_drawn_as_it_expires_goes_and_the_program_goes_on() -> None:
    class Late(App[None]):
        def compose(self) -> ComposeResult:
            yield Toast(Lasting("text", timeout=-1e-4))

    app = Late()
    async with app.run_test() as pilot:
        async with asyncio.timeout(20):
            while app.query(Toast):
                await pilot.pause()
