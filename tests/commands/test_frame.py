"""The form that all commands share: help, examples, words and options that are not known."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from codat_tui.commands import catalog
from codat_tui.commands.shell.parser import command_parser
from codat_tui.exits import MEANINGS, Exit
from tests.commands.harness import demo, run

COMMANDS = tuple(catalog.SUMMARIES)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_its_own_name_one_way_to_run_and_columns_that_exist(name: str) -> None:
    from codat_tui.present.data.encoding import paths_of

    command = catalog.load(name)
    assert command.name == name
    assert (command.run is None) != (command.run_alone is None)
    known = [path for kind in command.rows for path in paths_of(kind)]
    assert set(command.columns) | set(command.tabbed) <= set(known)
    assert bool(command.rows) == bool(command.columns)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_two_examples_that_the_parser_takes_and_every_exit_status(name: str) -> None:
    ended = run(name, "--help")
    assert ended.status == 0
    assert ended.err == ""
    command = catalog.load(name)
    for example in command.examples:
        assert example.line in ended.out
        line = example.line.split(" > ")[0].removeprefix('eval "$(').removesuffix(')"')
        program, word, *rest = (each for each in shlex.split(line) if not each.startswith("CODAT_"))
        assert program == "codat-tui"
        assert word == name
        command_parser(command).parse(rest)
    for status, words in MEANINGS.items():
        assert f"  {status.value:<4} {words}" in ended.out


def test_the_help_names_every_command_and_its_summary() -> None:
    for argv in (("help",), ("--help",), ("-h",)):
        ended = run(*argv)
        assert ended.status == 0
        for name, summary in catalog.SUMMARIES.items():
            assert f"  {name:<14}{summary}\n" in ended.out
    assert run("help", "check").out == run("check", "--help").out


@pytest.mark.parametrize("argv", [("version",), ("--version",), ("-V",)])
def test_the_version_is_one_line(argv: tuple[str, ...]) -> None:
    from codat_tui import __version__

    assert run(*argv) == (0, f"codat-tui {__version__}\n", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("chekc", 'there is no command "chekc"; did you mean check?'),
        ("help shwo", 'there is no command "shwo"; did you mean show?'),
        ("help xyzzy", 'there is no command "xyzzy"; codat-tui help lists all'),
        ("check --jsn", "there is no option --jsn; did you mean --json?"),
        ("check --js", "there is no option --js; did you mean --json?"),
        ("check --state faling", "argument --state: 'faling' is not known; did you mean failing?"),
        ("check --max-age ten", "argument --max-age: 'ten' is no time such as 90s, 10m, 36h or 7d"),
        ("check --companies -1", "argument --companies: '-1' is no whole number from 0 to 1000000"),
        ("check --demo-sync-seconds nan", "argument --demo-sync-seconds: 'nan' is no number of seconds"),
        (
            "check --fields company.nam",
            "argument --fields: 'company.nam' is not known; did you mean company.name?",
        ),
        ("check --json --csv", "argument --csv: not allowed with argument --json"),
        ("check --write --read-only", "argument --read-only: not allowed with argument --write"),
        ("check --part 3/2", "argument --part: '3/2' is no part such as 1/3, 2/3 or 3/3"),
        ("show", "the following arguments are required: COMPANY"),
        ("show A B", "one word too many: B"),
        ("syncs A --code 40", "argument --code: '40' is no code such as 4000 or 5xxx"),
        ("requests --limit 0", "argument --limit: '0' is no whole number from 1 to 1000000"),
        ("lint", "name companies, or give --all"),
        ("demo-server --port 70000", "argument --port: '70000' is no whole number from 0 to 65535"),
        ("open", "the following arguments are required: COMPANY"),
    ],
)
def test_what_is_not_understood_is_said_in_a_line_that_names_the_nearest(line: str, said: str) -> None:
    ended = run(*shlex.split(line), *(("--demo",) if line.startswith("lint") else ()))
    assert ended.status == Exit.USAGE
    assert ended.out == ""
    assert ended.err.splitlines()[0].startswith(f"codat-tui: {said}"), ended.err


def test_options_may_stand_before_between_and_after_the_words() -> None:
    expected = demo("check", "Harbour", "Elm", "--fields", "company.name").out
    assert expected.count("\n") == 2
    for line in (
        "--fields company.name check Harbour Elm --demo --companies 24",
        "--demo check Harbour --fields company.name Elm --companies 24",
        "--companies 24 check --demo Harbour Elm --fields=company.name",
    ):
        assert run(*shlex.split(line)).out == expected


def test_a_name_of_a_company_is_never_taken_for_a_mistyped_command() -> None:
    # Without a terminal the dashboard cannot open, which is said instead.
    for name in ("Shows", "harbour lane", "xyzzy"):
        ended = run(name)
        assert ended.status == Exit.USAGE
        assert "the dashboard needs a terminal" in ended.err
    assert "the dashboard needs a terminal" in run("open", "check").err


@pytest.mark.parametrize(
    ("name", "opens"), [("shows", "codat-tui open shows"), ("show's", """codat-tui open 'show'"'"'s'""")]
)
def test_a_small_name_close_to_a_command_is_told_how_it_opens(name: str, opens: str) -> None:
    ended = run(name)
    assert (ended.status, ended.out) == (Exit.USAGE, "")
    assert ended.err.splitlines() == [
        f'codat-tui: there is no command "{name}"; did you mean show?',
        f"  {opens} opens a company of that name.",
    ]


PROGRAM = """
import contextlib, io, sys
from codat_tui import cli
from codat_tui.commands.catalog import SUMMARIES
ARGUMENTS = {arguments!r}
for name in SUMMARIES:
    if name in ("open", "demo-server", "serve"):
        continue
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        status = cli.run([name, *ARGUMENTS.get(name, ()), "--demo", "--companies", "6"])
    loaded = [each for each in sys.modules if each == "textual" or each.startswith("textual.")]
    assert not loaded, (name, loaded[:3])
    print(name, int(status))
"""


def test_no_command_imports_textual(tmp_path: Path) -> None:
    arguments = {
        "show": ["Harbour"],
        "syncs": ["Harbour"],
        "connections": ["Harbour"],
        "lint": ["Harbour"],
        "config": ["path"],
        "completion": ["bash"],
        "sync": ["Harbour", "--dry-run"],
        "watch": ["Harbour"],
        "mapping": ["get", "Harbour"],
        "texts": ["check"],
        "accounts": ["get", "ugxp"],
        "link": ["Harbour", "--commerce", "ugxp", "--accounting", "gbol", "--dry-run"],
        "new": ["Nobody", "--dry-run"],
        "undo": ["x"],
    }
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(arguments=arguments)],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    ran = [line.split()[0] for line in ended.stdout.splitlines()]
    assert ran == [name for name in COMMANDS if name not in ("open", "demo-server", "serve")]
