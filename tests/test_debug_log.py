"""The debug log says what is inside, is for its owner, and does not grow without bounds."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from codat_tui import debug_log
from codat_tui.debug_log import HEAD, open_debug_log


def test_it_is_bounded_and_every_file_says_what_is_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debug_log, "MOST_BYTES", 2_000)
    logger = open_debug_log(tmp_path / "state" / "debug.log")
    for number in range(500):
        logger.debug("request %d with é and \ud800", number)
    files = sorted((tmp_path / "state").iterdir())
    assert [path.name for path in files] == ["debug.log", "debug.log.1", "debug.log.2"]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(HEAD)
        assert len(text.encode()) <= 2_000
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "request 499" in files[0].read_text(encoding="utf-8")
    logger = open_debug_log(tmp_path / "state" / "debug.log")
    logger.debug("again")
    assert files[0].read_text(encoding="utf-8").count("# Requests") == 1, "said once a file"
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
