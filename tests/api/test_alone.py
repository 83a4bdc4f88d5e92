"""What may be imported before the first paint stays cheap, and the client stands without the program."""

from __future__ import annotations

import subprocess
import sys

import pytest

import codat_tui.api

HEAVY = {"httpx", "pydantic", "textual", "sqlite3", "starlette", "uvicorn", "rich", "asyncio"}


def imported_with(module: str) -> set[str]:
    """The names in sys.modules after importing *module* in a fresh interpreter."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module", ["codat_tui.models.errors", "codat_tui.models.traffic", "codat_tui.secret"]
)
def test_leaves_import_the_standard_library_only(module: str) -> None:
    assert not HEAVY & imported_with(module)


def test_the_client_needs_nothing_of_the_program() -> None:
    loaded = imported_with("codat_tui.api")
    assert not {"textual", "starlette", "uvicorn", "sqlite3"} & loaded
    rooms = {name.split(".")[1] for name in loaded if name.startswith("codat_tui.")}
    assert rooms <= {"api", "models", "clock", "masking", "secret"}


def test_the_example_in_the_docstring_is_python() -> None:
    lines = (codat_tui.api.__doc__ or "").splitlines()
    example = "\n".join(line[4:] for line in lines if line.startswith("    "))
    assert "BlockingCodatClient" in example
    compile(example, "example", "exec")
