"""Goal 7: a program that has nothing to do does nothing."""

from __future__ import annotations

from time import monotonic

from tests.bench.figures import Line
from tests.bench.process import usage
from tests.bench.programs import open_demo, wait_checked, wait_ready
from tests.e2e.machine import Machine

SECONDS = 15.0


def at_rest(machine: Machine) -> list[Line]:
    """Goal 7, on the demo once every company has been checked."""
    with open_demo(machine, 60) as terminal:
        wait_ready(terminal, 60)
        wait_checked(terminal)
        written = len(terminal.transcript)
        before = usage(terminal.process.pid)
        deadline = monotonic() + SECONDS
        while terminal.read_frame(deadline):
            pass
        after = usage(terminal.process.pid)
        written = len(terminal.transcript) - written
    percent, wake_ups = before.cpu_percent(after), before.wake_ups_a_second(after)
    return [
        Line(
            7,
            f"idle for {SECONDS:.0f} s",
            "CPU ≤ 0.5 %, not one byte, ≤ 15 wake-ups a second",
            f"CPU {percent:.2f} %, {written} bytes, {wake_ups:.1f} wake-ups a second",
            percent <= 0.5 and not written and wake_ups <= 15,
        )
    ]
