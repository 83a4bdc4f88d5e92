"""The parts of one start of the program, from the command line to the app."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.clock import Clock
from codat_tui.models.local import ProfileFacts
from codat_tui.present.glyphs import Glyphs

if TYPE_CHECKING:
    from codat_tui.credentials import KeySource
    from codat_tui.first_start import FirstStart
    from codat_tui.services.context import Backend, KeptFleet
    from codat_tui.services.desktop import Desktop


class Announcing(NamedTuple):
    """How new trouble and the ends of followed syncs are told besides the toast."""

    bell: bool = False
    terminal: bool = False
    command: tuple[str, ...] = ()


class Launch(NamedTuple):
    """*connect* runs after the first paint."""

    profile: ProfileFacts
    connect: Callable[[], Awaitable[Backend]]
    clock: Clock
    randomness: random.Random
    glyphs: Glyphs = Glyphs.unicode()
    theme: str = ""
    keys: Mapping[str, str] = MappingProxyType({})
    company: str = ""
    config_path: str = ""
    # For copied texts and opened addresses; None uses the terminal alone.
    desktop: Desktop | None = None
    # Called at first use.
    local_zone: Callable[[], tzinfo] = lambda: UTC
    # None in the demo.
    key: KeySource | None = None
    announcing: Announcing = Announcing()
    # None keeps nothing between runs, as in the demo.
    kept_fleet: KeptFleet | None = None
    # The profiles to choose from. Raises ConfigError.
    profiles: Callable[[], Sequence[ProfileFacts]] = tuple
    # Where nothing is configured and no key is set.
    first_start: FirstStart | None = None
    # What another profile of that name needs. Raises ConfigError.
    another: Callable[[str], Launch] | None = None
