"""A job that goes on while its screen is removed ends quietly; a widget that was never there is still an error."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from textual.app import App
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Label, Static
from textual.worker import WorkerFailed

from codat_tui.widgets.jobs import run_job


class QuickToGo(Label):
    def __init__(self, gone: asyncio.Event) -> None:
        super().__init__()
        self.gone = gone

    def on_unmount(self) -> None:
        self.gone.set()


class SlowToGo(Static):
    """Goes only when it may: until then its screen has other widgets no more, and its jobs still."""

    def __init__(self, may_go: asyncio.Event) -> None:
        super().__init__()
        self.may_go = may_go

    async def on_unmount(self) -> None:
        await self.may_go.wait()


class Room(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.gone = asyncio.Event()
        self.may_go = asyncio.Event()
        self.answered = asyncio.Event()
        self.looked = asyncio.Event()

    def compose(self) -> Iterable[Widget]:
        yield QuickToGo(self.gone)
        yield SlowToGo(self.may_go)

    async def read(self) -> None:
        await self.answered.wait()
        try:
            self.query_one(QuickToGo)
        finally:
            self.looked.set()


async def test_a_job_may_look_for_widgets_that_were_removed() -> None:
    app, room = App[None](), Room()
    async with app.run_test() as pilot:
        await app.push_screen(room)
        run_job(room, room.read, group="read")
        await pilot.pause()
        left = app.pop_screen()
        await room.gone.wait()
        room.answered.set()
        await room.looked.wait()
        room.may_go.set()
        await left
        await pilot.pause()


async def test_a_widget_that_a_screen_never_had_is_an_error() -> None:
    app = App[None]()

    async def job() -> None:
        app.screen.query_one(Label)

    async def run() -> None:
        async with app.run_test() as pilot:
            run_job(app.screen, job, group="read")
            await pilot.pause()

    with pytest.raises(WorkerFailed) as failed:
        await run()
    assert isinstance(failed.value.error, NoMatches)
