"""A job that opens a page or a sheet looks first whether its own screen is still shown: it took time."""

from __future__ import annotations

import ast
from pathlib import Path

import codat_tui

SCREENS = Path(codat_tui.__file__).parent / "screens"
OPENS = ("push_screen", "switch_screen", "show_page", "open_company", "open_remedy", "_open_sheet")
LOOKS = ("is_current", "still_here")


def _called(function: ast.AsyncFunctionDef) -> set[str]:
    calls = (each.func for each in ast.walk(function) if isinstance(each, ast.Call))
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in calls}


def test_a_job_that_opens_something_looks_whether_it_is_still_wanted() -> None:
    careless, careful = [], 0
    for path in SCREENS.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for each in ast.walk(ast.parse(source)):
            if isinstance(each, ast.AsyncFunctionDef):
                opens = any(name in OPENS or name.startswith("ask_") for name in _called(each))
                looks = any(word in (ast.get_source_segment(source, each) or "") for word in LOOKS)
                careful += opens and looks
                if opens and not looks:
                    careless.append(f"{path.relative_to(SCREENS)}: {each.name}")
    assert careless == []
    assert careful
