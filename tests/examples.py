"""The examples of a page in Markdown, as a reader would copy them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A block of code with the `text` block that follows it: what it prints, or None."""

    page: str
    line: int
    language: str
    code: str
    prints: str | None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def examples(page: str, *languages: str) -> list[Example]:
    """The blocks of *page* in one of *languages*, in their order."""
    text = (CHECKOUT / page).read_text(encoding="utf-8")
    blocks = list(_BLOCK.finditer(text))
    found = []
    for block, after in pairwise([*blocks, None]):
        if block is None or block["language"] not in languages:
            continue
        follows = (
            after is not None
            and after["language"] == "text"
            and not text[block.end() : after.start()].strip()
        )
        prints = after["text"] if after is not None and follows else None
        line = text.count("\n", 0, block.start()) + 1
        found.append(Example(page, line, block["language"], block["text"], prints))
    return found
