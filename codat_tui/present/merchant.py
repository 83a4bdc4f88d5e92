"""A message to a merchant as lines on the screen; pure."""

from __future__ import annotations

import re

from codat_tui.present.glyphs import Cell, Tone
from codat_tui.present.overview import Line
from codat_tui.present.text import wrap
from codat_tui.rules.merchant.message import MerchantMessage

# "1. " before a step: its further lines stand below its text.
_STEP = re.compile(r"\d+\. ")


def message_lines(message: MerchantMessage, width: int) -> list[Line]:
    """Return subject and text in lines of at most *width* cells; only a link is cut inside a word."""
    lines: list[Line] = [(Cell(line, Tone.ACCENT),) for line in wrap(message.subject, width)]
    lines.append(())
    for line in message.text.rstrip().split("\n"):
        if message.link and message.link in line:
            before = line.partition(message.link)[0]
            lines += [(Cell(text),) for text in wrap(before, width)]
            lines += [(Cell(text, Tone.ACCENT),) for text in _pieces(message.link, width)]
            continue
        step = _STEP.match(line)
        indent = " " * (step.end() if step else 0)
        told = wrap(line[len(indent) :], max(10, width - len(indent)))
        lines += [
            (Cell(f"{indent if number else line[: len(indent)]}{text}"),) for number, text in enumerate(told)
        ]
        if not line:
            lines.append(())
    return lines


def _pieces(link: str, width: int) -> list[str]:
    return [link[start : start + width] for start in range(0, len(link), width)]
