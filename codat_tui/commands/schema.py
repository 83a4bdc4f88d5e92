"""The JSON Schema of everything that is printed with --json."""

from __future__ import annotations

import json
from typing import Any

from codat_tui import SCHEMA
from codat_tui.commands.catalog import SUMMARIES, load
from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser, one_of
from codat_tui.exits import Exit
from codat_tui.models.diagnosis import CauseKind, Certainty, Remedy, State, Who
from codat_tui.present.data.encoding import schema_of

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LISTS = (State, Who, CauseKind, Certainty, Remedy)


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "about", nargs="?", type=one_of(*SUMMARIES), metavar="COMMAND", help="only of this command"
    )


def _run(alone: Alone) -> Exit:
    about = alone.options.about
    whole = {"$schema": _DIALECT, **envelope(load(about))} if about else everything()
    alone.output.text(json.dumps(whole, indent=2) + "\n")
    return Exit.FINE


def everything() -> dict[str, Any]:
    """Return the schema of every command, and the closed lists of names by themselves."""
    printed = {name: envelope(command) for name in SUMMARIES if (command := load(name)).rows}
    return {
        "$schema": _DIALECT,
        "title": f"codat-tui, schema {SCHEMA}",
        "description": "One object for each command under $defs, and the lists of names that they use.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in printed],
        "$defs": printed | {each.__name__: schema_of(each) for each in _LISTS},
    }


def envelope(command: Command) -> dict[str, Any]:
    """Return the schema of what *command* prints with --json."""
    text = {"type": "string"}
    items = [schema_of(kind) for kind in command.rows]
    head: dict[str, Any] = {
        "schema": {"const": SCHEMA},
        "at": {**text, "description": "when it was printed, in UTC"},
        "profile": {"type": ["string", "null"]},
        "environment": {"enum": ["production", "sandbox", "demo", None]},
        **{name: schema_of(kind) for name, kind in command.more.items()},
        "items": {"type": "array", "items": items[0] if len(items) == 1 else {"anyOf": items}},
    }
    return {
        "title": f"codat-tui {command.name} --json",
        "type": "object",
        "properties": head,
        "required": list(head),
        "additionalProperties": False,
    }


COMMAND = Command(
    name="schema",
    examples=(
        Example("codat-tui schema", "every command"),
        Example("codat-tui schema check", "one command"),
    ),
    arguments=_arguments,
    run_alone=_run,
)
