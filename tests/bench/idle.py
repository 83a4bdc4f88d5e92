"""Goal 7: a program that has nothing to do does nothing."""

from __future__ import annotations

from tests.bench.figures import Figure, Line
from tests.bench.process import usage
from tests.bench.programs import open_demo, read_for, wait_checked, wait_ready
from tests.bench.scale import Scale
from tests.e2e.machine import Machine


def at_rest(machine: Machine, scale: Scale) -> list[Line]:
    """Goal 7, on the demo once every company has been checked."""
    with open_demo(machine, scale.resting) as terminal:
        wait_ready(terminal, scale.resting)
        wait_checked(terminal)
        written = len(terminal.transcript)
        before = usage(terminal.process.pid)
        read_for(terminal, scale.idle_seconds)
        after = usage(terminal.process.pid)
        written = len(terminal.transcript) - written
    figures = (
        Figure("CPU", before.cpu_percent(after), 0.5, " %"),
        Figure("written", written, 0, " bytes", 0),
        Figure("wake-ups a second", before.wake_ups_a_second(after), 15, "", 1),
    )
    return [Line("7", f"idle for {scale.idle_seconds:.0f} s", figures)]
