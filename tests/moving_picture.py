"""Pictures of the program, one after the other in a single SVG that plays by itself and needs no script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

CAPTION = 64
"""Pixels below the terminal, for the keys that were pressed."""
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class Frame(NamedTuple):
    """*picture* is an SVG of Textual's; *keys* led to it; it stays for *seconds*."""

    picture: str
    keys: str
    seconds: float


def play(frames: Sequence[Frame]) -> str:
    """Return the frames as one SVG. Who wants less motion is shown the last one alone."""
    size = _SIZE.search(frames[0].picture)
    assert size is not None
    width, height = float(size[1]), float(size[2])
    whole = sum(frame.seconds for frame in frames)
    styles, parts, begun = [], [], 0.0
    for number, frame in enumerate(frames):
        first, last = (100 * moment / whole for moment in (begun, begun + frame.seconds))
        shown = f"{first:.3f}%{{visibility:visible}}{last:.3f}%{{visibility:hidden}}"
        hidden = "0%{visibility:hidden}" if begun else ""
        styles.append(f"@keyframes f{number}{{{hidden}{shown}100%{{visibility:hidden}}}}")
        styles.append(f"#f{number}{{visibility:hidden;animation:f{number} {whole:g}s step-end infinite}}")
        sized = f'<svg width="{width:g}" height="{height:g}" '
        terminal = _FONTS.sub("", frame.picture).replace("<svg ", sized, 1)
        parts.append(f'<g id="f{number}">{terminal}{_caption(frame.keys, width, height)}</g>')
        begun += frame.seconds
    still = f"#f{len(frames) - 1}{{visibility:visible}}"
    styles.append(f"@media (prefers-reduced-motion:reduce){{g[id]{{animation:none!important}}{still}}}")
    return (
        f'<svg viewBox="0 0 {width:g} {height + CAPTION:g}" xmlns="http://www.w3.org/2000/svg">'
        f"<style>{''.join(_FONTS.findall(frames[0].picture))}{''.join(styles)}</style>{''.join(parts)}</svg>\n"
    )


def _caption(keys: str, width: float, height: float) -> str:
    middle, line = width / 2, height + CAPTION / 2
    return (
        f'<text x="{middle:g}" y="{line:g}" text-anchor="middle" dominant-baseline="middle" fill="#3b82d6" '
        f'font-family="Fira Code, monospace" font-size="26" font-weight="bold">{escape(keys)}</text>'
    )
