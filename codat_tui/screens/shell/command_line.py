"""The command line at the bottom: runs any action by name, with completion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from codat_tui.paths import style_sheet
from codat_tui.screens.shell.base import CodatScreen
from codat_tui.screens.shell.commands import Command, commands_of, find_command
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

SHOWN = 8
"""Matching commands shown above the line."""


class CommandLineScreen(ModalScreen[None]):
    CSS_PATH = style_sheet("shell/command_line.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", id="line.leave"),
        Binding("tab,right", "complete", "complete", id="line.complete", priority=True),
    ]

    def __init__(self, behind: Screen[Any]) -> None:
        super().__init__()
        self._behind = behind
        self._commands = commands_of(behind)
        self._arguments = behind.argument_commands() if isinstance(behind, CodatScreen) else {}

    def compose(self) -> ComposeResult:
        with Vertical(id="command"):
            yield Static(id="command-matches", markup=False)
            names = [*(command.name for command in self._commands), *self._arguments]
            line = Input(id="command-line", suggester=SuggestFromList(names), select_on_focus=False)
            line.cursor_blink = False
            yield line

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#command-line", Input))
        self._show_matches("")

    async def on_key(self, event: events.Key) -> None:
        line = self.query_one("#command-line", Input)
        # Keys typed before the line has the focus still go to it.
        if self.focused is line:
            return
        if event.key == "enter":
            await line.action_submit()
        elif event.character and event.is_printable:
            line.insert_text_at_cursor(event.character)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show_matches(event.value)

    def _show_matches(self, typed: str) -> None:
        word = typed.split(" ", 1)[0].lower()
        lines = [f":{c.name:<18} {c.title} ({', '.join(c.keys)})" for c in self._commands if word in c.name]
        lines += [f":{name:<18} {help}" for name, (help, _) in self._arguments.items() if word in name]
        more = [f"… and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
        self.query_one("#command-matches", Static).update("\n".join(lines[:SHOWN] + more))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        word, _, argument = event.value.strip().lstrip(":").partition(" ")
        if not word:
            self.dismiss()
            return
        if word in self._arguments:
            _, run = self._arguments[word]
            self.dismiss()
            run(argument.strip())
            return
        command = find_command(self._commands, word)
        if command is None:
            keys = with_keys(self, "{line.leave} leaves, {line.complete} completes.")
            message = f"There is no command {word!r} here. {keys}"
            self.query_one("#command-matches", Static).update(message)
            return
        self._leave_for(command)

    def _leave_for(self, command: Command) -> None:
        self.dismiss()
        self.app.call_later(command.run)

    def action_leave(self) -> None:
        self.dismiss()

    def action_complete(self) -> None:
        line = self.query_one("#command-line", Input)
        word = line.value.lower()
        names = [*(command.name for command in self._commands), *self._arguments]
        match = next((name for name in names if name.startswith(word)), "")
        if match:
            line.value = match + (" " if match in self._arguments else "")
            line.cursor_position = len(line.value)
