"""The Sync Flow's texts: stage of a key, its name in words, problems of a text.

Invariant: a key of no known stage is kept under "Every stage".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

LOCALES = ("en-us", "fr-fr")
# A text this many times as long as the other language's is reported,
LONGER = 2.0
# if it is also longer by this many characters.
LONGER_BY = 20
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


class Stage(StrEnum):
    """The stages of the Sync Flow in order; EVERY is for texts on all of them."""

    EVERY = "Every stage"
    COMMERCE = "Connect commerce"
    ACCOUNTING = "Connect accounting"
    SALES = "Sales"
    FEES = "Fees"
    PAYMENTS = "Payments"
    SCHEDULE = "Schedule"


_STAGES = {
    "connectToCommerce": Stage.COMMERCE,
    "connectToAccounting": Stage.ACCOUNTING,
    "sales": Stage.SALES,
    "fees": Stage.FEES,
    "payments": Stage.PAYMENTS,
    "syncSchedule": Stage.SCHEDULE,
    "schedule": Stage.SCHEDULE,
}
_SIDEBAR, _BOXES, _TITLE = "setupSidebar", "checkboxes", "title"
# Parts of a key that mean nothing to a person.
_UNSAID = frozenset({"configure", "content", "misc", "entries", _BOXES})


def parts_of(key: str) -> list[str]:
    # Codat separates the parts by "-", and once by "=".
    return re.split(r"[-=]", key)


def stage_of(key: str) -> Stage:
    """Return the stage whose name comes first in the key."""
    return next((_STAGES[part] for part in parts_of(key) if part in _STAGES), Stage.EVERY)


def name_of(key: str) -> str:
    """Return the last two parts of the key in words: "Accounts: prepaid", "Sidebar: sales", "Title"."""
    parts = parts_of(key)
    said = [part for part in parts if part not in _UNSAID]
    stage = next((part for part in said if part in _STAGES), None)
    if stage is not None and _SIDEBAR not in said and len(said) > 1:
        said.remove(stage)
    named = ": ".join("sidebar" if part == _SIDEBAR else in_words(part) for part in said[-2:] if part)
    return named[:1].upper() + named[1:] if named else key


def short_key(key: str) -> str:
    """Return the key without meaningless parts: "sales-accounts-refund"."""
    return "-".join(part for part in parts_of(key) if part and part not in _UNSAID) or key


def in_words(part: str) -> str:
    """Return a part of a key as words: "prepaidPayment" is "prepaid payment"."""
    return " ".join(_WORDS.findall(part)).lower() or part


def placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text))


def placeholder_problems(
    text: str, reference: str, source: str = "the text that Codat sent"
) -> tuple[str, ...]:
    """Return the placeholders that *text* lost, gained or broke; *source* names *reference*."""
    now, before = placeholders(text), placeholders(reference)
    found = [f"{each} is missing" for each in before - now]
    found += [f"{each} is not in {source}" for each in now - before]
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        found.append("a brace stands alone")
    return tuple(found)


def is_much_longer(text: str, other: str) -> bool:
    """Return whether *text* may not fit in the place of *other*; placeholders are not counted."""
    long, short = (len(_PLACEHOLDER.sub("", each)) for each in (text, other))
    return long >= short * LONGER and long - short >= LONGER_BY


def coupled_keys(keys: Iterable[str]) -> Mapping[str, str]:
    """Return the keys that Codat asks to change together, both ways:

    a stage's box in the sidebar and its title.
    """
    boxes: dict[Stage, str] = {}
    titles: dict[Stage, str] = {}
    for key in keys:
        parts, stage = parts_of(key), stage_of(key)
        if stage is Stage.EVERY:
            continue
        if _BOXES in parts and parts[-1] in _STAGES:
            boxes[stage] = key
        elif parts[-1] == _TITLE and parts[-2] in _STAGES:
            titles[stage] = key
    pairs = [(boxes[stage], titles[stage]) for stage in boxes.keys() & titles.keys()]
    return dict([*pairs, *((title, box) for box, title in pairs)])
