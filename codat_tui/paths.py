"""Where configuration, state and style sheets are.

Invariant: nothing here creates or reads a file.
"""

from __future__ import annotations

import os
import sys
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
    return _known("config", "CODAT_TUI_CONFIG") / "config.toml"


def state_folder() -> Path:
    """Return the folder of the store and logs. Raises NoHomeError."""
    return _known("state", "XDG_STATE_HOME")


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


def shown(path: Path) -> str:
    """Return a path as a person writes it, with "~" for the home: the inverse of `expanded`."""
    home = os.path.expanduser("~")
    return f"~{os.sep}{path.relative_to(home)}" if home != "~" and path.is_relative_to(home) else str(path)


def _known(kind: str, variable: str) -> Path:
    unknown = NoHomeError(f"HOME is not set, so that your files cannot be found. Set HOME, or {variable}.")
    try:
        path = _on_linux(kind) if sys.platform == "linux" else _elsewhere(kind)
    except RuntimeError:
        raise unknown from None
    # An unknown home stays "~", which would be a folder of that name here.
    if not path.is_absolute():
        raise unknown
    return path


def _on_linux(kind: str) -> Path:
    # What platformdirs does there, without its imports: every start waits for them.
    named = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
    # A relative path is to be ignored, by the specification of these variables.
    if not os.path.isabs(named):
        named = os.path.expanduser("~/.config" if kind == "config" else "~/.local/state")
    return Path(named) / _APP


def _elsewhere(kind: str) -> Path:
    from platformdirs import user_config_path, user_state_path

    place = user_config_path if kind == "config" else user_state_path
    return place(_APP, appauthor=False)
