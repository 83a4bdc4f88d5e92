"""Every example in Python on the pages for people runs as printed, and prints what the page says."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import distribution
from pathlib import Path

import pytest

from codat_tui.commands.catalog import SUMMARIES, first_word, load
from codat_tui.commands.shell.parser import command_parser, dashboard_parser
from codat_tui.config import load_config
from codat_tui.demo import DemoOptions
from codat_tui.demo.faults import parse_faults
from tests.demo_server import START, DemoServer
from tests.examples import CHECKOUT, Example, examples

PAGES = ("docs/client.md", "README.md")
PRINTED_PORT = 8080


def running_clock() -> datetime:
    return START + timedelta(seconds=time.monotonic() - BEGAN)


BEGAN = time.monotonic()


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    """The demo as the page starts it; on another port when somebody else has the printed one."""
    (line,) = [each.code for each in examples("docs/client.md", "sh") if "demo-server" in each.code]
    seconds = float(re.findall(r"--demo-sync-seconds (\d+)", line)[0])
    options = DemoOptions(sync_seconds=seconds)
    try:
        demo = DemoServer(options, running_clock, port=PRINTED_PORT)
    except OSError:
        demo = DemoServer(options, running_clock)
    with demo:
        yield demo


@pytest.mark.parametrize("example", [each for page in PAGES for each in examples(page, "python")], ids=str)
def test_an_example_runs_as_printed(
    example: Example,
    server: DemoServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (export,) = [each.code for each in examples("docs/client.md", "sh") if "export" in each.code]
    name, _, key = export.removeprefix("export ").strip().partition("=")
    monkeypatch.setenv(name, key)
    monkeypatch.chdir(tmp_path)
    code = example.code.replace(f"http://127.0.0.1:{PRINTED_PORT}", server.base_url)
    exec(compile(code, str(example), "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    if example.prints is not None:
        assert printed == example.prints


def test_the_pages_have_examples_of_both_clients() -> None:
    code = "".join(each.code for page in PAGES for each in examples(page, "python"))
    assert "with BlockingCodatClient(" in code
    assert "async with CodatClient(" in code


def test_every_section_of_the_sdks_readme_has_its_row() -> None:
    readme = distribution("codat-sync-for-commerce").read_text("METADATA") or ""
    contents = readme.split("## Table of Contents", 1)[1].split("<!-- End", 1)[0]
    sections = set(re.findall(r"^  \* \[(.+?)\]", contents, re.MULTILINE)) - {"Endpoints", "Example Usage"}
    assert len(sections) == 12
    rows = (CHECKOUT / "docs/client.md").read_text(encoding="utf-8").split("## Beside Codat's SDK", 1)[1]
    assert sections <= set(re.findall(r"^\| ([^|]+?) \|", rows, re.MULTILINE))
    assert set(re.findall(r"\| (\w+) \|$", rows, re.MULTILINE)) == {"equal", "better", "refused"}


IN_A_BLOCK, IN_A_SENTENCE = (
    re.compile(r"^codat-tui.*$", re.MULTILINE),
    re.compile(r"(?<!`)`(codat-tui[^`\n]*)`"),
)


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md", "SECURITY.md"])
def test_every_command_line_on_a_page_can_be_understood(page: str) -> None:
    lines = [line for each in examples(page, "", "sh") for line in IN_A_BLOCK.findall(each.code)]
    lines += IN_A_SENTENCE.findall((CHECKOUT / page).read_text(encoding="utf-8"))
    for line in lines:
        _, *words = shlex.split(re.split(r" [|>;]", line)[0], comments=True)
        if "…" in line or "COMMAND" in words:
            continue
        place = first_word(words)
        # Raises UsageError, which names the word.
        if place is not None and words[place] in SUMMARIES:
            options = command_parser(load(words.pop(place))).parse(words)
        else:
            options = dashboard_parser().parse([word for word in words if word != "--version"])
        parse_faults(options.faults)


def test_the_configuration_on_the_readme_can_be_used(tmp_path: Path) -> None:
    (text,) = (each.code for each in examples("README.md", "toml") if "[profiles." in each.code)
    path = tmp_path / "config.toml"
    for each in (text, re.sub(r"(?m)^# (?=\w+ = )", "", text)):
        path.write_text(each, encoding="utf-8")
        assert load_config(path).profile == "acme"
