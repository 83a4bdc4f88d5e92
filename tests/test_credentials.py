"""The key is read when it is needed, from one named source, and errors never repeat it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from codat_tui import credentials
from codat_tui.config import Profile
from codat_tui.credentials import read_api_key
from codat_tui.models.errors import KeyMissingError


async def test_the_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODAT_API_KEY", " key-1 ")
    monkeypatch.setenv("OTHER", "key-2")
    assert (await read_api_key(Profile())).reveal() == "key-1"
    assert (await read_api_key(Profile(api_key_env="OTHER"))).reveal() == "key-2"


async def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("first\nsecond line\n", encoding="utf-8")
    profile = Profile(name="a", api_key_file=str(path))
    assert (await read_api_key(profile)).reveal() == "first"
    path.write_text("changed", encoding="utf-8")
    assert (await read_api_key(profile)).reveal() == "changed"


async def test_a_program_prints_the_key() -> None:
    profile = Profile(name="a", api_key_command=(sys.executable, "-c", "print('from-program')"))
    assert (await read_api_key(profile)).reveal() == "from-program"


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (Profile(api_key_env="CODAT_TUI_UNSET"), "CODAT_TUI_UNSET"),
        (Profile(name="a", api_key_file="/nonexistent/key"), "profiles.a.api_key_file"),
        (Profile(name="a", api_key_command=("/nonexistent/program",)), "profiles.a.api_key_command"),
        (
            Profile(name="a", api_key_command=(sys.executable, "-c", "print('hidden'); raise SystemExit(3)")),
            "status 3",
        ),
        (Profile(name="a", api_key_command=(sys.executable, "-c", "")), "holds no key"),
        (
            Profile(name="a", api_key_command=(sys.executable, "-c", "print('schl\\u00fcssel')")),
            "characters no key has",
        ),
    ],
)
async def test_what_is_missing_is_named(profile: Profile, expected: str) -> None:
    with pytest.raises(KeyMissingError) as caught:
        await read_api_key(profile)
    told = f"{caught.value.title} {caught.value.next_step}"
    assert expected in told
    assert "hidden" not in told


async def test_a_program_that_never_answers_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "COMMAND_SECONDS", 0.05)
    profile = Profile(
        name="a", api_key_command=(sys.executable, "-c", "input_forever = __import__('time').sleep(60)")
    )
    with pytest.raises(KeyMissingError, match="did not answer"):
        await read_api_key(profile)
