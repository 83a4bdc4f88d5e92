"""Where configuration, state and style sheets are; nothing here creates or reads a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


class NoHomeError(Exception):
    """Nobody says where this account's files are: HOME is not set, and the account is not in the user list."""


PACKAGE = Path(__file__).resolve().parent
_APP = "codat-tui"


def styles_folder() -> Path:
    """The folder of the `.tcss` sheets: inside an installed package, beside it in a checkout."""
    inside = PACKAGE / "styles"
    return inside if inside.is_dir() else PACKAGE.parent / "styles"


def style_sheet(name: str) -> Path:
    """The path of one sheet, for a Screen's CSS_PATH."""
    return styles_folder() / name


def config_file() -> Path:
    """`config.toml` in the platform's place; the variable CODAT_TUI_CONFIG overrides it. Raises NoHomeError."""
    named = os.environ.get("CODAT_TUI_CONFIG")
    if named:
        return expanded(named)
    from platformdirs import user_config_path

    return _known(user_config_path, "CODAT_TUI_CONFIG") / "config.toml"


def state_folder() -> Path:
    """Where the store, the crash log and debug logs live. Raises NoHomeError."""
    from platformdirs import user_state_path

    return _known(user_state_path, "XDG_STATE_HOME")


def folder_of_start() -> Path:
    """Where exports go: the folder the program was started in; "." once that was removed, so that writing fails."""
    try:
        return Path.cwd()
    except OSError:
        return Path()


def expanded(text: str) -> Path:
    """A path as a person types it; "~" stays where nobody knows that home."""
    return Path(os.path.expanduser(text))


def _known(place: Callable[..., Path], variable: str) -> Path:
    unknown = NoHomeError(f"HOME is not set, so that your files cannot be found. Set HOME, or {variable}.")
    try:
        path = place(_APP, appauthor=False)
    except RuntimeError:
        raise unknown from None
    # Older platformdirs leave "~" as it is: a folder of that name where the program was started.
    if not path.is_absolute():
        raise unknown
    return path
