"""The errors of the store; without a store the program reads and refuses every write."""

from __future__ import annotations

from codat_tui.models.errors import CodatError


class StoreError(CodatError):
    """The file cannot be opened, read or written.

    CodatError
     └─ StoreError        title and next step name the problem and what to do
         └─ DamagedError  SQLite cannot read it
    """


class DamagedError(StoreError):
    """SQLite cannot read the file."""
