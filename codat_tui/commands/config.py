"""The configuration: where it is, whether it can be used, its profiles."""

from __future__ import annotations

from pathlib import Path

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser, one_of
from codat_tui.config import Profile, choose_profile, load_config
from codat_tui.credentials import KeySource
from codat_tui.exits import Exit
from codat_tui.paths import config_file, state_folder
from codat_tui.present.data.program import PathData, ProfileData

PATH, CHECK, PROFILES = "path", "check", "profiles"
_STATE = ("codat-tui.sqlite3", "debug.log", "crash.log")


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "what", type=one_of(PATH, CHECK, PROFILES), metavar="WHAT", help=f"{PATH}, {CHECK} or {PROFILES}"
    )


def _run(alone: Alone) -> Exit:
    what, output = alone.options.what, alone.output
    if what == PATH:
        output.show(("what", "path", "exists"))
        output.rows(_paths())
        return Exit.FINE
    # Raises ConfigError with the place of a mistake.
    config = load_config(config_file())
    if what == CHECK:
        used = choose_profile(config, alone.options.profile)
        output.rows([_profile(used, used=True)])
        output.say(f"{config_file()} can be used.")
        return Exit.FINE
    used_name = alone.options.profile or config.profile or next(iter(config.profiles), "")
    output.rows(
        [_profile(each, used=each.name == used_name) for each in config.profiles.values()],
        f"No profile is configured in {config_file()}.",
    )
    return Exit.FINE


def _paths() -> list[PathData]:
    state = state_folder()
    found = [("config.toml", config_file()), ("state folder", state)]
    found += [(name, state / name) for name in _STATE]
    return [PathData(what, str(path), Path(path).exists()) for what, path in found]


def _profile(profile: Profile, *, used: bool) -> ProfileData:
    return ProfileData(
        name=profile.name,
        used=used,
        environment=profile.environment.value,
        read_only=profile.read_only,
        base_url=profile.base_url,
        client_id=profile.client_id or None,
        key_from=KeySource(profile).place,
    )


COMMAND = Command(
    name="config",
    examples=(
        Example("codat-tui config path", "where configuration, journal and logs are"),
        Example("codat-tui config check", f"status {Exit.CONFIGURATION.value} and the place of a mistake"),
    ),
    arguments=_arguments,
    run_alone=_run,
    rows=(ProfileData, PathData),
    columns=("name", "used", "environment", "read_only", "key_from", "base_url"),
)
