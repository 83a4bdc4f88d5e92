"""A crash leaves a traceback without locals and without keys, readable by its owner only."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

from codat_tui.crash import crash_lines, mask, write_crash

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)


def failing(key: str) -> None:
    local_copy = key
    raise RuntimeError(f"refused Authorization: Basic {local_copy}")


def test_locals_and_keys_stay_out_of_the_file(tmp_path: Path) -> None:
    secret = "c2VjcmV0LWtleS12YWx1ZQ=="
    try:
        failing(secret)
    except RuntimeError as error:
        path = write_crash(error, tmp_path / "state", NOW, "1.2.3")
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert secret not in text
    assert "RuntimeError" in text
    assert "failing" in text
    assert "2026-11-23T14:02:31+00:00 codat-tui 1.2.3" in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_unwritable_folder_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert write_crash(ValueError("x"), blocked / "state", NOW, "1") is None
    assert "could not be written" in crash_lines(ValueError("x"), None)[2]


def test_masking() -> None:
    assert mask("GET /start?otp=123456 x") == "GET /start?otp=*** x"
    assert "hunter22" not in mask("api_key='hunter22'")
