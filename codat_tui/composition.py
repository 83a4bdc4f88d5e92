"""Builds one start of the program: profile, services, and how to connect them.

Invariant: besides `cli` the only module that knows both client and screens; slow imports are inside
`connect`, which runs after the first paint.
"""

from __future__ import annotations

import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from codat_tui.clock import Clock, SystemClock, local_zone
from codat_tui.config import DEMO, Config, ConfigError, Environment, Profile, choose_profile, load_config
from codat_tui.credentials import KeySource
from codat_tui.launch import Announcing, Launch
from codat_tui.masking import keep_password_of
from codat_tui.models.errors import InvalidRequestError
from codat_tui.models.local import ProfileFacts
from codat_tui.paths import config_file, expanded, state_folder
from codat_tui.present.glyphs import Glyphs
from codat_tui.services.context import Backend
from codat_tui.services.desktop import Desktop
from codat_tui.terminal import in_browser, speaks_unicode

if TYPE_CHECKING:
    import argparse

    from codat_tui.demo import DemoOptions
    from codat_tui.first_start import FirstStart
    from codat_tui.models.errors import CodatError
    from codat_tui.secret import Secret
    from codat_tui.store.known_fleet import KnownFleet
    from codat_tui.store.store import Store

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_READ_ONLY = "This session is read-only. Start with --write, or set read_only = false in the profile, to allow changes."


def prepare(options: argparse.Namespace, clock: Clock | None = None) -> Launch:
    """Return what the app or a command needs to start. Reads the configuration but no key. Raises ConfigError."""
    config = load_config(config_file())
    _keep_proxy_passwords(config)
    clock = clock or SystemClock()
    source: KeySource | None = None
    memory: _Memory | None = None
    if uses_demo(options):
        profile = _demo_profile(options)
        check_faults(options.faults)
        connect = demo_connection(options, clock, facts_of(profile))
    else:
        profile = choose_profile(config, options.profile)
        if options.write or options.read_only:
            profile = profile._replace(read_only=options.read_only)
        source = KeySource(profile)
        memory = _Memory(profile, source)
        connect = codat_connection(profile, source, clock, memory, debug=options.debug)
    return Launch(
        profile=facts_of(profile),
        connect=connect,
        clock=clock,
        randomness=random.Random(),
        glyphs=Glyphs.ascii() if options.ascii or config.ascii or not speaks_unicode() else Glyphs.unicode(),
        theme=getattr(options, "theme", "") or config.theme,
        keys=config.keys,
        company=getattr(options, "company", "") or "",
        config_path=str(config_file()),
        local_zone=partial(local_zone, os.environ),
        # A browser has its own clipboard and opens its own tabs, perhaps on another machine.
        desktop=Desktop({} if in_browser() else os.environ, state_folder()),
        key=source,
        announcing=Announcing(profile.bell, profile.terminal_notices, profile.notice_command),
        kept_fleet=memory,
        profiles=partial(_choices, options),
        first_start=None if source is None else _first_start(source, clock),
        another=partial(_another, options, clock),
    )


def _first_start(source: KeySource, clock: Clock) -> FirstStart | None:
    # A visitor in a browser must not set up the machine that serves.
    if config_file().exists() or source.read_at_once() is not None or in_browser():
        return None
    from codat_tui.first_start import FirstStart

    return FirstStart(config_file(), clock)


def _choices(options: argparse.Namespace) -> tuple[ProfileFacts, ...]:
    """Return the configured profiles, or the one that needs no configuration, and the demo. Raises ConfigError."""
    config = load_config(config_file())
    profiles = tuple(config.profiles.values()) or (choose_profile(config),)
    shown = tuple(each._replace(read_only=True) if options.read_only else each for each in profiles)
    return tuple(map(facts_of, (*shown, *(() if DEMO in config.profiles else (_demo_profile(options),)))))


def _another(options: argparse.Namespace, clock: Clock, name: str) -> Launch:
    """Prepare the profile *name*. Raises ConfigError.

    What the command line has refused stays refused; what it has allowed, it has allowed to another profile.
    """
    import argparse

    configured = load_config(config_file()).profiles
    chosen = argparse.Namespace(**vars(options))
    chosen.write, chosen.company = False, ""
    chosen.demo = name == DEMO and DEMO not in configured
    chosen.faults = ""
    chosen.companies = chosen.seed = chosen.demo_sync_seconds = None
    # The one that needs no configuration has a name, but not there.
    chosen.profile = name if configured else ""
    return prepare(chosen, clock)


