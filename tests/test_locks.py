"""The locks in locks/ hold a version of everything that pyproject.toml asks for, and one that it allows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"]
EXTRAS = [each for extra in PROJECT["project"]["optional-dependencies"].values() for each in extra]
DEV = [*RUN, *EXTRAS, *PROJECT["dependency-groups"]["dev"]]


def locked(name: str) -> dict[str, str]:
    """The versions of one lock, by canonical name."""
    text = (CHECKOUT / "locks" / name).read_text(encoding="utf-8")
    return {
        canonicalize_name(package): version
        for package, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize(("lock", "wanted"), [("run.txt", RUN), ("dev.txt", DEV)])
def test_the_lock_has_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    versions = locked(lock)
    missing = [
        f"{each}: locked is {versions.get(canonicalize_name(Requirement(each).name))}; `make lock` writes it anew"
        for each in wanted
        if versions.get(canonicalize_name(Requirement(each).name), "") not in Requirement(each).specifier
        or canonicalize_name(Requirement(each).name) not in versions
    ]
    assert not missing


def test_both_locks_agree() -> None:
    run, dev = locked("run.txt"), locked("dev.txt")
    assert {name: dev.get(name) for name in run} == run


def test_textual_is_pinned_by_the_lock_and_bounded_by_the_project() -> None:
    textual = next(Requirement(each) for each in RUN if Requirement(each).name == "textual")
    assert str(textual.specifier) == "<9,>=8.2.8"
    assert locked("run.txt")["textual"] == "8.2.8"
