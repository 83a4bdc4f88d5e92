"""Chooses the accounts merchants of a platform see: all (the default), only the required ones, or a list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codat_tui.models.changes import Intent
from codat_tui.models.errors import RefusedError
from codat_tui.models.writes import (
    Conflict,
    Differs,
    DiffLine,
    PlanFact,
    PlanWarning,
    SaveVisibleAccounts,
    Verified,
    Write,
    WritePlan,
    WriteResult,
)
from codat_tui.rules.flow_settings.visible_accounts import AccountsEdit, account_name, all_keys
from codat_tui.rules.json.text import canonical_json
from codat_tui.services.writing.operation import Found, NotSeen, Operation, WriteContext
from codat_tui.words import count

if TYPE_CHECKING:
    from codat_tui.api import Call

DEFAULT = "all accounts (Codat's default)"
REQUIRED = "only the required accounts"
UNREAD = "not known"
_SEEN = {True: "shown", False: "hidden"}
_CANNOT_READ = "It cannot be read back without client_id; set it in the profile"


class SaveVisibleAccountsOperation(Operation[SaveVisibleAccounts]):
    """update-visible-accounts-sync-flow; reading needs the profile's client_id, writing does not."""

    NAME = "update-visible-accounts-sync-flow"

    def exclusive_key(self, write: SaveVisibleAccounts) -> str:
        return f"accounts {write.platform_key}"

    async def prepare(self, context: WriteContext, write: SaveVisibleAccounts) -> WritePlan:
        from codat_tui.api import requests

        readable = bool(context.profile.client_id)
        now = await self._read(context, write.platform_key) if readable else write.shown
        same = readable and _same(now, write.wanted)
        changed = not _same(now, write.shown) and not same
        conflict = Conflict("Accounts", meaning(write.shown), meaning(now), meaning(write.wanted))
        before = meaning(now) if readable else UNREAD
        return context.plan(
            SaveVisibleAccounts(write.platform_key, now, write.wanted, write.platform_name),
            requests.update_visible_accounts_sync_flow(write.platform_key, _body(write.wanted)),
            title="Visible accounts",
            verb="save",
            facts=(PlanFact("platform", write.platform_name or write.platform_key, write.platform_key),),
            diff=(
                DiffLine("Merchants see", before, meaning(write.wanted)),
                *(_appearing(now, write.wanted) if readable else ()),
            ),
            warnings=_warnings(write.wanted, readable),
            conflicts=(conflict,) if changed else (),
            refused="Nothing would change: this is what merchants see already." if same else "",
            undoable=readable,
            requests=3 if readable else 1,
            before=_kept(now, readable),
        )

    async def read_before(self, context: WriteContext, write: SaveVisibleAccounts) -> str:
        if not context.profile.client_id:
            return _kept(None, readable=False)
        return _kept(await self._read(context, write.platform_key), readable=True)

    def changed_since_sheet(self, shown: str, now: str) -> bool:
        # A value that cannot be read cannot be seen to have changed.
        return bool(json.loads(now)["read"]) and shown != now

    def wanted(self, write: SaveVisibleAccounts) -> str:
        return canonical_json(
            {
                "platformKey": write.platform_key,
                "platformName": write.platform_name,
                "visibleAccounts": _sorted(write.wanted),
            }
        )

    async def send(self, context: WriteContext, write: SaveVisibleAccounts, call: Call) -> WriteResult:
        update = context.client.sync_flow_settings.update_visible_accounts_sync_flow
        await update(write.platform_key, _body(write.wanted), call=call)
        return WriteResult()

    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        if not context.profile.client_id:
            return NotSeen(
                f"{'Sent and accepted. ' if result is not None else ''}{_CANNOT_READ}.", final=True
            )
        wanted, before = json.loads(intent.wanted), json.loads(intent.before)
        now = await self._read(context, wanted["platformKey"])
        if _same(now, wanted["visibleAccounts"]):
            return Verified(f"Merchants see {meaning(now)}.")
        if result is None and (not before["read"] or _same(now, before["visibleAccounts"])):
            return NotSeen(f"Merchants see {meaning(now)}, as before.")
        return Differs((DiffLine("Merchants see", meaning(wanted["visibleAccounts"]), meaning(now)),), result)

    def undo(self, intent: Intent) -> Write:
        """Return the earlier edit. Raises RefusedError when it was never read."""
        wanted, before = json.loads(intent.wanted), json.loads(intent.before)
        if not before["read"]:
            raise RefusedError(
                title="What merchants saw before is not known", next_step="Set client_id in the profile."
            )
        return SaveVisibleAccounts(
            wanted["platformKey"],
            shown=_tuple(wanted["visibleAccounts"]),
            wanted=_tuple(before["visibleAccounts"]),
            platform_name=wanted["platformName"],
        )

    async def _read(self, context: WriteContext, platform_key: str) -> tuple[str, ...] | None:
        settings = context.client.sync_flow_settings
        answer = await settings.get_visible_accounts(context.profile.client_id, platform_key)
        return answer.visible_accounts


def meaning(accounts: tuple[str, ...] | list[str] | None) -> str:
    """Return the meaning of visibleAccounts in words."""
    if accounts is None:
        return DEFAULT
    if not accounts:
        return REQUIRED
    return f"the required and {count(len(accounts), 'more account')}"


def _appearing(now: tuple[str, ...] | None, wanted: tuple[str, ...] | None) -> tuple[DiffLine, ...]:
    # Codat's default shows all accounts without a list.
    before, after = AccountsEdit.of(now), AccountsEdit.of(wanted)
    return tuple(
        DiffLine(account_name(key), _SEEN[before.shows(key)], _SEEN[after.shows(key)])
        for key in all_keys(now, wanted)
        if before.shows(key) is not after.shows(key)
    )


def _warnings(wanted: tuple[str, ...] | None, readable: bool) -> tuple[PlanWarning, ...]:
    found = []
    if wanted is not None and not wanted:
        found.append(PlanWarning("Merchants will see no account but the required ones."))
    if not readable:
        found.append(
            PlanWarning(
                "What merchants see now is not known, and the change cannot be read back or undone.",
                "Set client_id in the profile; Codat's Portal shows it.",
            )
        )
    return tuple(found)


def _body(wanted: tuple[str, ...] | None) -> dict[str, list[str] | None]:
    return {} if wanted is None else {"visibleAccounts": list(wanted)}


def _kept(accounts: tuple[str, ...] | None, readable: bool) -> str:
    return canonical_json({"read": readable, "visibleAccounts": _sorted(accounts) if readable else None})


def _sorted(accounts: tuple[str, ...] | None) -> list[str] | None:
    return None if accounts is None else sorted(accounts)


def _tuple(accounts: list[str] | None) -> tuple[str, ...] | None:
    return None if accounts is None else tuple(accounts)


def _same(one: tuple[str, ...] | list[str] | None, other: tuple[str, ...] | list[str] | None) -> bool:
    if one is None or other is None:
        return one is other
    return sorted(set(one)) == sorted(set(other))
