"""What Linux counts for a running process: memory, CPU time, wake-ups; OSError where there is no /proc."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """The counters of one moment; *cpu* in seconds over all threads, *wake_ups* of the threads alive."""

    at: float
    cpu: float
    wake_ups: int

    def cpu_percent(self, later: Usage) -> float:
        """The share of one core used between two moments."""
        return 100 * (later.cpu - self.cpu) / (later.at - self.at)

    def wake_ups_a_second(self, later: Usage) -> float:
        """How often a thread went back to sleep between two moments."""
        return (later.wake_ups - self.wake_ups) / (later.at - self.at)


def usage(process: int) -> Usage:
    """What *process* has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    switches = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        status = (thread / "status").read_text(encoding="ascii")
        found = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.MULTILINE)
        switches += int(found[1]) if found else 0
    return Usage(monotonic(), (int(fields[11]) + int(fields[12])) / _TICKS, switches)


def resident_megabytes(process: int) -> float:
    """The memory that *process* holds, in MiB."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 2**20
