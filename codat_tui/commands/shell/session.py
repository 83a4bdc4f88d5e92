"""What a command works with that is connected to Codat; how it is started, interrupted and ended."""

from __future__ import annotations

import argparse
import asyncio
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from codat_tui.commands.shell.command import Command
from codat_tui.commands.shell.command_error import CommandError
from codat_tui.commands.shell.output import Output
from codat_tui.exits import Exit
from codat_tui.models.local import Failed, FleetEntry
from codat_tui.services.services import Services

if TYPE_CHECKING:
    from codat_tui.launch import Launch

# The companies named when a name fits several.
MOST_NAMED = 20
# Seconds that a write under way gets when the command is over; an interrupted one leaves it to the journal.
GRACE = 5.0


class Session:
    """A command connected to Codat."""

    def __init__(
        self, command: Command, options: argparse.Namespace, launch: Launch, services: Services
    ) -> None:
        profile = launch.profile
        self.options = options
        self.launch = launch
        self.services = services
        self.clock = launch.clock
        self.profile = profile
        named = {"profile": profile.name, "environment": profile.environment}
        self.output = Output(options, launch.clock, command, named)

    async def companies(self) -> dict[str, FleetEntry]:
        """Return every company by id; asks for no sync. Raises CodatError."""
        # Not `load`, which asks each company for its latest sync.
        self.services.fleet.relist()
        return dict(await self.services.fleet.listed())

    async def company(self, text: str) -> FleetEntry:
        """Return the company of this id, name or part of a name.

        Raises CodatError, and CommandError when there is none or more than one.
        """
        if not is_id(text) and not self.services.fleet.state.as_of:
            await self.companies()
        found = await self.services.companies.find_company(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise CommandError(Exit.NOT_FOUND, f'No company has the id or name "{text}".')
        named = sorted(
            (f"  {each.company_id}  {each.full_name}" for each in found[:MOST_NAMED]), key=str.casefold
        )
        more = [f"  and {len(found) - MOST_NAMED} more"] if len(found) > MOST_NAMED else []
        raise CommandError(
            Exit.NOT_FOUND,
            f'"{text}" fits {len(found)} companies; give the id or the whole name:',
            *named,
            *more,
        )

    async def chosen(self) -> list[FleetEntry]:
        """Return the companies that the command line names, each once."""
        found = [await self.company(each) for each in self.options.names]
        return list({each.company_id: each for each in found}.values())


def is_id(text: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text.strip()) is not None


def run_connected(command: Command, options: argparse.Namespace, launch: Launch) -> int:
    """Connect, run the command, and leave everything in order; return the exit status."""
    if launch.key is not None:
        if sys.stdin.isatty():
            launch.key.ask_before_the_screen()
        elif launch.key.asks_on_the_terminal:
            raise CommandError(
                Exit.KEY, "The key's program asks on a terminal, and there is none (api_key_prompts)."
            )
    run = command.run
    assert run is not None
    return asyncio.run(_run(command, run, options, launch))


async def _run(
    command: Command, run: Callable[[Session], Awaitable[Exit]], options: argparse.Namespace, launch: Launch
) -> int:
    task = asyncio.current_task()
    assert task is not None
    crashes: list[BaseException] = []

    def crashed(error: BaseException) -> None:
        crashes.append(error)
        task.cancel()

    services = Services(launch.clock, launch.connect, launch.randomness, on_crash=crashed)
    session = Session(command, options, launch, services)
    grace = GRACE
    with _ended_by_signals(task) as signals:
        try:
            return await _connected(session, run)
        except asyncio.CancelledError:
            if crashes:
                raise crashes[0] from None
            if not signals:
                raise
            grace = 0.0
            return 128 + signals[0]
        finally:
            await services.stop(grace)


async def _connected(session: Session, run: Callable[[Session], Awaitable[Exit]]) -> int:
    services, output = session.services, session.output
    await services.connect()
    if isinstance(services.state, Failed):
        raise services.state.error
    for remark in services.remarks:
        output.say(remark)
    if services.store_error is not None:
        output.say(services.store_error.title + ".", services.store_error.next_step)
    return await run(session)


@contextmanager
def _ended_by_signals(task: asyncio.Task[object]) -> Iterator[list[int]]:
    """Cancel *task* at the first signal to end; the second one ends the process as usual."""
    came: list[int] = []

    def ends(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.signal(number, before[number])
        loop.call_soon_threadsafe(task.cancel)

    loop = asyncio.get_running_loop()
    before = {}
    # Only the main thread may; without handlers a signal ends the process, which the journal survives.
    with suppress(ValueError):
        for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, ends)
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
