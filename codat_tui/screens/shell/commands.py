"""Every action that works on a screen as a command with a name: one list for the palette, `:` and `?`.

The list is read from the active bindings, so that no action can exist without its command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.binding import Binding
from textual.screen import Screen

HIDDEN = frozenset({"table", "app.command", "app.command_palette"})
"""Bindings, or whole groups of them, that only make sense as keys."""
ALIASES = {"quit": ("q",), "review": ("w",)}


@dataclass(frozen=True)
class Command:
    """One thing to do here: *name* is typed after `:`, *title* read in the palette, *keys* shown in the help."""

    name: str
    title: str
    help: str
    keys: tuple[str, ...]
    run: Callable[[], Any]


def commands_of(screen: Screen[Any]) -> list[Command]:
    """The commands of *screen* and of the whole program, in the order of their bindings."""
    commands: dict[str, Command] = {}
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
            help=binding.tooltip or f"Key {key}",
            keys=(key,),
            run=_runner(screen, binding, active.node),
        )
    return list(commands.values())


def find_command(commands: list[Command], typed: str) -> Command | None:
    """The command that *typed* names: exactly, by an alias, or as the only one that begins with it."""
    word = typed.strip().lower()
    for command in commands:
        if word == command.name or word in ALIASES.get(command.name, ()):
            return command
    beginning = [command for command in commands if command.name.startswith(word)] if word else []
    return beginning[0] if len(beginning) == 1 else None


def _with_key(command: Command, key: str) -> Command:
    return Command(command.name, command.title, command.help, (*command.keys, key), command.run)


def _runner(screen: Screen[Any], binding: Binding, node: Any) -> Callable[[], Any]:
    async def run() -> None:
        await screen.app.run_action(binding.action, node)

    return run
