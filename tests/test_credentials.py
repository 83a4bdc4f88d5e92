"""The key is read when it is needed, from one named source; errors never repeat it, and its program is harmless."""

from __future__ import annotations

import asyncio
import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codat_tui import credentials
from codat_tui.config import Profile
from codat_tui.credentials import KeySource
from codat_tui.models.errors import KeyMissingError
from codat_tui.programs import run_program
from codat_tui.secret import Secret


async def read(profile: Profile) -> Secret:
    return await KeySource(profile).read()


def shell(script: str, *, prompts: bool = False) -> Profile:
    """A profile whose key a shell script prints."""
    return Profile(name="a", api_key_command=("sh", "-c", script), api_key_prompts=prompts)


async def refused(profile: Profile) -> str:
    with pytest.raises(KeyMissingError) as caught:
        await read(profile)
    return f"{caught.value.title}. {caught.value.next_step}"


async def test_the_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODAT_API_KEY", " key-1 ")
    monkeypatch.setenv("OTHER", "key-2")
    assert (await read(Profile())).reveal() == "key-1"
    assert (await read(Profile(api_key_env="OTHER"))).reveal() == "key-2"


async def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("first\nsecond line\n", encoding="utf-8")
    source = KeySource(Profile(name="a", api_key_file=str(path)))
    assert (await source.read()).reveal() == "first"
    path.write_text("\ufeffchanged", encoding="utf-8")
    assert (await source.read()).reveal() == "changed", "a mark at its begin is no part of the key"


async def test_a_file_that_others_may_read_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("a-key", encoding="utf-8")
    source = KeySource(Profile(name="a", api_key_file=str(path)))
    path.chmod(0o644)
    await source.read()
    assert f"chmod 600 {path}" in source.warning
    path.chmod(0o600)
    await source.read()
    assert source.warning == ""


async def test_a_program_prints_the_key() -> None:
    assert (await read(shell("echo from-program"))).reveal() == "from-program"
    assert (await read(shell("echo Basic ZnJvbQ=="))).reveal() == "Basic ZnJvbQ=="


@pytest.mark.parametrize("prompts", [False, True])
async def test_the_program_may_be_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prompts: bool
) -> None:
    program = tmp_path / "key"
    program.write_text('#!/bin/sh\necho "from-$1"\n', encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("HOME", str(tmp_path))
    profile = Profile(name="a", api_key_command=("~/key", "~"), api_key_prompts=prompts)
    assert (await read(profile)).reveal() == "from-~"


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (Profile(api_key_env="CODAT_TUI_UNSET"), "CODAT_TUI_UNSET"),
        (Profile(name="a", api_key_file="/nonexistent/key"), "profiles.a.api_key_file"),
        (Profile(name="a", api_key_command=("/nonexistent/program",)), "profiles.a.api_key_command"),
        (shell("echo hidden; exit 3"), "status 3"),
        (shell("echo hidden; exit 3"), "api_key_prompts = true"),
        (shell("true"), "printed nothing"),
        (shell("echo schlüssel"), "characters no key has"),
        (shell("echo the hidden key"), "“*** ****** ***”"),
        (
            shell("echo 'Warning: hidden old'; echo the-key"),
            "2 lines, the first with the shape “******** ****** ***”",
        ),
    ],
)
async def test_what_is_missing_is_named(profile: Profile, expected: str) -> None:
    told = await refused(profile)
    assert expected in told
    assert "hidden" not in told


def family(fifo: Path) -> Profile:
    """A program and a child of it that hold *fifo* open for as long as either of them runs."""
    return shell(f"exec 3> {shlex.quote(str(fifo))}; sleep 600 & echo started >&3; wait")


async def test_a_program_that_never_answers_is_ended_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(credentials, "COMMAND_SECONDS", 0.3)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    all_ended = asyncio.ensure_future(asyncio.to_thread(fifo.read_text, encoding="utf-8"))
    assert "did not answer" in await refused(family(fifo))
    assert await asyncio.wait_for(all_ended, 10) == "started\n"


async def test_a_daemon_that_keeps_the_output_open_costs_nothing(tmp_path: Path) -> None:
    child = tmp_path / "child"
    profile = shell(f"sleep 600 & echo $! > {shlex.quote(str(child))}; echo the-key")
    assert (await read(profile)).reveal() == "the-key", "read until the program ends, not its daemon"
    os.kill(int(child.read_text(encoding="utf-8")), 9)


async def test_it_has_no_terminal_to_ask_on() -> None:
    ended = await run_program(("sh", "-c", "cat < /dev/tty || echo none; ps -o sid= -p $$"), seconds=10)
    assert ended.output.startswith(b"none")
    assert int(ended.output.split()[-1]) != os.getsid(0)


async def test_one_that_asks_runs_before_the_screen_and_then_with_the_terminal_lent(tmp_path: Path) -> None:
    lent: list[str] = []

    @contextmanager
    def suspended() -> Iterator[None]:
        lent.append("lent")
        yield

    runs = shlex.quote(str(tmp_path / "runs"))
    source = KeySource(shell(f"echo x >> {runs}; printf key-%d $(wc -l < {runs})", prompts=True))
    source.ask_before_the_screen()
    source.suspended = suspended
    assert (await source.read()).reveal() == "key-1"
    assert lent == []
    assert (await source.read()).reveal() == "key-2", "asked anew when connecting anew"
    assert lent == ["lent"]


async def test_what_is_waited_for_is_known_and_ends_with_the_program(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    source = KeySource(family(fifo))
    reading = asyncio.ensure_future(source.read())
    held = await asyncio.to_thread(fifo.open, encoding="utf-8")
    assert source.waiting_for == "sh"
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert source.waiting_for == ""
    with held:
        assert await asyncio.wait_for(asyncio.to_thread(held.read), 10) in ("started\n", "")
