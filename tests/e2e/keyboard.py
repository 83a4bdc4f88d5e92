"""Key names as the bytes a terminal sends: xterm's own encoding, and the kitty keyboard protocol.

A name that is no key raises: a mistyped key never reaches the program as text.
"""

from __future__ import annotations

_SEQUENCES = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "f3": b"\x1bOR",
    "f8": b"\x1b[19~",
}
_CONTROLS = {"enter": 13, "escape": 27, "tab": 9, "backspace": 127, "space": 32}


def xterm_key(name: str) -> bytes:
    """The bytes xterm sends for one key; raises ValueError for an unknown name."""
    if name in _SEQUENCES:
        return _SEQUENCES[name]
    if name in _CONTROLS:
        return bytes([_CONTROLS[name]])
    if name.startswith("ctrl+") and len(name) == 6:
        return bytes([ord(name[5].upper()) & 0x1F])
    if len(name) == 1:
        return name.encode()
    raise ValueError(f"no such key: {name!r}")


def kitty_key(name: str) -> bytes:
    """The same key under the kitty keyboard protocol with all keys reported as escape codes."""
    if name in _SEQUENCES:
        return _SEQUENCES[name]
    if name in _CONTROLS:
        return f"\x1b[{_CONTROLS[name]}u".encode()
    if name.startswith("ctrl+") and len(name) == 6:
        return f"\x1b[{ord(name[5])};5u".encode()
    if len(name) == 1:
        return f"\x1b[{ord(name)};;{ord(name)}u".encode()
    raise ValueError(f"no such key: {name!r}")
