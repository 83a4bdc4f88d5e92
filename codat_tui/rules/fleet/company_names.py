"""Codat's rules for a company's name and tags, from its documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping

from codat_tui.models.clean_text import clean

_DROPPED = re.compile(r"[^A-Za-z0-9\s\-',&@.?!]")
LONGEST_TO_TYPE = 40
MOST_TAGS, LONGEST_TAG_KEY, LONGEST_TAG_VALUE = 10, 27, 100


def kept_name(name: str) -> str:
    """Return the name as Codat keeps it; it drops other characters silently."""
    return _DROPPED.sub("", name).strip()


def name_to_type(name: str) -> str:
    """Return what a person can be asked to type of *name*: one line, no more than a field shows."""
    return " ".join(clean(name).split())[:LONGEST_TO_TYPE].strip()


def dropped_characters(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_DROPPED.findall(name)))


def tag_problems(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return why Codat would refuse these tags, in sentences."""
    found = [f"At most {MOST_TAGS} tags are allowed."] if len(tags) > MOST_TAGS else []
    for key, value in tags.items():
        if not 0 < len(key) <= LONGEST_TAG_KEY:
            found.append(f"A tag's key has 1 to {LONGEST_TAG_KEY} characters: {key!r} does not.")
        if len(value) > LONGEST_TAG_VALUE:
            found.append(
                f"A tag's value has at most {LONGEST_TAG_VALUE} characters: that of {key!r} has more."
            )
    return tuple(found)


def read_tags(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read tags typed as "region: north, tier: gold"; return them and the problems in sentences."""
    tags: dict[str, str] = {}
    problems: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, colon, value = (piece.strip() for piece in part.partition(":"))
        if not colon:
            problems.append(f"A tag is typed as key: value. {part!r} has no colon.")
        elif key in tags:
            problems.append(f"Two tags have the key {key!r}.")
        else:
            tags[key] = value
    return tags, (*problems, *tag_problems(tags))
