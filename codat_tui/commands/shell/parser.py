"""The command line: every option that all commands share, and errors of one line that name the nearest word."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from codat_tui import __version__
from codat_tui.commands.catalog import SUMMARIES
from codat_tui.commands.shell.command_error import UsageError
from codat_tui.exits import MEANINGS
from codat_tui.rules.dates import read_duration

if TYPE_CHECKING:
    from codat_tui.commands.shell.command import Command
    from codat_tui.rules.filtering.word_filter import WordFilter

_FAULTS = (
    "what goes wrong on purpose, separated by commas: [METHOD ][path-glob:]fault[@N|@N-M|:probability], e.g. "
    "'POST */latest:lost-answer@1, 429:0.1, latency=300ms, */push*:403'. Faults: an HTTP status (400 401 402 403 404 "
    "408 409 422 429 500 502 503 504), html-502, latency=DURATION, drop, lost-answer, truncated, gzip-bomb, endless, "
    "huge-numbers, text=FIELD, deleted, ignored, quirks"
)
THEME_HELP = "codat-dark, codat-light, codat-colour-blind, codat-high-contrast, or any theme of Textual"
_ENVIRONMENT = "environment: CODAT_API_KEY, CODAT_TUI_PROFILE, CODAT_TUI_CONFIG"


class Parser(argparse.ArgumentParser):
    """Takes no abbreviation of an option; raises UsageError instead of ending the process."""

    def __init__(self, prog: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def parse(self, argv: Sequence[str]) -> argparse.Namespace:
        """Return the options; they may stand before, between and after the words. Raises UsageError."""
        options, left = self.parse_known_intermixed_args(list(argv))
        if left:
            word = left[0].partition("=")[0]
            hint = self._nearest_option(word) if word.startswith("-") else ""
            kind = "option" if word.startswith("-") else "word"
            raise UsageError(
                f"there is no option {word}{hint}" if kind == "option" else f"one word too many: {left[0]}",
                f"{self.prog} --help lists them" if kind == "option" else self.format_usage().strip(),
            )
        return options

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"{self.prog} --help says more")

    def _nearest_option(self, word: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(word, self._option_string_actions, 1)
        return f"; did you mean {near[0]}?" if near else ""


def dashboard_parser() -> Parser:
    parser = Parser("codat-tui", "The terminal dashboard for Codat's Sync for Commerce.", overview())
    parser.usage = "codat-tui [OPTION…] [COMPANY]\n       codat-tui COMMAND …"
    parser.add_argument("company", nargs="?", default="", help="open this company, by id or by name")
    add_profile_options(parser)
    parser.add_argument("--theme", default="", help=THEME_HELP)
    writes = parser.add_mutually_exclusive_group()
    writes.add_argument(
        "--write", action="store_true", help="allow changes for this run (the default is read-only)"
    )
    writes.add_argument("--read-only", action="store_true", help="refuse changes for this run")
    parser.add_argument("-V", "--version", action="version", version=f"codat-tui {__version__}")
    add_demo_options(parser.add_argument_group("demo"))
    return parser


def command_parser(command: Command) -> Parser:
    """Return the parser of one command, shared options included."""
    summary = SUMMARIES[command.name]
    description = f"{summary[:1].upper()}{summary[1:]}."
    parser = Parser(
        f"codat-tui {command.name}",
        f"{description} {command.description}".rstrip(),
        "\n".join((_examples(command), exits_text(), "", _ENVIRONMENT)),
    )
    command.arguments(parser)
    add_shared_options(parser.add_argument_group("every command"), command)
    add_demo_options(parser.add_argument_group("demo"))
    return parser


def add_shared_options(shared: argparse._ArgumentGroup, command: Command) -> None:
    add_profile_options(shared)
    if command.rows:
        _add_output_options(shared, command)
    writes = shared.add_mutually_exclusive_group()
    writes.add_argument("--write", action="store_true", help="allow changes for this run")
    writes.add_argument(
        "--read-only", action="store_true", help="refuse changes for this run, whatever the profile says"
    )
    shared.add_argument("-q", "--quiet", action="store_true", help="no progress and no remarks")


def _add_output_options(shared: argparse._ArgumentGroup, command: Command) -> None:
    forms = shared.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="one JSON object (codat-tui schema describes it)")
    forms.add_argument("--jsonl", action="store_true", help="one JSON object a line for each row")
    forms.add_argument("--csv", action="store_true", help="CSV with a head line")
    shared.add_argument(
        "--fields",
        type=_field_names(command),
        metavar="A,B",
        help="only these fields of each row; an unknown one lists them all",
    )


def _field_names(command: Command) -> Callable[[str], tuple[str, ...]]:
    """Return the reader of `--fields` for one command."""

    def read(text: str) -> tuple[str, ...]:
        from codat_tui.present.data.encoding import paths_of

        known = tuple(dict.fromkeys(path for kind in command.rows for path in paths_of(kind)))
        names = tuple(filter(None, (each.strip() for each in text.split(","))))
        for name in names:
            if name not in known:
                said = nearest(name, known) or f"no field {name!r}; known: {', '.join(known)}"
                raise argparse.ArgumentTypeError(said)
        return names or command.columns

    return read


def add_profile_options(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "--profile", default=os.environ.get("CODAT_TUI_PROFILE", ""), help="the profile in config.toml"
    )
    group.add_argument("--demo", action="store_true", help="use the embedded demo: no key, no network")
    group.add_argument("--debug", action="store_true", help="write a log of the requests, keys masked")
    group.add_argument("--ascii", action="store_true", help="plain letters instead of glyphs")


def add_demo_options(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "--companies",
        type=whole_number(0, 1_000_000),
        default=0,
        help="how many companies the demo has (default 60)",
    )
    group.add_argument("--seed", type=whole_number(0, 2**63), default=0, help="another set of companies")
    group.add_argument(
        "--demo-sync-seconds",
        type=seconds_number(0, 86_400),
        default=0.0,
        help="how long a sync takes (default 20)",
    )
    group.add_argument("--faults", default="", help=_FAULTS)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if re.fullmatch(r"-?[0-9]{1,20}", text) and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")

    return read


def seconds_number(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text) and least <= float(text) <= most:
            return float(text)
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from {least:g} to {most:g}")

    return read


def duration(text: str) -> timedelta:
    """Read "90s", "10m", "36h" or "7d"."""
    length = read_duration(text)
    if length is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 90s, 10m, 36h or 7d")
    return length


def add_filter(parser: Parser, fields: str) -> None:
    """Add the option for the dashboard's filter, with these *fields*."""
    parser.add_argument(
        "--filter",
        default="",
        metavar="TEXT",
        help=f'only what the dashboard\'s filter would show: words, "two words", !not, {fields}',
    )


