"""The palette: every action with its key, and companies by name, tabs, themes, zones and status codes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets import Input

from codat_tui.paths import style_sheet
from codat_tui.rules.codes import describe
from codat_tui.screens.shell.argument_commands import argument_commands_of
from codat_tui.screens.shell.commands import ArgumentCommand, commands_of
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual.containers import Vertical
    from textual.fuzzy import Matcher
    from textual.screen import Screen

    from codat_tui.screens.shell.desk import Desk

MOST = 12
"""Arguments of one command that are offered."""
KEY_WIDTH = 10
_LEAST_SCORE = 0.05


class Palette(CommandPalette):
    """Textual's palette in the look of a sheet, one line for each command."""

    CSS_PATH = style_sheet("shell/palette.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "escape", "close", id="palette.close")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            [ActionProvider, ArgumentProvider],
            placeholder="an action, company, tab, theme, zone or status code",
            classes="ascii" if desk.glyphs.is_ascii else None,
        )

    def on_mount(self) -> None:
        box: Vertical = self.query_one("#--container")  # type: ignore[assignment]
        box.border_title = "Commands"
        box.border_subtitle = with_keys(self, "enter runs it   {palette.close} closes")
        self.query_one(Input).cursor_blink = False


class ActionProvider(Provider):
    """The actions of the screen behind, then those that every screen has."""

    async def discover(self) -> Hits:
        for command in sorted(commands_of(self.screen), key=lambda each: each.everywhere):
            yield DiscoveryHit(_line(command.keys, Content(command.title)), command.run, text=command.title)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in commands_of(self.screen):
            score = matcher.match(command.title)
            if score > 0:
                words = _highlighted(matcher, command.title)
                yield Hit(score, _line(command.keys, words), command.run, text=command.title)


class ArgumentProvider(Provider):
    """The arguments of the commands of the screen behind, as "company Harbour Lane Coffee"."""

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command, value in _found(self.screen, query):
            text = f"{command.name} {value}"
            # Words in another order are no match of Textual's, but are one of ours.
            score = max(matcher.match(text), matcher.match(value), _LEAST_SCORE)
            words = Content.assemble(_highlighted(matcher, text), "   ", (_help(command, value), "$muted"))
            yield Hit(score, _line((), words), partial(command.run, value), text=text)


def _highlighted(matcher: Matcher, text: str) -> Content:
    # Textual's own would read a company's name as markup.
    content, (_, offsets) = Content(text), matcher.fuzzy_search.match(matcher.query, text)
    for offset in offsets:
        content = content.stylize(matcher.match_style, offset, offset + 1)
    return content


def _line(keys: tuple[str, ...], words: Content) -> Content:
    shown = next((text for n in (2, 1) if len(text := "  ".join(keys[:n])) < KEY_WIDTH), "")
    return Content.assemble((shown.ljust(KEY_WIDTH), "$accent"), words)


def _found(screen: Screen[Any], query: str) -> Iterator[tuple[ArgumentCommand, str]]:
    """Yield commands and their arguments: of a command that *query* begins with, else of each."""
    word, _, rest = query.strip().partition(" ")
    for command in argument_commands_of(screen):
        named = word.casefold() in (command.name, *command.aliases)
        if not command.offered and not (named and rest.strip()):
            continue
        for value in command.values(rest.strip() if named else query.strip())[:MOST]:
            yield command, value


def _help(command: ArgumentCommand, value: str) -> str:
    return (
        f"{describe(int(value)).title}: {describe(int(value)).meaning}"
        if value.isdecimal()
        else command.title
    )
