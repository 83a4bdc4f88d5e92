"""The exit statuses, for scripts; README lists them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """A signal that ended the program gives 128 and its number, as in a shell."""

    FINE = 0
    BUG = 1
    USAGE = 2
    KEY = 3
    NOT_FOUND = 4
    QUOTA = 5
    PROBLEM_FOUND = 6
    REFUSED = 7
    TIMED_OUT = 8
    NETWORK = 9
    CONFIGURATION = 78
    INTERRUPTED = 130


MEANINGS = {
    Exit.FINE: "done",
    Exit.BUG: "an error nobody expected: crash.log in the state folder has it",
    Exit.USAGE: "the command line cannot be understood, or there is no terminal for the dashboard",
    Exit.KEY: "the API key is missing or was refused (401, 403)",
    Exit.NOT_FOUND: "not found, or a name that fits several companies, which are listed",
    Exit.QUOTA: "the day's requests are used up, or too many came at once",
    Exit.PROBLEM_FOUND: "what was asked for is in trouble: a failing company, a failed sync, a broken rule",
    Exit.REFUSED: "nothing was written: read-only, not confirmed, or refused",
    Exit.TIMED_OUT: "the time given with --timeout is over",
    Exit.NETWORK: "Codat could not be reached, or failed",
    Exit.CONFIGURATION: "the configuration cannot be used",
    Exit.INTERRUPTED: "ended by ctrl+c (128 + n: by signal n)",
}
