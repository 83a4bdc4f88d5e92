"""The actions of a screen as named commands, for the palette, `:` and `?`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from textual.binding import Binding
from textual.screen import Screen

HIDDEN = frozenset({"table", "app.command", "app.command_palette"})
"""Bindings, or groups of them, that make sense only as keys."""
ALIASES = {"quit": ("q",), "review": ("w",)}


@dataclass(frozen=True)
class Command:
    """*name* is typed after `:`, *title* shown in the palette, *keys* in the help; *everywhere*: not only here."""

    name: str
    title: str
    keys: tuple[str, ...]
    everywhere: bool
    run: Callable[[], Any]


def _no_values(typed: str) -> Sequence[str]:
    return ()


class ArgumentCommand(NamedTuple):
    """A command with an argument. *values* returns what the argument may be, for what is typed of it.

    *offered*: the palette offers the arguments also where the command is not named.
    """

    name: str
    title: str
    run: Callable[[str], None]
    values: Callable[[str], Sequence[str]] = _no_values
    aliases: tuple[str, ...] = ()
    offered: bool = False


def find_argument_command(commands: Sequence[ArgumentCommand], typed: str) -> ArgumentCommand | None:
    """Return the command with this name or alias, or the only one that begins with it."""
    word = typed.lower()
    for command in commands:
        if word == command.name or word in command.aliases:
            return command
    beginning = [command for command in commands if command.name.startswith(word)] if word else []
    return beginning[0] if len(beginning) == 1 else None


def commands_of(screen: Screen[Any]) -> list[Command]:
    """The commands of *screen* and the app, in the order of their bindings."""
    commands: dict[str, Command] = {}
    # Read from the active bindings, so that every action has a command.
    for active in screen.active_bindings.values():
        binding = active.binding
        identifier = binding.id or ""
        group, _, name = identifier.rpartition(".")
        if not name or not active.enabled or group in HIDDEN or identifier in HIDDEN:
            continue
        name = name.replace("_", "-")
        key = screen.app.get_key_display(binding)
        earlier = commands.get(name)
        if earlier is not None:
            commands[name] = _with_key(earlier, key)
            continue
        commands[name] = Command(
            name=name,
            title=binding.description[:1].upper() + binding.description[1:],
            keys=(key,),
            everywhere=group == "app",
            run=runner(screen, binding, active.node),
        )
    return list(commands.values())


def find_command(commands: list[Command], typed: str) -> Command | None:
    """The command with this name or alias, or the only one that begins with it."""
    word = typed.strip().lower()
    for command in commands:
        if word == command.name or word in ALIASES.get(command.name, ()):
            return command
    beginning = [command for command in commands if command.name.startswith(word)] if word else []
    return beginning[0] if len(beginning) == 1 else None


def _with_key(command: Command, key: str) -> Command:
    return replace(command, keys=(*command.keys, key))


def runner(screen: Screen[Any], binding: Binding, node: Any) -> Callable[[], Any]:
    """Return a function that does what the key of *binding* does on *node* of *screen*."""

    async def run() -> None:
        await screen.app.run_action(binding.action, node)

    return run
