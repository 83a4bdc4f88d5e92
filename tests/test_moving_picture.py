"""The moving picture is one well-formed SVG whose frames follow each other without a gap."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from tests.moving_picture import CAPTION, Frame, play

FRAME = '<svg class="rich-terminal" viewBox="0 0 100 50.5" xmlns="http://www.w3.org/2000/svg"><text>{}</text></svg>'


def test_each_frame_begins_where_the_one_before_ends() -> None:
    frames = [Frame(FRAME.format(number), f"<{number}>", seconds) for number, seconds in enumerate((1, 2, 5))]
    picture = play(frames)
    root = ElementTree.fromstring(picture)
    assert root.attrib["viewBox"] == f"0 0 100 {50.5 + CAPTION:g}"
    groups = [child for child in root if child.tag.endswith("}g")]
    assert [group.attrib["id"] for group in groups] == ["f0", "f1", "f2"]
    assert ["".join(group.itertext()) for group in groups] == ["0<0>", "1<1>", "2<2>"]
    shown = re.findall(r"([\d.]+)%\{visibility:visible\}([\d.]+)%\{visibility:hidden\}", picture)
    assert [(float(first), float(last)) for first, last in shown] == [(0, 12.5), (12.5, 37.5), (37.5, 100)]
    assert "prefers-reduced-motion" in picture
