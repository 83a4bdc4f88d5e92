"""Where configuration, state and style sheets are.

Invariant: nothing here creates or reads a file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


class NoHomeError(Exception):
    """The home folder is unknown: HOME is not set, and the account is not in the user list."""


PACKAGE = Path(__file__).resolve().parent
_APP = "codat-tui"


def styles_folder() -> Path:
    """Return the folder of `.tcss` sheets: inside an installed package, beside it in a checkout."""
    inside = PACKAGE / "styles"
    return inside if inside.is_dir() else PACKAGE.parent / "styles"


def style_sheet(name: str) -> Path:
    return styles_folder() / name


def config_file() -> Path:
    """Return the path of `config.toml`; CODAT_TUI_CONFIG overrides it. Raises NoHomeError."""
    named = os.environ.get("CODAT_TUI_CONFIG")
    if named:
        return expanded(named)
    from platformdirs import user_config_path

    return _known(user_config_path, "CODAT_TUI_CONFIG") / "config.toml"


def state_folder() -> Path:
    """Return the folder of the store and logs. Raises NoHomeError."""
    from platformdirs import user_state_path

    return _known(user_state_path, "XDG_STATE_HOME")


def folder_of_start() -> Path:
    """Return the folder for exports: where the program was started."""
    try:
        return Path.cwd()
    except OSError:
        # The folder was removed: writing to "." then fails with an error the user sees.
        return Path()


def expanded(text: str) -> Path:
    """Return a typed path; "~" stays when the home is unknown."""
    return Path(os.path.expanduser(text))


def _known(place: Callable[..., Path], variable: str) -> Path:
    unknown = NoHomeError(f"HOME is not set, so that your files cannot be found. Set HOME, or {variable}.")
    try:
        path = place(_APP, appauthor=False)
    except RuntimeError:
        raise unknown from None
    # Older platformdirs keep "~", which would be a folder of that name here.
    if not path.is_absolute():
        raise unknown
    return path
