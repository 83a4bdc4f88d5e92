"""The first profile: tested over HTTP, then kept for its owner only, or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from codat_tui.clock import SystemClock
from codat_tui.config import ConfigError, choose_profile, key_file_of, load_config
from codat_tui.credentials import KeySource
from codat_tui.demo import DemoOptions
from codat_tui.first_start import FirstStart
from codat_tui.models.errors import CodatError, InvalidRequestError, KeyMissingError, UnauthorizedError
from codat_tui.models.local import FirstProfile
from tests.demo_server import DemoServer


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(DemoOptions(companies=6), SystemClock().now) as running:
        yield running


def start(folder: Path) -> tuple[FirstStart, Path]:
    path = folder / "new" / "config.toml"
    return FirstStart(path, SystemClock()), path


async def test_a_key_that_codat_accepts_is_kept_for_its_owner_only(
    server: DemoServer, tmp_path: Path
) -> None:
    first, path = start(tmp_path)
    typed = FirstProfile(f"  {server.api_key}\n", "main", "production", server.base_url)
    assert server.api_key not in repr(typed)
    assert await first.test(typed) == 6
    assert not path.exists()
    first.keep(typed)
    profile = choose_profile(load_config(path))
    assert (profile.name, profile.read_only, profile.base_url) == ("main", True, server.base_url)
    assert server.api_key not in path.read_text(encoding="utf-8")
    for each in (path, key_file_of(path, "main")):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    source = KeySource(profile)
    assert (await source.read()).reveal() == server.api_key
    assert source.warning == ""
    assert first.places("main") == (str(path), str(path.with_name("main.key")))


def test_a_sandbox_may_be_written(tmp_path: Path) -> None:
    first, path = start(tmp_path)
    first.keep(FirstProfile("a-key", "sand_box-1", "sandbox"))
    assert choose_profile(load_config(path)).read_only is False


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"key": "wrong"}, UnauthorizedError),
        ({"key": ""}, KeyMissingError),
        ({"key": "two words"}, KeyMissingError),
        ({"key": "schlüssel"}, KeyMissingError),
        ({"name": ""}, InvalidRequestError),
        ({"name": "../main"}, InvalidRequestError),
        ({"name": "demo"}, InvalidRequestError),
        ({"name": "default"}, InvalidRequestError),
        ({"server": "http://codat.example"}, InvalidRequestError),
        ({"server": "http://127.0.0.1:9"}, CodatError),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_is_kept(
    server: DemoServer, tmp_path: Path, change: dict[str, str], kind: type[CodatError]
) -> None:
    first, path = start(tmp_path)
    typed = FirstProfile(server.api_key, "main", "sandbox", server.base_url)._replace(**change)
    with pytest.raises(kind) as refused:
        await first.test(typed)
    assert refused.value.next_step
    assert not path.parent.exists()


@pytest.mark.parametrize("there", ["config.toml", "main.key"])
def test_no_file_is_replaced_and_none_is_left_alone(tmp_path: Path, there: str) -> None:
    first, path = start(tmp_path)
    path.parent.mkdir()
    path.with_name(there).write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="exists already"):
        first.keep(FirstProfile("a-key", "main", "sandbox"))
    assert [each.name for each in path.parent.iterdir()] == [there]
    assert path.with_name(there).read_text(encoding="utf-8") == "mine"


def test_a_disk_that_is_full_leaves_neither_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, path = start(tmp_path)
    usual = os.fdopen

    def full(handle: int, *arguments: object, **named: object) -> object:
        os.close(handle)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(ConfigError, match="No space left"):
        first.keep(FirstProfile("a-key", "main", "sandbox"))
    assert list(path.parent.iterdir()) == []
    monkeypatch.setattr(os, "fdopen", usual)
    first.keep(FirstProfile("a-key", "main", "sandbox"))
