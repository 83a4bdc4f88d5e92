"""Everything this program needs, checked line by line, with a remedy for each fault.

Invariant: it sends nothing but one list-companies of size 1, and never shows a key.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.version import versions
from codat_tui.config import ConfigError, Profile, choose_profile, load_config
from codat_tui.exits import Exit
from codat_tui.masking import mask_all
from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed
from codat_tui.paths import NoHomeError, config_file, state_folder
from codat_tui.present.data.program import CheckData
from codat_tui.present.glyphs import Glyphs
from codat_tui.present.panels import Problem
from codat_tui.services.context import quota_is_low
from codat_tui.services.services import Services
from codat_tui.support import support_address
from codat_tui.terminal import CANNOT_DRAW, missing, speaks_unicode

if TYPE_CHECKING:
    from codat_tui.launch import Launch

# A write is settled by Codat's dates within seconds; a key's program and TLS need the right day.
CLOCKS_AGREE = timedelta(seconds=30)
SMALLEST = (80, 24)
_COLOURS = ("truecolor", "24bit")


def _run(alone: Alone) -> Exit:
    from codat_tui.composition import prepare

    rows: list[CheckData] = []
    launch: Launch | None = None
    try:
        launch = prepare(alone.options, alone.clock)
        profile = (
            None if launch.key is None else choose_profile(load_config(config_file()), alone.options.profile)
        )
    except (ConfigError, NoHomeError) as error:
        remedy = "Correct it; codat-tui config path says where it is, codat-tui init writes a first one."
        rows.append(CheckData("configuration", False, str(error), remedy))
    if launch is not None:
        facts = launch.profile
        file = config_file()
        where = f"{file}" if file.exists() else f"none at {file}: defaults"
        writes = "read-only" if facts.read_only else "changes allowed"
        rows.append(
            CheckData(
                "configuration", True, f"{where}; profile {facts.name}, {facts.environment}, {writes}", None
            )
        )
        rows += _network(profile, facts.base_url)
        rows += asyncio.run(_online(launch))
    rows += _state()
    rows += _terminal()
    rows.append(
        CheckData("versions", True, ", ".join(f"{each.name} {each.version}" for each in versions()), None)
    )
    if support := support_address():
        rows.append(CheckData("support", True, support, None))
    _print(alone, launch.glyphs if launch is not None else Glyphs.ascii(), rows)
    return Exit.PROBLEM_FOUND if any(row.fine is False for row in rows) else Exit.FINE


def _print(alone: Alone, glyphs: Glyphs, rows: list[CheckData]) -> None:
    output = alone.output
    if output.structured or not output.for_people:
        output.rows(rows)
        return
    signs = {True: glyphs.ok, False: glyphs.failed, None: glyphs.unknown}
    width = max(len(row.subject) for row in rows)
    for row in rows:
        output.text(f"{signs[row.fine]} {row.subject:<{width}}  {row.text}\n")
        if row.remedy:
            output.text(f"  {'':<{width}}  {row.remedy}\n")


async def _online(launch: Launch) -> list[CheckData]:
    """Check the key, the server, its clock and the quota."""
    services = Services(launch.clock, launch.connect, launch.randomness)
    place = launch.key.place if launch.key is not None else "the demo"
    rows: list[CheckData] = []
    try:
        backend = await services.connect()
        if backend is None:
            assert isinstance(services.state, Failed)
            return [_failed("key", services.state.error, place)]
        warning = launch.key.warning if launch.key is not None else ""
        rows.append(CheckData("key", not warning, f"read from {place}", warning or None))
        if backend.store_error is not None:
            rows.append(_failed("journal", backend.store_error))
        began = launch.clock.monotonic()
        try:
            await services.looking.one_company()
        except CodatError as error:
            return [*rows, _failed("server", error, launch.profile.base_url)]
        took = launch.clock.monotonic() - began
        rows.append(
            CheckData("server", True, f"{launch.profile.base_url} answered in {took * 1000:,.0f} ms", None)
        )
        rows.append(_clock(await services.looking.clock_offset()))
        quota = await services.looking.quota()
        if quota is None or quota.remaining is None:
            rows.append(CheckData("quota", None, "the answer does not state it", None))
        else:
            low = quota_is_low(quota, launch.clock.now())
            text = f"{quota.remaining:,} of {quota.limit or 0:,} requests left today"
            rows.append(
                CheckData(
                    "quota", not low, text, "Wait for 00:00 UTC, or ask Codat for more." if low else None
                )
            )
    finally:
        await services.stop(0.0)
    return rows


def _clock(offset: timedelta) -> CheckData:
    seconds = offset.total_seconds()
    if abs(offset) <= CLOCKS_AGREE:
        return CheckData("clock", True, "agrees with Codat's as far as its answer says", None)
    way = "behind" if seconds > 0 else "ahead of"
    text = f"this machine's is {abs(seconds):,.0f} s {way} Codat's"
    return CheckData("clock", False, text, "Set this machine's clock, best by a time server.")


def _failed(subject: str, error: CodatError, place: str = "") -> CheckData:
    problem = Problem.of(error)
    text = f"{place}: {problem.title}" if place else problem.title
    return CheckData(subject, False, text, mask_all(" ".join(problem.lines)) or None)


def _network(profile: Profile | None, base_url: str) -> Iterator[CheckData]:
    """Say which proxy and trust store are used; nothing is asked."""
    if profile is None:
        yield CheckData("network", None, "not used: the demo is in this process", None)
        return
    from codat_tui.services.looking import proxy_words, trust_words

    try:
        yield CheckData("proxy", True, proxy_words(base_url, profile.proxy), None)
    except CodatError as error:
        yield _failed("proxy", error)
    try:
        yield CheckData("trust store", True, trust_words(profile.ca_bundle), None)
    except CodatError as error:
        yield _failed("trust store", error)


def _state() -> Iterator[CheckData]:
    """Whether the state folder can be written, and by whom read."""
    try:
        folder = state_folder()
    except NoHomeError as error:
        yield CheckData("state folder", False, str(error), None)
        return
    there = _nearest(folder)
    if not os.access(there, os.W_OK):
        remedy = f"Make {there} writable for you, or set XDG_STATE_HOME: without it every change is refused."
        yield CheckData("state folder", False, f"{folder} cannot be written", remedy)
        return
    free = shutil.disk_usage(there).free / 1_000_000
    if free < 50:
        yield CheckData("state folder", False, f"{folder}: {free:,.0f} MB free", "Make room on this disk.")
        return
    exists = "" if folder.exists() else ", made when it is needed"
    yield CheckData("state folder", True, f"{folder}{exists}; {free:,.0f} MB free", None)
    if folder.exists() and os.name == "posix" and folder.stat().st_mode & 0o077:
        yield CheckData(
            "state folder", False, "others on this machine may look into it", f"chmod 700 {folder}"
        )


def _nearest(folder: Path) -> Path:
    """Return *folder*, or the first of those above it that exists."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def _terminal() -> Iterator[CheckData]:
    kind = os.environ.get("TERM", "")
    if reason := missing():
        # Not a fault: the commands need none.
        fault = kind.lower() in CANNOT_DRAW
        yield CheckData(
            "terminal", None, reason, "Set TERM=xterm-256color if it can draw." if fault else None
        )
    else:
        columns, lines = shutil.get_terminal_size()
        fits = columns >= SMALLEST[0] and lines >= SMALLEST[1]
        remedy = None if fits else f"Make the window at least {SMALLEST[0]}×{SMALLEST[1]}."
        yield CheckData("terminal", fits, f"{kind or 'TERM is not set'}, {columns}×{lines}", remedy)
    if "NO_COLOR" in os.environ:
        colours = "none, because NO_COLOR is set"
    elif os.environ.get("COLORTERM", "") in _COLOURS:
        colours = "16 million"
    else:
        colours = "256" if "256" in kind else "16; COLORTERM=truecolor says that it has all"
    yield CheckData("colours", True, colours, None)
    if speaks_unicode():
        yield CheckData("letters", True, "UTF-8", None)
    else:
        yield CheckData(
            "letters", None, "this terminal's encoding lacks the signs: plain letters are drawn", None
        )
    from codat_tui.services.desktop import Desktop

    words = Desktop(os.environ).copy_words()
    remedy = (
        "Install wl-clipboard, xclip or xsel to copy to the desktop for certain."
        if "asked" in words
        else None
    )
    yield CheckData("clipboard", True, words, remedy)


COMMAND = Command(
    name="doctor",
    examples=(
        Example("codat-tui doctor", "what is wrong on this machine"),
        Example("codat-tui doctor --json > doctor.json", "for a support ticket; without keys"),
    ),
    run_alone=_run,
    rows=(CheckData,),
    columns=("subject", "fine", "text", "remedy"),
    description=f"Sends one small request. Ends with status {Exit.PROBLEM_FOUND.value} when something is wrong.",
)
