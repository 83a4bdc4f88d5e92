"""Writes the completion scripts and the man page from the commands themselves: `make shells`.

They are kept in the repository, so that installing from a clone needs nothing of what writes them.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

from codat_tui import __version__
from codat_tui.commands.catalog import SUMMARIES, load
from codat_tui.commands.shell.command import Command
from codat_tui.commands.shell.parser import add_demo_options, add_profile_options, add_shared_options
from codat_tui.exits import MEANINGS

# Neither has types, and only who writes these files has them.
shtab: Any = import_module("shtab")
Manpage: Any = import_module("argparse_manpage.manpage").Manpage

FOLDER = Path(__file__).resolve().parents[1] / "codat_tui" / "shell_completion"
SHELLS = ("bash", "zsh", "fish")
_PATHS = {"F": shtab.FILE, "DIR": shtab.DIRECTORY}


def main() -> None:
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"Wrote {FOLDER / name}")


def pages() -> dict[str, str]:
    """Return the text of each file by its name."""
    scripts = {f"codat-tui.{shell}": shtab.complete(whole_parser(), shell) for shell in SHELLS}
    return scripts | {"codat-tui.1": man_page()}


def whole_parser(*, shared: bool = True) -> argparse.ArgumentParser:
    """Return every command as a subcommand; the options of the demo only at the top."""
    parser = argparse.ArgumentParser(
        "codat-tui", description="The terminal dashboard for Codat's Sync for Commerce."
    )
    add_profile_options(parser)
    parser.add_argument("--theme", help="codat-dark, codat-light, or any theme of Textual")
    parser.add_argument("--write", action="store_true", help="allow changes for this run")
    parser.add_argument("--read-only", action="store_true", help="refuse changes for this run")
    parser.add_argument("-V", "--version", action="store_true", help="the version")
    add_demo_options(parser)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Words)
    for name, summary in SUMMARIES.items():
        _fill(
            commands.add_parser(name, help=summary, description=_description(load(name))), load(name), shared
        )
    return parser


class _Words(argparse.ArgumentParser):
    """Takes what `Parser` takes."""


def _fill(parser: argparse.ArgumentParser, command: Command, shared: bool) -> None:
    command.arguments(parser)  # type: ignore[arg-type]
    if shared:
        add_shared_options(parser.add_argument_group("every command"), command)
    for action in parser._actions:
        words = getattr(action.type, "words", None)
        if words:
            action.choices = words
        if action.metavar in _PATHS:
            action.complete = _PATHS[str(action.metavar)]  # type: ignore[attr-defined]


def _description(command: Command) -> str:
    summary = SUMMARIES[command.name]
    return f"{summary[:1].upper()}{summary[1:]}. {command.description}".strip()


def man_page() -> str:
    parser = whole_parser(shared=False)
    page = Manpage(
        parser,
        {
            "project_name": "codat-tui",
            "version": __version__,
            # Instead of a day, which would change the page without a reason.
            "date": __version__,
            "manual_title": "codat-tui",
            "description": "why sales do not arrive, and what mends it",
        },
        format="single-commands-section",
    )
    page.synopsis = ["codat-tui", "[OPTION…] [COMPANY | COMMAND …]"]
    page.add_section("exit status", "<", _plain(f"{each.value}\t{words}" for each, words in MEANINGS.items()))
    examples = (f"{each.line}\n    {each.does}" for name in SUMMARIES for each in load(name).examples)
    page.add_section("examples", "<", _plain(examples))
    return str(page)


def _plain(lines: object) -> str:
    assert not isinstance(lines, str)
    text = "\n".join(lines)  # type: ignore[arg-type]
    escaped = text.replace("\\", "\\\\").replace("-", "\\-").replace("'", "\\(aq")
    return f".nf\n{escaped}\n.fi"


if __name__ == "__main__":
    main()
