"""Every command with its one-line summary, in the order of the help; imports none of them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.commands.shell.command import Command

SUMMARIES = {
    "check": "the fleet: state, cause, who acts",
    "show": "one company: verdict, causes, evidence, links",
    "syncs": "a company's syncs",
    "sync": "start a sync, or one for each of several companies",
    "watch": "follow a company's sync to its end",
    "lint": "check links and mapping against Codat's documented rules",
    "mapping": "read, compare or write a company's mapping as JSON",
    "texts": "the Sync Flow's texts: export, compare, import, check",
    "accounts": "the accounts that merchants of a platform see",
    "connections": "a company's connections and their errors",
    "integrations": "the platforms that Codat integrates with",
    "link": "ask for a Sync Flow link",
    "new": "create a company",
    "journal": "what was changed from this machine",
    "requests": "the requests made from this machine",
    "undo": "restore what a change of the journal replaced",
    "whoami": "the client that the API key belongs to, and the quota",
    "doctor": "check everything this program needs, with a remedy for each fault",
    "config": "the configuration: where it is, whether it can be used, its profiles",
    "codes": "what Codat's status codes mean",
    "schema": "the JSON Schema of everything printed with --json",
    "completion": "the completion script of a shell",
    "demo-server": "the embedded imitation of Codat over HTTP",
    "serve": "the dashboard in a browser",
    "open": "the dashboard on one company, also of a name that is a command",
    "forget": "remove what is kept of the companies for the next start",
    "init": "write a first configuration file",
    "help": "this list, or the help of a command",
    "version": "the version",
}
"""By name; the module of a command has its name."""


_VALUED = ("--profile", "--theme", "--companies", "--seed", "--demo-sync-seconds", "--faults", "--fields")
"""Shared options that a value follows."""


def first_word(argv: Sequence[str]) -> int | None:
    """Return the place of the first word in *argv* that is no option and no option's value; None without one."""
    place = 0
    while place < len(argv):
        if argv[place] == "--":
            return None
        if not argv[place].startswith("-") or argv[place] == "-":
            return place
        place += 2 if argv[place] in _VALUED else 1
    return None


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
