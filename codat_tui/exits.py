"""The statuses with which the program ends, for scripts; README lists them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What an exit status says. A signal that ended the program gives 128 and its number, as in a shell."""

    FINE = 0
    BUG = 1
    """An error nobody expected; crash.log has it."""
    USAGE = 2
    """The command line cannot be understood, or there is no terminal for a screen."""
    KEY = 3
    """The API key is missing, or Codat refused it."""
    NOT_FOUND = 4
    """No company is called so, or several are."""
    QUOTA = 5
    """The day's requests are used up, or too many came at once."""
    TROUBLE = 6
    """What was asked for is in trouble: a failing company, a failed sync."""
    REFUSED = 7
    """Not done: read-only, or not confirmed."""
    TIMED_OUT = 8
    NETWORK = 9
    """Codat could not be reached, or answered with an error of its own."""
    CONFIGURATION = 78
    """The configuration cannot be used."""
    INTERRUPTED = 130
    """Ctrl+c, or SIGINT."""
