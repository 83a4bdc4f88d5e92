"""The first start without a key: what was typed is tested at Codat, then kept where only its owner reads it."""

from __future__ import annotations

import re
from pathlib import Path

from codat_tui.clock import Clock
from codat_tui.config import (
    DEFAULT_BASE_URL,
    DEMO,
    UNCONFIGURED,
    Environment,
    Profile,
    key_file_of,
    write_first,
)
from codat_tui.credentials import checked_key
from codat_tui.models.errors import InvalidRequestError
from codat_tui.models.local import FirstProfile
from codat_tui.paths import shown
from codat_tui.secret import Secret

# The name is also that of the key's file.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")

# Those of the demo, and of what is shown while there is no configuration.
_TAKEN = frozenset({DEMO, UNCONFIGURED})


class FirstStart:
    """Makes the first profile in the configuration *path*, which does not exist yet."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def places(self, name: str) -> tuple[str, str]:
        """Return where the profile and its key would be kept."""
        return shown(self._path), shown(key_file_of(self._path, name))

    async def test(self, typed: FirstProfile) -> int:
        """Return how many companies the key sees, after one request. Raises CodatError."""
        key = _key(typed)
        if not _NAME.fullmatch(typed.name) or typed.name in _TAKEN:
            raise InvalidRequestError(
                title=f'"{typed.name}" cannot be the name of a profile'
                if typed.name
                else "The profile has no name",
                next_step=f"Letters, digits, - and _ make a name, at most 40; {DEMO} and {UNCONFIGURED} are taken.",
            )
        # Slow, and most starts need none of it.
        from codat_tui.api import CodatClient, RetryPolicy

        server = typed.server or DEFAULT_BASE_URL
        async with CodatClient(
            key, server=server, read_only=True, retry=RetryPolicy.never(), clock=self._clock
        ) as client:
            page = await client.advanced_controls.list_companies(page_size=1)
        return page.total_results or len(page.results)

    def keep(self, typed: FirstProfile) -> None:
        """Write the profile and its key. Raises ConfigError."""
        profile = Profile(
            name=typed.name,
            environment=Environment(typed.environment),
            base_url=typed.server or DEFAULT_BASE_URL,
        )
        write_first(self._path, profile, _key(typed).reveal())


def _key(typed: FirstProfile) -> Secret:
    return checked_key(typed.key.strip(), "The field of the key")
