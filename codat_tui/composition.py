"""The parts of one start of the program put together: profile, services, and how to connect them.

Part of the command line's room: the only module besides `cli` that knows both the client and the screens' side.
The slow imports stand inside `connect`, which runs after the first paint.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codat_tui.clock import Clock, SystemClock
from codat_tui.config import ConfigError, Environment, Profile, choose_profile, load_config
from codat_tui.launch import Launch
from codat_tui.models.errors import InvalidRequestError
from codat_tui.models.local import ProfileFacts
from codat_tui.paths import config_file, state_folder
from codat_tui.present.glyphs import Glyphs
from codat_tui.services.context import Backend

if TYPE_CHECKING:
    import argparse
    import logging

    from codat_tui.demo import DemoOptions
    from codat_tui.models.errors import CodatError
    from codat_tui.store.store import Store

_READ_ONLY = "This session is read-only. Start with --write, or set read_only = false in the profile, to allow changes."


def prepare(options: argparse.Namespace) -> Launch:
    """Everything the app needs to open; raises ConfigError. Reads the configuration, but no key."""
    config = load_config(config_file())
    clock = SystemClock()
    if options.demo:
        profile = Profile(name="demo", environment=Environment.DEMO, read_only=False, base_url="in process")
        check_faults(options.faults)
        connect = demo_connection(options, clock, facts_of(profile))
    else:
        profile = choose_profile(config, options.profile)
        if options.write:
            profile = replace(profile, read_only=False)
        connect = codat_connection(profile, clock, debug=options.debug)
    return Launch(
        profile=facts_of(profile),
        connect=connect,
        clock=clock,
        randomness=random.Random(),
        glyphs=Glyphs.ascii() if options.ascii or config.ascii else Glyphs.unicode(),
        theme=options.theme or config.theme,
        keys=config.keys,
        company=options.company,
        config_path=str(config_file()),
    )


def facts_of(profile: Profile) -> ProfileFacts:
    """What services and header may know of a profile: never the key or its source."""
    return ProfileFacts(
        name=profile.name,
        environment=str(profile.environment),
        read_only=profile.read_only,
        read_only_reason=_READ_ONLY if profile.read_only else "",
        base_url=profile.base_url,
        client_id=profile.client_id,
    )


def check_faults(text: str) -> None:
    """Raise ConfigError for faults that cannot be read; costs no import when there are none."""
    if not text:
        return
    from codat_tui.demo.faults import parse_faults

    try:
        parse_faults(text)
    except ValueError as error:
        raise ConfigError(f"--faults: {error}") from None


def demo_options(options: argparse.Namespace) -> DemoOptions:
    """The demo's options from the command line; what was not given keeps the demo's default."""
    from codat_tui.demo import DemoOptions

    chosen = DemoOptions(faults=options.faults)
    if options.companies:
        chosen = replace(chosen, companies=options.companies)
    if options.seed:
        chosen = replace(chosen, seed=options.seed)
    if options.demo_sync_seconds:
        chosen = replace(chosen, sync_seconds=options.demo_sync_seconds)
    return chosen


def demo_connection(
    options: argparse.Namespace, clock: Clock, facts: ProfileFacts
) -> Callable[[], Awaitable[Backend]]:
    """A connection to an imitation of Codat inside this process; its memory ends with the process."""

    async def connect() -> Backend:
        await _import_slow_parts("codat_tui.demo")
        from codat_tui.api import CodatClient
        from codat_tui.api.transport import InProcessTransport
        from codat_tui.demo import create_app
        from codat_tui.store.store import Store

        chosen = demo_options(options)
        transport = InProcessTransport(create_app(chosen, now=clock.now))
        client = CodatClient(chosen.api_key, transport=transport, clock=clock)
        store = await Store.open(_passing_folder() / "demo.sqlite3")
        return Backend(client, store, replace(facts, client_id=chosen.client_id))

    return connect


def codat_connection(profile: Profile, clock: Clock, *, debug: bool) -> Callable[[], Awaitable[Backend]]:
    """A connection to Codat or whatever the profile's base_url names; the key is read anew at each connecting."""

    async def connect() -> Backend:
        from codat_tui.credentials import read_api_key

        key = await read_api_key(profile)
        await _import_slow_parts()
        from codat_tui.api import CodatClient

        try:
            client = CodatClient(
                key,
                server=profile.base_url,
                read_only=profile.read_only,
                proxy=profile.proxy or None,
                ca_bundle=profile.ca_bundle or None,
                logger=_debug_logger() if debug else None,
                clock=clock,
            )
        except OSError as error:
            raise InvalidRequestError(
                title="The connection cannot be prepared",
                next_step=f"{error.strerror or error}: check ca_bundle and proxy in the profile {profile.name}.",
            ) from None
        store, failure = await _open_store()
        return Backend(client, store, facts_of(profile), failure)

    return connect


async def _import_slow_parts(*more: str) -> None:
    """Import the client and the store on a thread, so that keys go on working meanwhile."""
    import asyncio
    import importlib

    for name in ("codat_tui.api", "codat_tui.store.store", *more):
        await asyncio.to_thread(importlib.import_module, name)


def _passing_folder() -> Path:
    """A folder that is gone when the process ends."""
    import atexit
    import tempfile

    folder = tempfile.TemporaryDirectory(prefix="codat-tui-demo-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


async def _open_store() -> tuple[Store | None, CodatError | None]:
    from codat_tui.store.errors import StoreError
    from codat_tui.store.store import Store

    try:
        return await Store.open(state_folder() / "codat-tui.sqlite3"), None
    except StoreError as error:
        return None, error


def _debug_logger() -> logging.Logger:
    """A logger that writes to `debug.log` in the state folder, for its owner only; the client masks keys."""
    import logging
    import os

    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "debug.log"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    logger = logging.getLogger("codat_tui.api")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    return logger
