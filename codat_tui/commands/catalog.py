"""Every command with its one-line summary, in the order of the help; imports none of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.commands.shell.command import Command

SUMMARIES = {
    "check": "the fleet: state, cause, who acts",
    "show": "one company: verdict, causes, evidence, links",
    "syncs": "a company's syncs",
    "lint": "check links and mapping against Codat's documented rules",
    "connections": "a company's connections and their errors",
    "integrations": "the platforms that Codat integrates with",
    "journal": "what was changed from this machine",
    "requests": "the requests made from this machine",
    "whoami": "the client that the API key belongs to, and the quota",
    "config": "the configuration: where it is, whether it can be used, its profiles",
    "codes": "what Codat's status codes mean",
    "schema": "the JSON Schema of everything printed with --json",
    "completion": "the completion script of a shell",
    "demo-server": "the embedded imitation of Codat over HTTP",
    "serve": "the dashboard in a browser",
    "open": "the dashboard on one company, also of a name that is a command",
    "init": "write a first configuration file",
    "help": "this list, or the help of a command",
    "version": "the version",
}
"""By name; the module of a command has its name."""


def load(name: str) -> Command:
    """Import the command *name*."""
    module = import_module(f"codat_tui.commands.{name.replace('-', '_')}")
    command: Command = module.COMMAND
    return command


def nearest(word: str) -> str:
    """Return the command most like *word*, or ""."""
    from difflib import get_close_matches

    found = get_close_matches(word.casefold(), SUMMARIES, 1, cutoff=0.7)
    return found[0] if found else ""
