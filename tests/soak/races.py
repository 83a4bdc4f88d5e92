"""Two programs confirm at the same moment, over HTTP."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from codat_tui.demo import DemoOptions
from tests.demo_server import DemoServer
from tests.services.races import race
from tests.soak.report import Report


async def soak(wanted: int, folder: Path, until: float) -> Report:
    """Race *wanted* times; every race must start one sync."""
    report = Report("races", wanted, "times confirmed by two programs at once")
    with DemoServer(DemoOptions(companies=max(60, 2 * wanted))) as server:
        try:
            raced = await race(server, folder / "db", wanted, lambda: monotonic() < until)
        except AssertionError as error:
            report.broken.append(f"not one of two: {error}")
            return report
        report.done = raced.total()
        effects = server.app.state.world.effects.syncs
    report.counts["syncs started"] = effects.total()
    report.check(effects == raced, f"the server did {effects}, the programs won {raced}")
    return report
