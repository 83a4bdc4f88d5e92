"""Where files are: absolute whatever the account lacks, or said in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codat_tui import cli
from codat_tui.paths import NoHomeError, config_file, expanded, folder_of_start, shown, state_folder


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An account that is in no list of users and has no HOME, as in some containers."""
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "CODAT_TUI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("homeless")
def test_without_a_home_nothing_is_made_where_the_program_was_started(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NoHomeError, match="XDG_STATE_HOME"):
        state_folder()
    with pytest.raises(NoHomeError, match="CODAT_TUI_CONFIG"):
        config_file()
    assert cli.run(["init"]) == 78
    assert "HOME is not set" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_removed_and_an_unknown_home_end_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    assert folder_of_start() == gone
    gone.rmdir()
    with pytest.raises(OSError, match="No such file"):
        (folder_of_start() / "export.csv").write_text("x")
    assert expanded("~nobody-of-this-name/x") == Path("~nobody-of-this-name/x")


def test_a_path_in_the_home_is_shown_as_it_is_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    inside = tmp_path / ".config" / "main.key"
    assert shown(inside) == "~/.config/main.key"
    assert expanded(shown(inside)) == inside
    assert shown(Path("/etc/codat.toml")) == "/etc/codat.toml"
