"""The form of a command: its words for the help, its arguments, and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.exits import Exit

if TYPE_CHECKING:
    from codat_tui.commands.shell.alone import Alone
    from codat_tui.commands.shell.parser import Parser
    from codat_tui.commands.shell.session import Session


class Example(NamedTuple):
    """A command line that works as printed, and what it does."""

    line: str
    does: str


def _no_arguments(parser: Parser) -> None:
    return None


class Command(NamedTuple):
    """One command; it has *run*, which needs Codat, or *run_alone*, which does not.

    *run_known* is tried before *run*: it answers from what this machine keeps, or returns None to have Codat asked.

    *rows* are the types of what it prints, of `present.data`; () for what is no data. *more* are types of what the JSON
    object has beside the rows. A terminal shows the paths *columns*, scripts get *tabbed*, or else the same.
    """

    name: str
    examples: tuple[Example, Example]
    arguments: Callable[[Parser], None] = _no_arguments
    run: Callable[[Session], Awaitable[Exit]] | None = None
    run_alone: Callable[[Alone], Exit] | None = None
    run_known: Callable[[Alone], Exit | None] | None = None
    rows: tuple[type, ...] = ()
    columns: tuple[str, ...] = ()
    tabbed: tuple[str, ...] = ()
    more: Mapping[str, type] = MappingProxyType({})
    description: str = ""
