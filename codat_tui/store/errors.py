"""The one error of the store; without a store reading goes on and every write is refused."""

from __future__ import annotations

from codat_tui.models.errors import CodatError


class StoreError(CodatError):
    """The file of this machine's memory cannot be opened, read or written.

    CodatError
     └─ StoreError        title and next step say what is wrong with the file and what to do
         └─ DamagedError  SQLite cannot read it
    """


class DamagedError(StoreError):
    """The file is not, or no longer, one that SQLite can read."""
