"""A table as text for other programs: CSV, JSON or Markdown; pure.

A cell that a spreadsheet would run as a formula is quoted with an apostrophe (CSV only).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from enum import StrEnum

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """The formats, by the ending of their files."""

    CSV = "csv"
    JSON = "json"
    MARKDOWN = "md"


def export(labels: Sequence[str], rows: Sequence[Sequence[str]], format: Format) -> str:
    """The table with its labels; JSON is a list of objects by label."""
    match format:
        case Format.CSV:
            return _csv(labels, rows)
        case Format.JSON:
            objects = [dict(zip(labels, row, strict=True)) for row in rows]
            return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"
        case Format.MARKDOWN:
            return _markdown(labels, rows)


def _csv(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(labels)
    writer.writerows([_harmless(text) for text in row] for row in rows)
    return file.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _markdown(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [labels, ["---"] * len(labels), *rows]
    return "".join(f"| {' | '.join(_escaped(text) for text in line)} |\n" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
