"""What a test of a screen leaves behind is let go, but for style sheets: they are parsed once in a process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_textual_snapshot import app_stash_key  # type: ignore[import-untyped]
from textual.css.stylesheet import Stylesheet


@pytest.fixture(autouse=True)
def _no_picture_keeps_its_app(request: pytest.FixtureRequest) -> Iterator[None]:
    # Some hundred apps are a gigabyte that collections look at.
    yield
    request.node.stash.setdefault(app_stash_key(), None)
    del request.node.stash[app_stash_key()]


@pytest.fixture(autouse=True, scope="session")
def _style_sheets_are_parsed_once() -> Iterator[None]:
    # An app parses the same texts again with the same variables: a twentieth of a test's time.
    parsed: dict[tuple[object, ...], list[Any]] = {}
    parse = Stylesheet._parse_rules

    def parse_once(sheet: Stylesheet, *args: Any, **options: Any) -> list[Any]:
        key = (args, tuple(options.items()), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *args, **options)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield
