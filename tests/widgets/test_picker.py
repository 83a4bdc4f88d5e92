"""The picker: narrowed while typing, what is gone cannot be chosen, nothing can where that is allowed."""

from __future__ import annotations

from textual.app import App

from codat_tui.present import Glyphs
from codat_tui.themes import DARK
from codat_tui.widgets.picker import Picked, Picker, PickRow

ROWS = (
    PickRow("gone", "gone is not an option any more", gone=True),
    PickRow("a", "Sales", "4000", "Income"),
    PickRow("b", "Sales returns", "4010", "Income"),
    PickRow("c", "Current account", "1000", "Bank Nominal"),
)


class Stage(App[None]):
    def __init__(self, picker: Picker) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.picker = picker
        self.picked: list[Picked | None] = []
        self.cursor: str | None = None
        self.shown = 0

    def on_mount(self) -> None:
        self.push_screen(self.picker, self.picked.append)


async def pick(*keys: str, chosen: Picked = ("a",), many: bool = False, unset: str = "nothing") -> Stage:
    stage = Stage(Picker("Refunds", ROWS, chosen, Glyphs.unicode(), many=many, unset=unset))
    async with stage.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        if stage.screen is stage.picker:
            stage.cursor, stage.shown = stage.picker.table.cursor_key, stage.picker.table.shown_count
    return stage


async def test_enter_keeps_what_was_chosen() -> None:
    assert (await pick("enter")).picked == [("a",)]


async def test_escape_changes_nothing() -> None:
    assert (await pick("down", "escape")).picked == [None]


async def test_typing_a_code_goes_to_it() -> None:
    assert (await pick(*"4010", "enter")).picked == [("b",)]
    assert (await pick(*"bank", "enter")).picked == [("c",)]
    assert (await pick(*"sales inc", "down", "enter")).picked == [("b",)]


async def test_what_begins_with_the_typed_text_comes_first() -> None:
    assert (await pick(*"curr", "enter", chosen=("b",))).picked == [("c",)]


async def test_what_is_gone_is_shown_and_cannot_be_chosen() -> None:
    stage = await pick("enter", chosen=("gone",))
    assert stage.cursor == "gone"
    assert stage.picked == []


async def test_choosing_nothing_where_it_is_allowed() -> None:
    assert (await pick(*"nothing", "down", "up", "enter", chosen=())).picked == [()]
    stage = await pick(*"nothing", "enter", unset="")
    assert stage.picked == []


async def test_letters_are_text_and_nothing_matches() -> None:
    stage = await pick(*"jjkq", "enter")
    assert stage.picked == []
    assert stage.cursor is None
    assert stage.shown == 0


async def test_many_are_marked_and_the_gone_one_goes() -> None:
    stage = await pick(*"1000", "tab", "enter", chosen=("gone", "a"), many=True)
    assert stage.picked == [("a", "c")]
