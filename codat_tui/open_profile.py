"""A profile that is open in this run: how it was started, its services, and what its screens need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from codat_tui.launch import Launch
from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.profiles import Profiles
from codat_tui.screens.shell.zones import Zones
from codat_tui.services.desktop import Desktop
from codat_tui.services.runner import Stopped
from codat_tui.services.services import Services


class OpenProfile(NamedTuple):
    """It goes on while another one is shown."""

    launch: Launch
    services: Services
    desk: Desk

    @property
    def name(self) -> str:
        return self.launch.profile.name

    async def connect(self) -> CodatError | None:
        """Connect; return why that is not possible, and then, or when cancelled, nothing of it goes on."""
        services, connected = self.services, False
        try:
            await services.recall()
            services.fleet.recall_rest()
            await services.start()
            connected = not isinstance(services.state, Failed)
        finally:
            if not connected:
                await services.stop(0.0)
        return services.state.error if isinstance(services.state, Failed) else None


def open_profile(
    launch: Launch, zones: Zones, profiles: Profiles, on_crash: Callable[[BaseException], None]
) -> OpenProfile:
    """Make the services, without connecting them, and the desk of a profile."""
    services = Services(
        launch.clock, launch.connect, launch.randomness, on_crash=on_crash, kept_fleet=launch.kept_fleet
    )
    desk = Desk(
        services,
        launch.clock,
        launch.glyphs,
        launch.profile,
        zones,
        launch.desktop or Desktop(),
        profiles,
        launch.company,
        launch.config_path,
    )
    return OpenProfile(launch, services, desk)


def exit_message(everything: Sequence[OpenProfile], stopped: Sequence[Stopped]) -> str:
    """Return what goes on, or is not known, after the program has ended; "" for nothing."""
    watches = batches = writes = 0
    for opened, ended in zip(everything, stopped, strict=True):
        writes += ended.writes
        # The demo ends with the program.
        if opened.launch.profile.environment != "demo":
            watches += ended.watches
            batches += sum(not each.over or bool(each.waiting) for each in opened.services.known_batches)
    lines = []
    if watches:
        one = watches == 1
        lines.append(
            f"{watches} watch{'' if one else 'es'} end{'s' if one else ''} here, the sync{'' if one else 's'} "
            f"go{'es' if one else ''} on; the next start takes {'it' if one else 'them'} up again."
        )
    if batches:
        many = "A batch of syncs is" if batches == 1 else f"{batches} batches of syncs are"
        lines.append(
            f"{many} not done; the next start shows {'it' if batches == 1 else 'them'} in Watching, to be resumed."
        )
    if writes:
        lines.append("A write was not answered in time; the next start looks up whether it happened.")
    return "\n".join(lines)
