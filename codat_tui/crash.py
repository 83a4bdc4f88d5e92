"""What a crash leaves: a masked traceback in a file, three lines for the user.

Invariant: local variables are never written, because one may hold a key.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from codat_tui import __version__

if TYPE_CHECKING:
    from codat_tui.clock import Clock


def catch_everything(clock: Clock) -> None:
    """Handle every uncaught exception, on any thread, before Python prints it; Python then ends with status
    1.
    """

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        from codat_tui.support import support_address

        lines = crash_lines(error, log_crash(error, clock), support_address())
        # The lost terminal may be the cause.
        with suppress(OSError, ValueError):
            print("\n".join(lines), file=sys.stderr)

    def report_of_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log_crash(args.exc_value, clock)

    sys.excepthook = report
    threading.excepthook = report_of_thread


def log_crash(error: BaseException, clock: Clock) -> Path | None:
    """Write *error* to `crash.log` in the state folder; return the file, None if not written."""
    # Imported here, as below: most runs have no crash, and all would wait for it.
    from codat_tui.masking import keep_secrets_of
    from codat_tui.paths import NoHomeError, state_folder

    # A crash may come before the key was read from there.
    keep_secrets_of(os.environ)
    try:
        folder = state_folder()
    except NoHomeError:
        return None
    return write_crash(error, folder, f"{clock.now().isoformat(timespec='seconds')} codat-tui {__version__}")


def write_crash(error: BaseException, folder: Path, heading: str) -> Path | None:
    """Append the masked traceback of *error* to `crash.log` in *folder*; return None if not written."""
    import traceback

    from codat_tui.masking import mask_all

    lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    report = f"--- {heading}\n{mask_all(''.join(lines))}\n"
    path = folder / "crash.log"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8", errors="replace") as file:
            file.write(report)
    except OSError:
        return None
    return path


def crash_lines(error: BaseException, path: Path | None, support: str = "") -> tuple[str, str, str]:
    kept = (
        f"The details, without keys, are in {path}."
        if path
        else "The details could not be written to a file."
    )
    if path and support:
        kept = f"{kept} Send them to {support}."
    return (
        f"codat-tui had an unexpected error ({type(error).__name__}) and stopped.",
        "Nothing you confirmed is lost: a write under way is looked up again at the next start.",
        kept,
    )
