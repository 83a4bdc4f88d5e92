"""Deterministic values.

Invariant: no state; each value depends on its labels alone, the seed among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def digest(*labels: object) -> bytes:
    """Return 32 bytes."""
    # A separator no label holds: ("a", "bc") and ("ab", "c") differ.
    return blake2b("\x1f".join(map(str, labels)).encode(), digest_size=32).digest()


def number(below: int, *labels: object) -> int:
    """Return an integer in 0 <= n < below."""
    return int.from_bytes(digest(*labels)[:8], "big") % below


def fraction(*labels: object) -> float:
    """Return a number in 0 <= f < 1."""
    return int.from_bytes(digest(*labels)[:7], "big") / 2.0**56


def pick(options: Sequence[T], *labels: object) -> T:
    return options[number(len(options), *labels)]


def _as_uuid(hexed: str) -> str:
    variant = "89ab"[int(hexed[16], 16) & 3]
    return f"{hexed[:8]}-{hexed[8:12]}-4{hexed[13:16]}-{variant}{hexed[17:20]}-{hexed[20:32]}"


def uuid_of(*labels: object) -> str:
    return _as_uuid(digest(*labels).hex())


def indexed_uuid(index: int, *labels: object) -> str:
    """Return a UUID from which `index_of` reads the index, so that no table of ids is kept."""
    head = _as_uuid(digest(*labels, index).hex())[:24]
    return f"{head}{index ^ _mask(head, *labels):012x}"


def index_of(identifier: str, *labels: object) -> int | None:
    """Return the index in `identifier`, or None when `indexed_uuid` did not make it."""
    head, tail = identifier[:24], identifier[24:]
    try:
        index = int(tail, 16) ^ _mask(head, *labels)
    except ValueError:
        return None
    return index if indexed_uuid(index, *labels) == identifier else None


def _mask(head: str, *labels: object) -> int:
    return int.from_bytes(digest(*labels, head)[:6], "big")
