"""Where configuration, state and style sheets are; nothing here creates or reads a file."""

from __future__ import annotations

import os
from pathlib import Path

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
    """`config.toml` in the platform's place; the variable CODAT_TUI_CONFIG overrides it."""
    named = os.environ.get("CODAT_TUI_CONFIG")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path(_APP, appauthor=False) / "config.toml"


def state_folder() -> Path:
    """Where the store, the crash log and debug logs live."""
    from platformdirs import user_state_path

    return user_state_path(_APP, appauthor=False)
