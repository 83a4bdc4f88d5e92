"""The exit status of each kind of error, and its words."""

from __future__ import annotations

from codat_tui.exits import Exit
from codat_tui.models.errors import (
    BadRequestError,
    CodatError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    KeyMissingError,
    NotFoundError,
    PaymentRequiredError,
    RefusedError,
    TooManyRequestsError,
    UnauthorizedError,
    UnprocessableError,
)
from codat_tui.present.panels import Problem
from codat_tui.store.errors import StoreError

# In order: the first that fits decides.
_STATUSES: tuple[tuple[tuple[type[CodatError], ...], Exit], ...] = (
    ((KeyMissingError, UnauthorizedError, ForbiddenError), Exit.KEY),
    ((NotFoundError,), Exit.NOT_FOUND),
    ((TooManyRequestsError, PaymentRequiredError), Exit.QUOTA),
    ((ConfigurationError, StoreError), Exit.CONFIGURATION),
    ((InvalidRequestError,), Exit.USAGE),
    ((RefusedError,), Exit.REFUSED),
)
_OF_A_WRITE = (BadRequestError, ConflictError, UnprocessableError)


def status_of(error: CodatError) -> Exit:
    """Return the exit status for *error*; what nobody classified is Codat's or the network's."""
    if isinstance(error, _OF_A_WRITE) and error.is_write:
        return Exit.REFUSED
    return next((status for kinds, status in _STATUSES if isinstance(error, kinds)), Exit.NETWORK)


def lines_of(error: CodatError) -> tuple[str, ...]:
    """Return the error for the user: the cause, the next step, what Codat said."""
    problem = Problem.of(error)
    return (f"{problem.title}.", *problem.lines)
