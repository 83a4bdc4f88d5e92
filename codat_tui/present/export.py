"""A table as CSV, JSON or Markdown; pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LEADING = "\t\r\n"

_SKIPPED = "".join(map(chr, range(33))) + "\x7f\x85\xa0\u200b\u200e\u200f\u2028\u2029\ufeff\u3000"


class Format(StrEnum):
    """The formats, by file ending."""

    CSV = "csv"
    JSON = "json"
    MARKDOWN = "md"


def export(labels: Sequence[str], rows: Sequence[Sequence[str]], format: Format) -> str:
    """Return the table with labels; JSON is a list of objects by label."""
    match format:
        case Format.CSV:
            return csv_lines([labels, *rows])
        case Format.JSON:
            objects = [dict(zip(labels, row, strict=True)) for row in rows]
            return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"
        case Format.MARKDOWN:
            return _markdown(labels, rows)


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Return lines of CSV; a text that a spreadsheet would run begins with an apostrophe."""
    file = io.StringIO()
    # All cells quoted: a spreadsheet that separates at semicolons would otherwise start a cell inside one and
    # run it.
    writer = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([_harmless(text) for text in row] for row in rows)
    return file.getvalue()


def _harmless(text: str) -> str:
    # Spreadsheets skip spaces and line ends before they look for a formula; an apostrophe makes it text.
    first = text.lstrip(_SKIPPED)
    return f"'{text}" if first.startswith(_FORMULA) or text.startswith(tuple(_LEADING)) else text


def _markdown(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [labels, ["---"] * len(labels), *rows]
    return "".join(f"| {' | '.join(_escaped(text) for text in line)} |\n" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
