"""The command line at the bottom: runs any action by name, with completion and history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from codat_tui.paths import style_sheet
from codat_tui.screens.shell.argument_commands import argument_commands_of
from codat_tui.screens.shell.commands import (
    ArgumentCommand,
    Command,
    commands_of,
    find_argument_command,
    find_command,
)
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

SHOWN = 8
"""Matches shown above the line at once."""
MOST_KEPT = 200
"""Lines that the history keeps."""


class CommandLineScreen(ModalScreen[None]):
    """*history* is kept by the caller: the lines that were entered, the newest last."""

    CSS_PATH = style_sheet("shell/command_line.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", id="line.leave"),
        Binding("tab,right", "complete(1)", "complete", id="line.complete", priority=True),
        Binding("shift+tab", "complete(-1)", "complete backwards", id="line.complete_back", priority=True),
        Binding("up", "history(-1)", "line before", id="line.earlier", priority=True),
        Binding("down", "history(1)", "line after", id="line.later", priority=True),
        Binding("pagedown", "page(1)", "more matches", id="line.page_down", priority=True),
        Binding("pageup", "page(-1)", "matches before", id="line.page_up", priority=True),
    ]

    def __init__(self, behind: Screen[Any], history: list[str]) -> None:
        super().__init__()
        self._commands = commands_of(behind)
        self._arguments = argument_commands_of(behind)
        self._history = history
        self._place = len(history)
        self._draft = ""
        self._first = 0
        # What tab goes through, and the line it has made.
        self._offered: Sequence[str] = ()
        self._completed = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="command"):
            yield Static(id="command-matches", markup=False)
            line = Input(id="command-line", select_on_focus=False)
            line.cursor_blink = False
            yield line

    @property
    def line(self) -> Input:
        return self.query_one("#command-line", Input)

    def on_mount(self) -> None:
        self.set_focus(self.line)
        self._show_matches()

    async def on_key(self, event: events.Key) -> None:
        # Keys typed before the line has the focus still go to it.
        if self.focused is self.line:
            return
        if event.key == "enter":
            await self.line.action_submit()
        elif event.character and event.is_printable:
            self.line.insert_text_at_cursor(event.character)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._first = 0
        if event.value != self._completed:
            self._offered = ()
        self._show_matches()

    # What matches

    def _argument(self, typed: str) -> tuple[ArgumentCommand, str] | None:
        """Return the command whose argument is being typed, and what there is of it."""
        word, blank, argument = typed.lstrip(":").partition(" ")
        command = find_argument_command(self._arguments, word) if blank else None
        return (command, argument.lstrip()) if command is not None else None

    def _values(self, typed: str) -> list[str] | None:
        """Return the whole lines that *typed* may become; None while the command itself is typed."""
        found = self._argument(typed)
        if found is None:
            return None
        command, argument = found
        return [f"{command.name} {value}" for value in command.values(argument)]

    def _matches(self) -> list[str]:
        typed = self.line.value
        values = self._values(typed)
        if values is not None:
            return [f":{value}" for value in values]
        word = typed.lstrip(":").split(" ", 1)[0].lower()
        lines = [f":{each.name:<18} {each.title} ({', '.join(each.keys)})" for each in self._commands]
        named = {each.name for each in self._commands}
        lines += [
            f":{f'{each.name} …':<18} {each.title}" for each in self._arguments if each.name not in named
        ]
        found = [line for line in lines if word in line[1:19]]
        return sorted(found, key=lambda line: not line.startswith(word, 1))

    def _show_matches(self) -> None:
        lines = self._matches()
        shown = lines[self._first : self._first + SHOWN]
        left = len(lines) - self._first - len(shown)
        if left > 0:
            shown.append(with_keys(self, f"… and {left} more, {{line.page_down}} shows them"))
        self.query_one("#command-matches", Static).update(Text("\n".join(shown), no_wrap=True))

    def action_page(self, step: int) -> None:
        last = max(0, len(self._matches()) - 1) // SHOWN * SHOWN
        self._first = max(0, min(self._first + step * SHOWN, last))
        self._show_matches()

    def action_complete(self, step: int) -> None:
        """Complete the line; at each further time with the next possibility."""
        typed = self.line.value
        if typed != self._completed or not self._offered:
            values = self._values(typed)
            if values is None:
                word = typed.lstrip(":").lower()
                values = [each.name for each in self._commands if each.name.startswith(word)]
                values += [f"{each.name} " for each in self._arguments if each.name.startswith(word)]
            self._offered = list(dict.fromkeys(values))
            place = -1 if step > 0 else 0
        else:
            place = list(self._offered).index(typed)
        if self._offered:
            self._put(self._offered[(place + step) % len(self._offered)])
            if len(self._offered) == 1:
                # What follows is completed next.
                self._offered = ()

    def _put(self, text: str) -> None:
        self._completed = text
        self.line.value = text
        self.line.cursor_position = len(text)

    def action_history(self, step: int) -> None:
        """Put a line that was entered before into the line; after the newest, what was being typed."""
        if self._place == len(self._history):
            self._draft = self.line.value
        self._place = max(0, min(self._place + step, len(self._history)))
        at_end = self._place == len(self._history)
        self._put(self._draft if at_end else self._history[self._place])

    # Running

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        typed = event.value.strip().lstrip(":").strip()
        if not typed:
            self.dismiss()
            return
        self._remember(typed)
        word, _, argument = typed.partition(" ")
        command = find_command(self._commands, word)
        with_argument = find_argument_command(self._arguments, word)
        whole = with_argument is not None and word.lower() in (with_argument.name, *with_argument.aliases)
        if with_argument is not None and (argument or (whole and command is None)):
            self.dismiss()
            with_argument.run(argument.strip())
        elif command is not None:
            self._leave_for(command)
        else:
            keys = with_keys(self, "{line.leave} leaves, {line.complete} completes.")
            message = f"There is no command {word!r} here. {keys}"
            self.query_one("#command-matches", Static).update(message)

    def _remember(self, line: str) -> None:
        if line in self._history:
            self._history.remove(line)
        self._history.append(line)
        del self._history[:-MOST_KEPT]
        self._place = len(self._history)

    def _leave_for(self, command: Command) -> None:
        self.dismiss()
        self.app.call_later(command.run)

    def action_leave(self) -> None:
        self.dismiss()
