"""The client that the API key belongs to, and the day's requests."""

from __future__ import annotations

from getpass import getuser

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.session import Session
from codat_tui.exits import Exit
from codat_tui.present.data.program import IdentityData
from codat_tui.services.refusals import NotAllowedError


async def _run(session: Session) -> Exit:
    looking, profile, key = session.services.looking, session.profile, session.launch.key
    client: str | None = None
    try:
        client = await session.services.client_name.read() or None
    except NotAllowedError:
        # Said below: the key may use the rest.
        pass
    quota = await looking.quota()
    row = IdentityData(
        client=client,
        profile=profile.name,
        environment=profile.environment,
        base_url=profile.base_url,
        read_only=profile.read_only,
        key_from=key.place if key is not None else "the demo",
        user=_user(),
        quota_limit=quota.limit if quota else None,
        quota_left=quota.remaining if quota else None,
        quota_reset=quota.reset if quota else None,
    )
    if session.output.structured:
        session.output.rows([row])
        return Exit.FINE
    left = f"{row.quota_left:,} of {row.quota_limit:,} requests left today" if quota else "not said"
    session.output.facts(
        (
            ("client", row.client or "not said: the key may not see it"),
            ("profile", f"{row.profile}, {row.environment}"),
            ("server", row.base_url),
            ("key from", row.key_from),
            ("changes", "refused (read-only)" if row.read_only else "allowed"),
            ("quota", left),
            ("user", row.user),
        )
    )
    return Exit.FINE


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""


COMMAND = Command(
    name="whoami",
    examples=(
        Example("codat-tui whoami", "which client, which key, how many requests are left"),
        Example("codat-tui whoami --profile acme --fields quota_left", "one number for a script"),
    ),
    run=_run,
    rows=(IdentityData,),
    columns=("client", "profile", "environment", "read_only", "quota_left"),
)
