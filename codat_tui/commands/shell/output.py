"""What a command prints: rows as a table, tab-separated, CSV or JSON to stdout; words to stderr."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from codat_tui import SCHEMA
from codat_tui.clock import Clock
from codat_tui.commands.shell.command import Command
from codat_tui.commands.shell.json_lines import dump, write_object
from codat_tui.models.clean_text import clean
from codat_tui.present.data.encoding import cells, part, plain

GAP = "  "
_NARROWEST = 8
_LONGEST_WORD = 40
_SHORT_LABELS = {"failing_days": "DAYS", "days_left": "LEFT", "data_pushed": "PUSHED"}
_SAYS_LITTLE = frozenset({"name", "short", "message", "text"})
"""Names that need the name before them: "company.name" is the company."""


class Output:
    """Standard output and error of one command.

    A table is for a terminal; without one rows are tab-separated, without a head line.
    """

    def __init__(
        self, options: argparse.Namespace, clock: Clock, command: Command, profile: Mapping[str, str | None]
    ) -> None:
        self._clock = clock
        self._json = getattr(options, "json", False)
        self._jsonl = getattr(options, "jsonl", False)
        self._csv = getattr(options, "csv", False)
        self._fields: tuple[str, ...] | None = getattr(options, "fields", None)
        self._profile = profile
        self.quiet = getattr(options, "quiet", False)
        self.out: IO[str] = sys.stdout
        self.err: IO[str] = sys.stderr
        self.show(command.columns, command.tabbed)
        # A terminal that cannot show a letter shows "?", and JSON escapes it.
        for stream in (self.out, self.err):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")

    def show(self, columns: Sequence[str], tabbed: Sequence[str] = ()) -> None:
        """Set the columns of a table, and those without a terminal."""
        chosen = columns if self.for_people else tabbed or columns
        self._columns = self._fields or tuple(chosen)

    @property
    def for_people(self) -> bool:
        """True when a person reads the rows: a terminal, and no other form was asked for."""
        return self.out.isatty() and not self.structured

    @property
    def structured(self) -> bool:
        return self._json or self._jsonl or self._csv or self._fields is not None

    @property
    def lines(self) -> bool:
        """True where each row is printed when it is known: everywhere but in one JSON object or a table."""
        return not self._json and not self.for_people

    def rows(self, rows: Iterable[Any], empty: str = "", **more: Any) -> None:
        """Print all rows; *empty* is said on a terminal when there are none. *more* joins the JSON object."""
        rows = tuple(rows)
        if self._json:
            self.whole(rows, **more)
        elif self.for_people:
            if rows:
                self._table(rows)
            elif empty:
                self.say(empty)
        else:
            if self._csv:
                self._csv_line(self._columns)
            for row in rows:
                self.row(row)

    def row(self, row: Any) -> None:
        """Print one row by itself, for what arrives in time; not for one JSON object."""
        if self._jsonl:
            self._write(dump(part(row, self._fields) if self._fields else plain(row), self.out))
        elif self._csv:
            self._csv_line(cells(row, self._columns))
        else:
            self._write("\t".join(map(clean, cells(row, self._columns))))

    def whole(self, rows: Sequence[Any], **more: Any) -> None:
        """Print the one JSON object with every row, each on a line of its own."""
        head = {"schema": SCHEMA, "at": plain(self._clock.now()), **self._profile, **plain(more)}
        items = (part(each, self._fields) if self._fields else plain(each) for each in rows)
        write_object(self.out, head, items)

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Print labelled lines about one thing."""
        told = [(clean(label), clean(text)) for label, text in facts]
        if not self.out.isatty():
            for label, text in told:
                self._write(f"{label}\t{text}")
            return
        from codat_tui.present.text import wrap

        width = max((len(label) for label, _ in told), default=0) + 2
        room = max(20, shutil.get_terminal_size().columns - width)
        for label, text in told:
            for number, line in enumerate(wrap(text, room) or [""]):
                self._write(f"{'' if number else label:<{width}}{line}".rstrip())

    def text(self, text: str) -> None:
        """Print *text* as it is."""
        self.out.write(text)

    def say(self, *lines: str) -> None:
        """Say something to the person, unless it is to be quiet."""
        if not self.quiet:
            self.tell(*lines)

    def remark(self, *lines: str) -> None:
        """Say what helps a person who looks on; nothing without a terminal, so that cron has nothing to mail."""
        if self.err.isatty():
            self.say(*lines)

    def tell(self, *lines: str) -> None:
        """Say something that must be known in any case."""
        self.out.flush()
        for line in lines:
            self.err.write(f"{clean(line)}\n")
        self.err.flush()

    def flush(self) -> None:
        self.out.flush()

    def _csv_line(self, values: Sequence[str]) -> None:
        from codat_tui.present.export import csv_lines

        self.out.write(csv_lines([values]))

    def _write(self, line: str) -> None:
        self.out.write(f"{line}\n")

    def _table(self, rows: Sequence[Any]) -> None:
        """Print a table with a head line; sentences that do not fit go on below."""
        from codat_tui.present.text import fit, width, wrap

        labels = [_label(path) for path in self._columns]
        body = [[clean(text) for text in cells(row, self._columns)] for row in rows]
        columns = list(zip(labels, *body, strict=True))
        widths = [max(map(width, column)) for column in columns]
        # Ids and names stay whole, as long as a line can hold them.
        words = [max(width(word) for cell in column for word in (cell.split() or [""])) for column in columns]
        least = [
            min(each, max(_NARROWEST, min(word, _LONGEST_WORD)))
            for each, word in zip(widths, words, strict=True)
        ]
        room = shutil.get_terminal_size().columns - len(GAP) * (len(widths) - 1)
        while sum(widths) > room and widths != least:
            # The widest column that may gives way.
            spare = [each if each > few else 0 for each, few in zip(widths, least, strict=True)]
            widths[spare.index(max(spare))] -= 1
        for cells_of_row in (labels, *body):
            parts = [wrap(cell, wide) or [""] for cell, wide in zip(cells_of_row, widths, strict=True)]
            for number in range(max(map(len, parts))):
                line = (part[number] if number < len(part) else "" for part in parts)
                self._write(GAP.join(map(fit, line, widths)).rstrip())


def _label(path: str) -> str:
    if path in _SHORT_LABELS:
        return _SHORT_LABELS[path]
    *before, last = path.split(".")
    return (before[-1] if before and last in _SAYS_LITTLE else last).replace("_", " ").upper()
