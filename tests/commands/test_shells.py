"""Completion scripts and man page: made from the commands, current, and working in a real shell."""

from __future__ import annotations

import subprocess

import pytest

from codat_tui.commands.catalog import SUMMARIES, load
from codat_tui.commands.shell.parser import Parser
from tests.commands.harness import run

pytest.importorskip("shtab")
pytest.importorskip("argparse_manpage")

from release.shells import FOLDER, SHELLS, pages


def _own_options(name: str) -> set[str]:
    parser = Parser(name, "")
    load(name).arguments(parser)
    return {
        option for action in parser._actions for option in action.option_strings if option.startswith("--")
    }


def test_the_scripts_are_current_and_printed() -> None:
    made = pages()
    for shell in SHELLS:
        script = (FOLDER / f"codat-tui.{shell}").read_text(encoding="utf-8")
        assert script == made[f"codat-tui.{shell}"], "make shells writes them anew"
        assert run("completion", shell).out == script
    assert run("completion", "tcsh").status == 2


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_man_page_has_every_command_and_its_options(name: str) -> None:
    page = (FOLDER / "codat-tui.1").read_text(encoding="utf-8").replace("\\-", "-")
    assert f"codat-tui {name}" in page, "make shells writes it anew"
    for option in _own_options(name) - {"--help"}:
        assert option in page, "make shells writes it anew"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("codat-tui chec", ["check"]),
        ("codat-tui sync --up", ["--up-to"]),
        ("codat-tui config p", ["path", "profiles"]),
        ("codat-tui mapping d", ["diff"]),
    ],
)
def test_bash_completes(words: str, offered: list[str]) -> None:
    parts = words.split()
    script = f"""
source {FOLDER}/codat-tui.bash
COMP_WORDS=({words}); COMP_CWORD={len(parts) - 1}
_shtab_codat_tui
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    ended = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, check=True)
    assert sorted(ended.stdout.split()) == offered
