"""The exit statuses, for scripts; README lists them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """A signal that ended the program gives 128 and its number, as in a shell."""

    FINE = 0
    # An unexpected error, in crash.log.
    BUG = 1
    # The command line cannot be understood, or there is no terminal.
    USAGE = 2
    # The API key is missing, or Codat refused it.
    KEY = 3
    # No company has this name, or several have.
    NOT_FOUND = 4
    # The daily requests are used up, or too many came at once.
    QUOTA = 5
    # The subject has a problem: a failing company, a failed sync.
    PROBLEM_FOUND = 6
    # Not done: read-only, or not confirmed.
    REFUSED = 7
    TIMED_OUT = 8
    # Codat could not be reached, or answered with an error of its own.
    NETWORK = 9
    CONFIGURATION = 78
    # Ctrl+c, or SIGINT.
    INTERRUPTED = 130