class _Memory:
    """What earlier runs have kept of a profile's fleet, opened by the key that the connection is made with."""

    def __init__(self, profile: Profile, source: KeySource) -> None:
        self._profile = profile
        self._source = source

    @cached_property
    def known_fleet(self) -> KnownFleet:
        from codat_tui.store.known_fleet import KnownFleet
        from codat_tui.store.sealed_lines import Owner

        profile = self._profile
        return KnownFleet(state_folder(), Owner(profile.name, profile.base_url, profile.client_id))

    def at_once(self) -> KnownFleet | None:
        return self._unlocked(self._source.read_at_once())

    async def ahead(self) -> KnownFleet | None:
        return self._unlocked(await self._source.read_ahead())

    def _unlocked(self, key: Secret | None) -> KnownFleet | None:
        # Without a key the connection says what is missing.
        return self.unlocked(key) if key is not None else None

    def unlocked(self, key: Secret) -> KnownFleet:
        self.known_fleet.unlock(key)
        return self.known_fleet


def _demo_profile(options: argparse.Namespace) -> Profile:
    return Profile(
        name=DEMO, environment=Environment.DEMO, read_only=options.read_only, base_url="in process"
    )


def uses_demo(options: argparse.Namespace) -> bool:
    """Return whether these options mean the embedded demo."""
    asked = (options.demo, options.faults, options.companies, options.seed, options.demo_sync_seconds)
    return any(asked)


def _keep_proxy_passwords(config: Config) -> None:
    for url in (*(each.proxy for each in config.profiles.values()), *map(os.environ.get, _PROXIES)):
        keep_password_of(url or "")


def facts_of(profile: Profile) -> ProfileFacts:
    """Return what services and header may know of a profile: never the key or its source."""
    return ProfileFacts(
        name=profile.name,
        environment=str(profile.environment),
        read_only=profile.read_only,
        read_only_reason=_READ_ONLY if profile.read_only else "",
        base_url=profile.base_url,
        client_id=profile.client_id,
        merchant_texts=_merchant_texts(profile),
        merchant_language=profile.merchant_language,
        refresh_minutes=profile.refresh_minutes,
        asked_at_start=profile.asked_at_start,
        portal_url=profile.portal_url,
    )


def _merchant_texts(profile: Profile) -> str:
    folder = config_file().parent
    if profile.merchant_texts:
        return str(folder / expanded(profile.merchant_texts))
    beside = folder / "merchant.toml"
    return str(beside) if beside.is_file() else ""


def check_faults(text: str) -> None:
    """Raise ConfigError for unreadable faults."""
    # The common case imports nothing.
    if not text:
        return
    from codat_tui.demo.faults import parse_faults

    try:
        parse_faults(text)
    except ValueError as error:
        raise ConfigError(f"--faults: {error}") from None


def demo_options(options: argparse.Namespace) -> DemoOptions:
    """Return the demo's options from the command line, the others with their defaults."""
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
    """Return a function that connects to the demo in this process; its data ends with the process."""

    async def connect() -> Backend:
        await _import_slow_parts("codat_tui.demo")
        from codat_tui.api import CodatClient
        from codat_tui.api.transport import InProcessTransport
        from codat_tui.demo import create_app
        from codat_tui.store.store import Store

        chosen = demo_options(options)
        transport = InProcessTransport(create_app(chosen, now=clock.now))
        client = CodatClient(chosen.api_key, transport=transport, clock=clock)
        store = await Store.open(_temporary_folder() / "demo.sqlite3")
        return Backend(client, store, facts._replace(client_id=chosen.client_id))

    return connect


def codat_connection(
    profile: Profile, source: KeySource, clock: Clock, memory: _Memory, *, debug: bool
) -> Callable[[], Awaitable[Backend]]:
    """Return a function that connects to Codat or the profile's base_url; each call reads the key again."""

    async def connect() -> Backend:
        import asyncio

        key = await source.read()
        await _import_slow_parts()
        from codat_tui.api import CodatClient
        from codat_tui.debug_log import open_debug_log

        try:
            # On a thread as well: to read the certificates takes longer than a key may wait.
            client = await asyncio.to_thread(
                CodatClient,
                key,
                server=profile.base_url,
                read_only=profile.read_only,
                proxy=profile.proxy or None,
                ca_bundle=profile.ca_bundle or None,
                logger=open_debug_log(state_folder() / "debug.log") if debug else None,
                clock=clock,
            )
        except OSError as error:
            raise InvalidRequestError(
                title="debug.log cannot be opened", next_step=f"{error.filename}: {error.strerror or error}."
            ) from None
        store, failure = await _open_store()
        remarks = (source.warning, store.remark if store is not None else "")
        known_fleet = memory.unlocked(key)
        return Backend(client, store, facts_of(profile), failure, tuple(filter(None, remarks)), known_fleet)

    return connect


async def _import_slow_parts(*more: str) -> None:
    # On a thread, so that keys work meanwhile.
    import asyncio
    import importlib

    for name in ("codat_tui.api", "codat_tui.store.store", *more):
        await asyncio.to_thread(importlib.import_module, name)


def _temporary_folder() -> Path:
    # Deleted when the process ends.
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
