"""What the palette finds besides actions: companies by name, tabs, themes, zones and status codes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.command import Hit, Hits, Provider

from codat_tui.rules.codes import describe
from codat_tui.screens.shell.argument_commands import argument_commands_of
from codat_tui.screens.shell.commands import ArgumentCommand

if TYPE_CHECKING:
    from textual.screen import Screen

MOST = 12
"""Arguments of one command that are offered."""
_LEAST_SCORE = 0.05


class ArgumentProvider(Provider):
    """The arguments of the commands of the screen behind, as "company Harbour Lane Coffee"."""

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command, value in _found(self.screen, query):
            text = f"{command.name} {value}"
            # Words in another order are no match of Textual's, but are one of ours.
            score = max(matcher.match(text), matcher.match(value), _LEAST_SCORE)
            yield Hit(
                score,
                matcher.highlight(text),
                partial(command.run, value),
                text=text,
                help=_help(command, value),
            )


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
