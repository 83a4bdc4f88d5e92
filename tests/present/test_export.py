"""Exports are read back by the libraries other programs use."""

from __future__ import annotations

import csv
import io
import json

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


def test_a_spreadsheet_runs_no_cell() -> None:
    assert "'=1+1" in export(["a"], [["=1+1"]], Format.CSV)


def test_markdown_keeps_its_columns() -> None:
    assert export(["a", "b"], [["x|y", "two\nlines"]], Format.MARKDOWN) == (
        "| a | b |\n| --- | --- |\n| x\\|y | two lines |\n"
    )
