"""An app with the program's themes and style sheet and nothing else, and ways to read what a widget drew."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from codat_tui.paths import style_sheet
from codat_tui.themes import THEMES


class WidgetApp(App[None]):
    """Shows the widgets that *make* gives and keeps every message that reaches the app."""

    CSS_PATH = [style_sheet("app.tcss")]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        make: Callable[[], Sequence[Widget]],
        *,
        bindings: Sequence[BindingType] = (),
        theme: str = "codat-dark",
    ) -> None:
        super().__init__()
        self._make = make
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme
        self.pressed: list[str] = []
        for binding in bindings:
            assert isinstance(binding, tuple)
            self.bind(binding[0], binding[1], description=binding[2] if len(binding) > 2 else "")

    def compose(self) -> ComposeResult:
        yield from self._make()

    def action_note(self, what: str) -> None:
        """Remember that a binding ran."""
        self.pressed.append(what)


class Heard:
    """The messages of some kinds that bubbled to the app, in order."""

    def __init__(self, *kinds: type[Message]) -> None:
        self.messages: list[Message] = []
        self._kinds = kinds

    def __call__(self, message: Message) -> None:
        """The `message_hook` of `run_test`: called for every message handed to any pump."""
        if isinstance(message, self._kinds) and not any(message is seen for seen in self.messages):
            self.messages.append(message)

    def with_values(self, name: str) -> list[tuple[type[Message], object]]:
        """Return the kind of each message and its value of this name."""
        return [(type(each), getattr(each, name)) for each in self.messages]


def lines(widget: Widget) -> list[str]:
    """What a line-drawing widget shows, without trailing blanks."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]