def refuse_unreadable(wanted: WordFilter[Any]) -> None:
    """Raise UsageError where a part of a filter cannot be read: a script must not go on with more than it asked for."""
    if wanted.problems:
        raise UsageError("; ".join(wanted.problems))


class one_of:
    """Reads one of *words* and names the nearest for another; completion scripts offer them."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __call__(self, text: str) -> str:
        if text in self.words:
            return text
        said = nearest(text, self.words) or f"{text!r} is none of {', '.join(self.words)}"
        raise argparse.ArgumentTypeError(said)


def some_of(*words: str) -> Callable[[str], tuple[str, ...]]:
    """Return a reader of one or more of *words*, separated by commas."""
    read_one = one_of(*words)

    def read(text: str) -> tuple[str, ...]:
        return tuple(read_one(each.strip()) for each in text.split(",") if each.strip())

    return read


def nearest(word: str, words: Sequence[str]) -> str:
    """Return "…; did you mean check?" for an unknown word, "" when none is like it."""
    from difflib import get_close_matches

    near = get_close_matches(word, words, 1)
    return f"{word!r} is not known; did you mean {near[0]}?" if near else ""


def exits_text() -> str:
    """Return the exit statuses as lines of the help."""
    return "\n".join(("exit status:", *(f"  {each.value:<4} {words}" for each, words in MEANINGS.items())))


def overview() -> str:
    """Return every command with its summary, the exit statuses and the environment, for the help."""
    width = max(map(len, SUMMARIES)) + 2
    commands = (f"  {name:<{width}}{summary}" for name, summary in SUMMARIES.items())
    more = "codat-tui COMMAND --help says more of one, with examples."
    return "\n".join(("commands:", *commands, "", more, "", exits_text(), "", _ENVIRONMENT))


def _examples(command: Command) -> str:
    width = max(len(each.line) for each in command.examples)
    lines = (f"  {each.line:<{width}}  {each.does}" for each in command.examples)
    return "\n".join(("examples:", *lines, ""))
