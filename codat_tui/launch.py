"""What one start of the program is made of; the command line fills it in, the app is built from it."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.clock import Clock
from codat_tui.models.local import ProfileFacts
from codat_tui.present.glyphs import Glyphs

if TYPE_CHECKING:
    from codat_tui.credentials import KeySource
    from codat_tui.services.context import Backend
    from codat_tui.services.desktop import Desktop


class Launch(NamedTuple):
    """What one start of the program is made of; *connect* runs after the first paint."""

    profile: ProfileFacts
    connect: Callable[[], Awaitable[Backend]]
    clock: Clock
    randomness: random.Random
    glyphs: Glyphs = Glyphs.unicode()
    theme: str = ""
    keys: Mapping[str, str] = MappingProxyType({})
    company: str = ""
    config_path: str = ""
    desktop: Desktop | None = None
    """Where copied texts and opened addresses go; None: to the terminal alone."""
    local_zone: Callable[[], tzinfo] = lambda: UTC
    """Finds the time zone of this machine when it is first asked for."""
    key: KeySource | None = None
    """Where the API key comes from; None in the demo."""
