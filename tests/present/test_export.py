"""Exports are read back by the libraries other programs use."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.present.export import Format, export

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=20)


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
def test_csv_and_json_give_back_what_was_exported(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(export(["a", "b"], rows, Format.CSV), newline="")))
    assert [[text.removeprefix("'") for text in row] for row in read[1:]] == [
        [text.removeprefix("'") for text in row] for row in rows
    ]
    objects = json.loads(export(["a", "b"], rows, Format.JSON))
    assert objects == [dict(zip(("a", "b"), row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        " =1+1",
        "\n=1+1",
        "\r\n =1+1",
        "\t1",
        "\ufeff=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\xa0\u200b@x",
        "＝1+1",
        "\rx",
    ],
)
def test_a_spreadsheet_runs_no_cell(text: str) -> None:
    (row,) = csv.reader(io.StringIO(export([text], [], Format.CSV), newline=""))
    assert row == [f"'{text}"], "a label"
    _, row = csv.reader(io.StringIO(export(["a"], [[text]], Format.CSV), newline=""))
    assert row == [f"'{text}"]


def test_a_spreadsheet_that_divides_at_semicolons_runs_no_part_of_a_cell() -> None:
    _, row = csv.reader(io.StringIO(export(["a"], [["x;=1+1"]], Format.CSV), newline=""), delimiter=";")
    assert row == ["x;=1+1"]


def test_ordinary_cells_stay_as_they_are() -> None:
    text = "Harbour = Lane - a+b @ x"
    assert export(["a"], [[text]], Format.CSV) == f'"a"\r\n"{text}"\r\n'


def test_markdown_keeps_its_columns() -> None:
    assert export(["a", "b"], [["x|y", "two\nlines"]], Format.MARKDOWN) == (
        "| a | b |\n| --- | --- |\n| x\\|y | two lines |\n"
    )
