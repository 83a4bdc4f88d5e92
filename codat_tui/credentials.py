"""The API key's source, read at each connect so that a changed key is used.

Invariant: the key leaves this module only as a Secret; no error repeats what a file or program printed.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from codat_tui.models.errors import KeyMissingError
from codat_tui.paths import expanded
from codat_tui.secret import Secret

if TYPE_CHECKING:
    from codat_tui.config import Profile

DEFAULT_VARIABLE = "CODAT_API_KEY"
COMMAND_SECONDS = 30.0
# Characters of a line that is no key, shown masked.
SHOWN = 60


class KeySource:
    """The source of one profile's key.

    *waiting_for* is the program being asked; *warning* is a fault of a working source; *suspended* frees the
    terminal for a program that asks on it.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._asked: Secret | KeyMissingError | None = None
        self.waiting_for = ""
        self.warning = ""
        self.suspended: Callable[[], AbstractContextManager[None]] = nullcontext

    @property
    def place(self) -> str:
        """Return where the key is, in words; never the key."""
        profile = self._profile
        if profile.api_key_command:
            return f"the program {profile.api_key_command[0]}"
        if profile.api_key_file:
            return f"the file {expanded(profile.api_key_file)}"
        return f"the environment variable {profile.api_key_env or DEFAULT_VARIABLE}"

    @property
    def asks_on_the_terminal(self) -> bool:
        return self._profile.api_key_prompts

    def ask_before_the_screen(self) -> None:
        """Run a command that asks on the terminal, before the screen is drawn."""
        if self._profile.api_key_prompts:
            self._asked = self._ask()

    def read_at_once(self) -> Secret | None:
        """Return the key where nothing but a variable or a file is read for it; None without one there."""
        try:
            return None if self._profile.api_key_command else self._from_place()
        except KeyMissingError:
            return None

    async def read_ahead(self) -> Secret | None:
        """Read the key now, for the next `read`; None where that will raise."""
        try:
            self._asked = await self.read()
        except KeyMissingError as error:
            self._asked = error
        return None if isinstance(self._asked, KeyMissingError) else self._asked

    async def read(self) -> Secret:
        """Return the profile's API key, by default from CODAT_API_KEY.

        Raises KeyMissingError, which names the source and what to do.
        """
        profile = self._profile
        asked, self._asked = self._asked, None
        if asked is None and profile.api_key_prompts:
            with self.suspended():
                asked = self._ask()
        if asked is not None:
            if isinstance(asked, KeyMissingError):
                raise asked
            return asked
        self.warning = ""
        if profile.api_key_command:
            self.waiting_for = profile.api_key_command[0]
            try:
                return await self._from_command()
            finally:
                self.waiting_for = ""
        return self._from_place()

    def _from_place(self) -> Secret:
        if self._profile.api_key_file:
            return self._from_file()
        variable = self._profile.api_key_env or DEFAULT_VARIABLE
        key = os.environ.get(variable, "").strip()
        if not key:
            raise KeyMissingError(
                title="No API key",
                next_step=f"Set the environment variable {variable} to your Codat API key, or choose another "
                "source in the profile.",
            )
        return checked_key(key, f"the environment variable {variable}")

    def _from_file(self) -> Secret:
        profile = self._profile
        path = expanded(profile.api_key_file)
        try:
            # utf-8-sig: Windows editors begin a file with a byte order mark.
            lines = path.read_text(encoding="utf-8-sig").split("\n", 1)
            mode = path.stat().st_mode
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise KeyMissingError(
                title="The API key's file cannot be read",
                next_step=f"{path}: {reason}. Put the key on its first line "
                f"(profiles.{profile.name}.api_key_file).",
            ) from None
        if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            self.warning = f"Others on this machine may read the API key in {path}: chmod 600 {path}"
        return checked_key(lines[0].strip(), str(path))

    async def _from_command(self) -> Secret:
        from codat_tui.programs import run_program

        command = self._command
        # With this variable an agent finds our terminal from another session and draws its question on it.
        environ = {name: value for name, value in os.environ.items() if name != "GPG_TTY"}
        try:
            ended = await run_program(command, seconds=COMMAND_SECONDS, environ=environ)
        except OSError as error:
            raise self._not_started(error) from None
        if ended.status is None:
            raise KeyMissingError(
                title="The key's program did not answer",
                next_step=f"{command[0]} ran for {COMMAND_SECONDS:.0f} seconds and was ended. {self._prompts}",
            )
        if ended.status:
            raise KeyMissingError(
                title="The key's program failed",
                next_step=f"{command[0]} ended with status {ended.status}. Run it in a shell to see why "
                f"({self._where}). {self._prompts}",
            )
        return self._printed(ended.output)

    def _ask(self) -> Secret | KeyMissingError:
        import subprocess

        # No time limit: a person answers.
        command = self._command
        try:
            # Input and messages stay on the terminal; ctrl+c ends both programs.
            ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        except OSError as error:
            return self._not_started(error)
        if ended.returncode:
            return KeyMissingError(
                title="The key's program failed",
                next_step=f"{command[0]} ended with status {ended.returncode} ({self._where}).",
            )
        try:
            return self._printed(ended.stdout)
        except KeyMissingError as error:
            return error

    def _printed(self, output: bytes) -> Secret:
        lines = [line.strip() for line in output.decode("utf-8-sig", "replace").splitlines() if line.strip()]
        if len(lines) > 1:
            raise KeyMissingError(
                title="The key's program printed more than a key",
                next_step=f"{len(lines)} lines, the first with the shape “{_shape(lines[0])}”. It must print the key "
                f"alone; messages belong to its standard error ({self._where}).",
            )
        program = self._profile.api_key_command[0]
        if not lines:
            raise KeyMissingError(
                title="The key's program printed nothing",
                next_step=f"{program} must print the key alone ({self._where}). {self._prompts}",
            )
        return checked_key(lines[0], program)

    def _not_started(self, error: OSError) -> KeyMissingError:
        program = self._profile.api_key_command[0]
        return KeyMissingError(
            title="The key's program cannot be started",
            next_step=f"{program}: {error.strerror} ({self._where}).",
        )

    @property
    def _command(self) -> tuple[str, ...]:
        # No shell does this for the program's path.
        program, *arguments = self._profile.api_key_command
        return (str(expanded(program)) if program.startswith("~") else program, *arguments)

    @property
    def _where(self) -> str:
        return f"profiles.{self._profile.name}.api_key_command"

    @property
    def _prompts(self) -> str:
        return f"If it asks for a password, set profiles.{self._profile.name}.api_key_prompts = true."


def checked_key(key: str, source: str) -> Secret:
    """Raises KeyMissingError when this cannot be a key; *source* names where it is."""
    if not key:
        raise KeyMissingError(
            title="The API key is empty", next_step=f"{source} holds no key. Put your Codat API key there."
        )
    # The header that Codat's Portal shows, "Basic …", has the one space a key may have.
    if len(re.sub(r"(?i)^basic\s+", "", key).split()) != 1:
        raise KeyMissingError(
            title="The API key has blanks in it",
            next_step=f"{source} holds a text with the shape “{_shape(key)}”. Put the key alone there.",
        )
    if not key.isascii() or not key.isprintable():
        raise KeyMissingError(
            title="The API key is not plain text",
            next_step=f"{source} holds characters no key has. Copy the key again from Codat's Portal.",
        )
    return Secret(key)


def _shape(line: str) -> str:
    # Every character masked but spaces: enough to recognise a warning, too little to know a key.
    return re.sub(r"\S", "*", line[:SHOWN]) + ("…" if len(line) > SHOWN else "")
