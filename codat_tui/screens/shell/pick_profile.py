"""The list of profiles to choose from."""

from __future__ import annotations

from codat_tui.models.local import ProfileFacts
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.picker import Picker, PickRow


def profile_picker(desk: Desk) -> Picker:
    """Raises ConfigError."""
    rows = [
        PickRow(each.name, each.name, note=_note(desk, each))
        for each in {facts.name: facts for facts in (desk.profile, *desk.profiles.choices())}.values()
    ]
    return Picker("Profile", rows, (desk.profile.name,), desk.glyphs)


def _note(desk: Desk, profile: ProfileFacts) -> str:
    services = desk.profiles.open.get(profile.name)
    words = [profile.environment, "read-only" if profile.read_only else ""]
    if services is not None:
        goes_on = desk.profiles.elsewhere(desk.profile.name).get(profile.name, "")
        words += [services.known_client, "shown" if services is desk.services else goes_on or "open"]
    return ", ".join(filter(None, words))
