"""One person's machine: an empty home, the program started in it, and what both leave behind.

Nothing of the developer's own home, configuration or keys reaches a program started here.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import same_day
from tests.e2e.terminal import SECONDS, Terminal

_SCRIPT = Path(sys.executable).with_name("codat-tui")
PROGRAM = (str(_SCRIPT),) if _SCRIPT.exists() else (sys.executable, "-m", "codat_tui")
"""The program as it was installed beside the interpreter that runs the tests."""
DEMO_SERVER = (*PROGRAM, "demo-server", "--port", "0")
_INHERITED = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "TMPDIR",
    "PYTHONPYCACHEPREFIX",
    *same_day.VARIABLES,
)


def private_environment(home: Path) -> dict[str, str]:
    """The environment of a new account in *home*: no CODAT_* variable, nothing of the developer's."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    folders = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_STATE_HOME": home / "state",
        "XDG_DATA_HOME": home / "data",
        "XDG_CACHE_HOME": home / "cache",
    }
    paths = {name: str(folder) for name, folder in folders.items()}
    return {"LANG": "C.UTF-8", **inherited, **paths, "TERM": "xterm-256color", "COLORTERM": "truecolor"}


class Machine:
    """A home folder and the terminals opened in it."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self.home = home
        self.env = private_environment(home)
        self.terminals: list[Terminal] = []
        self._stack = stack

    def start(
        self,
        *args: str,
        program: Sequence[str] = PROGRAM,
        size: tuple[int, int] = (120, 40),
        kitty: bool = False,
        sized: bool = True,
        **env: str,
    ) -> Terminal:
        """Start the program with *args* in a new terminal; *env* adds to the machine's environment."""
        environment = {**self.env, **env}
        terminal = Terminal(
            [*program, *args], env=environment, cwd=self.home, size=size, kitty=kitty, sized=sized
        )
        self.terminals.append(self._stack.enter_context(terminal))
        return terminal

    def write_config(self, text: str) -> None:
        """Write `config.toml` and make the program use it."""
        path = self.home / "config.toml"
        path.write_text(text, encoding="utf-8")
        self.env["CODAT_TUI_CONFIG"] = str(path)

    def files(self) -> list[Path]:
        """Every file in the home folder."""
        return sorted(path for path in self.home.rglob("*") if path.is_file())

    def left_behind(self) -> Iterator[tuple[str, bytes]]:
        """What every file holds and what every terminal was sent, each with its name."""
        for path in self.files():
            yield str(path.relative_to(self.home)), path.read_bytes()
        for number, terminal in enumerate(self.terminals, 1):
            yield f"the bytes sent to terminal {number}", bytes(terminal.transcript)
            yield f"the screen of terminal {number}", terminal.screen.encode()

    def leaks(self, *secrets: str) -> list[str]:
        """Where any of *secrets* can be read, as it is or in base64."""
        forms = [form for secret in secrets for form in _forms(secret)]
        return [name for name, data in self.left_behind() if any(form in data for form in forms)]


def _forms(secret: str) -> tuple[bytes, bytes]:
    return secret.encode(), base64.b64encode(secret.encode()).rstrip(b"=")


@dataclass(frozen=True, slots=True)
class Server:
    """A running `codat-tui demo-server`, asked over HTTP as anybody would."""

    address: str
    api_key: str
    client_id: str

    def get(self, path: str, **query: str) -> Any:
        """The answer to one GET, parsed; raises urllib.error.HTTPError for an error status."""
        url = f"{self.address}{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        header = f"Basic {base64.b64encode(self.api_key.encode()).decode()}"
        request = urllib.request.Request(url, headers={"Authorization": header})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.load(answer)

    def companies_named(self, name: str) -> list[dict[str, Any]]:
        """The companies of a small world that have this name."""
        return [each for each in self.get("/companies", pageSize="500")["results"] if each["name"] == name]

    def sync_ids(self, company_id: str) -> set[str]:
        """The ids of every sync that the server knows of a company."""
        syncs = self.get(f"/companies/{company_id}/sync/commerce/syncs/list/status")
        return {sync["syncId"] for sync in syncs}


def start_server(
    stack: ExitStack, home: Path, *args: str, program: Sequence[str] = DEMO_SERVER, **env: str
) -> Server:
    """Start a demo server on a free port, until *stack* ends; AssertionError if it does not start."""
    process = subprocess.Popen(
        [*program, *args],
        env={**private_environment(home), **env},
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    stack.callback(_stop, process)
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("client id"):
            break
    told = dict(re.findall(r"^(address|api key|client id)\s+(\S+)$", said, re.MULTILINE))
    assert len(told) == 3, f"the demo server did not start:\n{said}"
    return Server(told["address"], told["api key"], told["client id"])


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(SECONDS)
    if process.stdout is not None:
        process.stdout.close()
