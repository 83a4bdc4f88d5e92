"""Locks between programs on this machine, which the kernel releases when a program ends."""

from __future__ import annotations

import os
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


# Not process ids: after a restart, or in another container, an id can belong to another program.
class Locks:
    """The locks held by this object, each a file in *folder*.

    Every method may raise OSError. Two objects in one process exclude each other like two programs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}

    def take_new(self, prefix: str) -> str:
        """Take a lock under a name never used before, and return the name."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            handle, text = tempfile.mkstemp(dir=self._folder, prefix=prefix)
            path = Path(text)
            if self._keep(handle, path):
                return path.name

    def take(self, subject: str) -> bool:
        """Take the lock on *subject*; return False when another holds it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / _name(subject)
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            if self._keep(handle, path):
                return True
            # Otherwise its holder removed the file meanwhile: try again with a new file.
            if _is_at(handle, path):
                os.close(handle)
                return False
            os.close(handle)

    def release(self, subject: str) -> None:
        self._drop(_name(subject))

    def is_free(self, name: str) -> bool:
        """Return whether nobody holds the lock *name* of `take_new`; remove its file when free."""
        path = self._folder / name
        try:
            handle = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return True
        try:
            free = _lock(handle)
            if free and sys.platform != "win32" and _is_at(handle, path):
                path.unlink(missing_ok=True)
            return free
        finally:
            os.close(handle)

    def any_taken(self, prefix: str) -> bool:
        """Return whether a lock that `take_new` named with *prefix* is held."""
        return any(not self.is_free(path.name) for path in self._folder.glob(f"{prefix}*"))

    def close(self) -> None:
        for name in list(self._held):
            self._drop(name)

    def _keep(self, handle: int, path: Path) -> bool:
        # A file removed between opening and locking excludes nobody.
        if _lock(handle) and _is_at(handle, path):
            self._held[path.name] = handle
            return True
        return False

    def _drop(self, name: str) -> None:
        handle = self._held.pop(name, None)
        if handle is None:
            return
        try:
            # Removed while the lock is held: later it could be another program's file.
            if sys.platform != "win32":
                (self._folder / name).unlink(missing_ok=True)
        finally:
            os.close(handle)


def _name(subject: str) -> str:
    digest = sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
    return f"subject-{digest[:32]}"


def _is_at(handle: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(handle), there)
