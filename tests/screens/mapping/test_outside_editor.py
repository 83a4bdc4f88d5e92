"""A text in the person's own editor: what it leaves is taken, what cannot run is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from codat_tui.screens.mapping.outside_editor import edit_outside, file_stem


class Terminal(App[None]):
    suspended = 0

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.suspended += 1
        yield


@pytest.fixture
def app() -> Any:
    return Terminal()


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = tmp_path / "an editor.py"
    program.write_text(f"import sys\nfrom pathlib import Path\npath = Path(sys.argv[1])\n{script}\n")
    monkeypatch.setenv("EDITOR", f"{sys.executable} '{program}'")
    monkeypatch.delenv("VISUAL", raising=False)


def test_what_the_editor_leaves_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Any) -> None:
    editor(tmp_path, monkeypatch, "path.write_text(path.read_text().replace('1', '2') + '\\n')")
    assert edit_outside(app, '{"é": 1}', ".json") == '{"é": 2}'
    assert app.suspended == 1


def test_an_editor_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Any
) -> None:
    editor(tmp_path, monkeypatch, "path.write_text('')\nsys.exit(1)")
    assert edit_outside(app, "{}", ".json") == "{}"


def test_an_editor_that_removes_the_file_or_cannot_be_read_as_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Any
) -> None:
    editor(tmp_path, monkeypatch, "path.unlink()")
    assert edit_outside(app, "{}", ".json") is None
    monkeypatch.setenv("EDITOR", "vi 'unfinished")
    assert edit_outside(app, "{}", ".json") is None


def test_an_editor_that_is_not_there(monkeypatch: pytest.MonkeyPatch, app: Any) -> None:
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    assert edit_outside(app, "{}", ".json") is None


@pytest.mark.parametrize(
    ("name", "stem"),
    [("Oak & Ember Ltd", "oak-ember-ltd-configuration"), ("../..", "configuration"), ("É", "configuration")],
)
def test_a_name_for_a_file(name: str, stem: str) -> None:
    assert file_stem(name) == stem
