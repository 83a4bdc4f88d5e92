"""The dependencies of a screen or a sheet."""

from __future__ import annotations

from typing import NamedTuple

from codat_tui.clock import Clock
from codat_tui.models.local import ProfileFacts
from codat_tui.present import Glyphs
from codat_tui.screens.shell.profiles import Profiles
from codat_tui.screens.shell.zones import Zones
from codat_tui.services.desktop import Desktop
from codat_tui.services.services import Services


class Desk(NamedTuple):
    """The dependencies of a screen; none of them knows the app."""

    services: Services
    clock: Clock
    glyphs: Glyphs
    profile: ProfileFacts
    zones: Zones
    desktop: Desktop
    profiles: Profiles
    company: str = ""
    config_path: str = ""
