"""The log of `--debug`: bounded, for its owner only, with a first line about its contents."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

MOST_BYTES = 5_000_000
OLDER_FILES = 2
HEAD = (
    "# Requests and answers of codat-tui --debug. Keys, passwords and one-time passwords are masked;\n"
    "# names, configurations and messages of merchants are not. Look through it before you pass it on.\n"
)


def open_debug_log(path: Path) -> logging.Logger:
    """Return a logger to *path*, which rotates to `.1` and `.2`. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    logger = logging.getLogger("codat_tui.api")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    handler = _OwnersFile(
        path, maxBytes=MOST_BYTES, backupCount=OLDER_FILES, encoding="utf-8", errors="replace"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    return logger


class _OwnersFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        file = os.fdopen(handle, "a", encoding=self.encoding, errors=self.errors)
        if os.fstat(handle).st_size == 0:
            file.write(HEAD)
            file.flush()
        return file

    def handleError(self, record: logging.LogRecord) -> None:
        # A full disk must not print a traceback over the screen.
        pass
