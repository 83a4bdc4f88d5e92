"""A file of JSON lines of which each is sealed with a profile's API key.

Invariant: a line that was damaged, or that anything without the key wrote, is never returned. No key is in the file:
from a seal, a keyed digest, it cannot be found.
"""

from __future__ import annotations

import hmac
import json
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from codat_tui.secret import Secret, authorization_header

# A changed form of the lines: what was sealed under another number is not read.
FORMAT = 1
# Bytes of one line and of one file; neither reaches them but by a mistake.
LONGEST_LINE = 262_144
LARGEST_FILE = 536_870_912

# `json.dumps` would make one for each line.
_WRITER = json.JSONEncoder(default=str, separators=(",", ":"))
_DIGITS = 32
_BETWEEN = b" "


class Owner(NamedTuple):
    """Whose lines they are, besides the key."""

    profile: str
    base_url: str
    client_id: str


def seal_of(owner: Owner, key: Secret) -> bytes:
    """Return what seals the lines of this owner and no other's."""
    # The header is the same for both forms in which a key is given.
    named = json.dumps([FORMAT, *owner])
    return hmac.digest(authorization_header(key).reveal().encode(), named.encode(), "sha256")


def file_name(kind: str, profile: str) -> str:
    """Return the name of the file of this kind and profile: "known-fleet-acme-4f1c09ab.jsonl"."""
    readable = "".join(
        letter for letter in profile if letter.isascii() and (letter.isalnum() or letter in "-_")
    )
    # Profiles whose names differ in other letters must not share a file.
    digest = hmac.digest(b"codat-tui", profile.encode("utf-8", "surrogatepass"), "sha256").hex()
    return f"{kind}-{readable[:40]}-{digest[:8]}.jsonl"


class SealedLines:
    """The lines of one file; *seal* is of their owner."""

    def __init__(self, path: Path, seal: bytes) -> None:
        self.path = path
        self._seal = hmac.digest(seal, path.name.encode(), "sha256")

    def read(self) -> Iterator[Any]:
        """Yield the values in order, without those whose line cannot be trusted; nothing when there is no file."""
        with suppress(OSError), _opened(self.path) as file:
            left = LARGEST_FILE
            while left > 0 and (line := file.readline(LONGEST_LINE + 1)).endswith(b"\n"):
                left -= len(line)
                seal, _, text = line[:-1].partition(_BETWEEN)
                if hmac.compare_digest(seal, self._sealed(text)):
                    with suppress(ValueError, RecursionError):
                        yield json.loads(text.decode())

    def replace(self, values: Iterable[Any]) -> bool:
        """Write these values in place of all; return False while another program does. Raises OSError.

        Readers see the file as it was before or as it is then.
        """
        # A start reads, and has no time for this.
        from codat_tui.store.locks import Locks

        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        locks = Locks(self.path.parent / "locks")
        if not locks.take(self.path.name):
            return False
        fresh = self.path.with_name(f"{self.path.name}.new")
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.writelines(self._lines(values))
            os.replace(fresh, self.path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        finally:
            locks.close()
        return True

    def _lines(self, values: Iterable[Any]) -> Iterator[bytes]:
        for value in values:
            text = _WRITER.encode(value).encode()
            if len(text) < LONGEST_LINE - _DIGITS - len(_BETWEEN):
                yield b"".join((self._sealed(text), _BETWEEN, text, b"\n"))

    def _sealed(self, text: bytes) -> bytes:
        return hmac.digest(self._seal, text, "sha256").hex()[:_DIGITS].encode()


def _opened(path: Path) -> Any:
    # Something else than a file of that name, such as a pipe, would never answer.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(f"{path} is no file")
    return os.fdopen(handle, "rb")
