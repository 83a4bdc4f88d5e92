"""A crash leaves a traceback without locals and without secrets, readable by its owner only, and three lines."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from codat_tui.crash import crash_lines, log_crash, write_crash
from codat_tui.masking import keep_password_of, mask_all
from codat_tui.secret import Secret
from tests.manual_clock import ManualClock

HEADING = "2026-11-23T14:02:31+00:00 codat-tui 1.2.3"


def failing(key: str) -> None:
    local_copy = key
    raise RuntimeError(f"refused Authorization: Basic {local_copy}")


def test_locals_and_keys_stay_out_of_the_file(tmp_path: Path) -> None:
    secret = "c2VjcmV0LWtleS12YWx1ZQ=="
    try:
        failing(secret)
    except RuntimeError as error:
        path = write_crash(error, tmp_path / "state", HEADING)
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert secret not in text
    assert "RuntimeError" in text
    assert "failing" in text
    assert HEADING in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_unwritable_folder_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert write_crash(ValueError("x"), blocked / "state", HEADING) is None
    assert "could not be written" in crash_lines(ValueError("x"), None)[2]


def test_masking_knows_every_secret_of_the_run() -> None:
    assert mask_all("GET /start?otp=123456 x") == "GET /start?otp=*** x"
    assert "hunter22" not in mask_all("api_key='hunter22'")
    key = Secret("a-key-of-this-run")
    header = base64.b64encode(key.reveal().encode()).decode()
    assert mask_all(f"x {key.reveal()} {header} y") == "x *** *** y"
    Secret("pin7")
    assert mask_all("the pin7 of pinocchio, spin7") == "the *** of pinocchio, spin7"


@pytest.mark.parametrize(
    "url",
    [
        "http://me:hash#word@proxy:3128",
        "me:hash#word@proxy",
        "http://me:hash%23word@p",
        "http://me:hash#word@",
    ],
)
def test_the_password_of_a_proxy_is_known_however_it_is_written(url: str) -> None:
    keep_password_of(url)
    assert "hash" not in mask_all(f"cannot use {url}: Invalid port: 'hash#word'")
    assert (
        mask_all("see https://api.codat.io/companies?page=1") == "see https://api.codat.io/companies?page=1"
    )


def test_a_crash_before_the_key_was_read_masks_what_the_environment_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("CODAT_API_KEY", "early-key-4711")
    monkeypatch.setenv("acme_token", "early-token-4711")
    monkeypatch.setenv("ALL_PROXY", "socks5://me:early-pass-4711@proxy:1080")
    path = log_crash(RuntimeError("early-key-4711 early-token-4711 early-pass-4711 late-4711"), ManualClock())
    assert path is not None
    assert "RuntimeError: *** *** *** late-4711" in path.read_text(encoding="utf-8")


BROKEN = """
import sys, threading
import codat_tui.{module} as module
from codat_tui import cli
from codat_tui.secret import Secret
def fails(*args, **more):
    raise {error}(Secret("the-secret-of-this-run").reveal())
module.{name} = fails
sys.argv = ["codat-tui", "--demo"]
cli.main()
"""


@pytest.mark.parametrize(
    ("module", "name", "error"),
    [
        ("cli", "first_word", "RecursionError"),
        ("composition", "prepare", "ValueError"),
        ("paths", "config_file", "KeyError"),
        ("terminal", "missing", "SystemError"),
    ],
)
def test_whatever_leaves_the_program_is_told_in_three_lines(
    module: str, name: str, error: str, tmp_path: Path
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", BROKEN.format(module=module, name=name, error=error)],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 3, ended.stderr
    assert f"({error})" in ended.stderr
    log = tmp_path / "codat-tui" / "crash.log"
    assert str(log) in ended.stderr
    assert error in log.read_text(encoding="utf-8")
    assert "the-secret-of-this-run" not in log.read_text(encoding="utf-8") + ended.stderr
