"""Why a command cannot go on, in lines for the user; apart from `command`, which the dashboard need not import."""

from __future__ import annotations

from codat_tui.exits import Exit


class CommandError(Exception):
    """A command cannot go on: *lines* are for the user, the first names the cause."""

    def __init__(self, status: Exit, *lines: str) -> None:
        super().__init__(lines[0])
        self.status = status
        self.lines = lines


class UsageError(CommandError):
    """The command line cannot be understood."""

    def __init__(self, *lines: str) -> None:
        super().__init__(Exit.USAGE, *lines)


def cannot_listen(host: str, port: int, error: OSError) -> UsageError:
    """Return what a server says when its address is taken or is none."""
    # A name that is no address has no strerror of the system.
    reason = error.strerror or str(error)
    return UsageError(
        f"cannot listen on {host} port {port}: {reason}",
        "Another --port (0 picks a free one) or --host may be possible.",
    )
