"""Where the API key comes from, read at the moment of connecting so that a changed key is picked up.

The key leaves this module only inside a Secret; no error here repeats what a file or a program printed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from codat_tui.models.errors import KeyMissingError
from codat_tui.secret import Secret

if TYPE_CHECKING:
    from codat_tui.config import Profile

DEFAULT_VARIABLE = "CODAT_API_KEY"
COMMAND_SECONDS = 30.0


async def read_api_key(profile: Profile) -> Secret:
    """The profile's API key: from its own source, else from CODAT_API_KEY.

    Raises KeyMissingError, which names the source that had none and what to do next.
    """
    if profile.api_key_command:
        return await _from_command(profile)
    if profile.api_key_file:
        return _from_file(profile)
    variable = profile.api_key_env or DEFAULT_VARIABLE
    key = os.environ.get(variable, "").strip()
    if not key:
        raise KeyMissingError(
            title="No API key",
            next_step=f"Set the environment variable {variable} to your Codat API key, or choose another "
            "source in the profile.",
        )
    return _checked(key, f"the environment variable {variable}")


def _from_file(profile: Profile) -> Secret:
    path = Path(profile.api_key_file).expanduser()
    try:
        lines = path.read_text(encoding="utf-8").split("\n", 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise KeyMissingError(
            title="The API key's file cannot be read",
            next_step=f"{path}: {reason}. Put the key on its first line "
            f"(profiles.{profile.name}.api_key_file).",
        ) from None
    return _checked(lines[0].strip(), str(path))


async def _from_command(profile: Profile) -> Secret:
    import asyncio

    program = profile.api_key_command[0]
    where = f"profiles.{profile.name}.api_key_command"
    try:
        process = await asyncio.create_subprocess_exec(
            *profile.api_key_command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        raise KeyMissingError(
            title="The key's program cannot be started", next_step=f"{program}: {error.strerror} ({where})."
        ) from None
    try:
        output, _ = await asyncio.wait_for(process.communicate(), COMMAND_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise KeyMissingError(
            title="The key's program did not answer",
            next_step=f"{program} ran for {COMMAND_SECONDS:.0f} seconds. Does it ask for a password? "
            f"Unlock it first ({where}).",
        ) from None
    if process.returncode:
        raise KeyMissingError(
            title="The key's program failed",
            next_step=f"{program} ended with status {process.returncode}. "
            f"Run it in a shell to see why ({where}).",
        )
    return _checked(output.decode("utf-8", "replace").split("\n", 1)[0].strip(), program)


def _checked(key: str, source: str) -> Secret:
    if not key:
        raise KeyMissingError(
            title="The API key is empty", next_step=f"{source} holds no key. Put your Codat API key there."
        )
    if not key.isascii() or not key.isprintable():
        raise KeyMissingError(
            title="The API key is not plain text",
            next_step=f"{source} holds characters no key has. Copy the key again from Codat's Portal.",
        )
    return Secret(key)
