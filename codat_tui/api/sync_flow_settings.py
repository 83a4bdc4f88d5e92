"""Codat's "sync flow settings" operations: the Sync Flow's texts and accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from codat_tui.api import reading, requests
from codat_tui.api.call import DEFAULT, Call
from codat_tui.api.dispatch import Dispatcher
from codat_tui.models.codat import Text, VisibleAccounts

_visible_accounts = reading.one(VisibleAccounts)


class SyncFlowSettings:
    """`client.sync_flow_settings`."""

    def __init__(self, line: Dispatcher) -> None:
        self._line = line

    async def get_config_text_sync_flow(self, locale: str, *, call: Call = DEFAULT) -> dict[str, Text]:
        """`GET /sync/commerce/config/ui/text`: the texts of a locale ("en-us", "fr-fr") by key."""
        return await self._line.send(requests.get_config_text_sync_flow(locale), reading.texts, call)

    async def update_config_text_sync_flow(
        self, locale: str, texts: Mapping[str, Text | Mapping[str, Any]], *, call: Call = DEFAULT
    ) -> dict[str, Text]:
        """`PATCH /sync/commerce/config/ui/text`: change the given texts; None restores the default."""
        request = requests.update_config_text_sync_flow(locale, texts)
        return await self._line.send(request, reading.texts, call)

    async def get_visible_accounts(
        self, client_id: str, platform_key: str, *, call: Call = DEFAULT
    ) -> VisibleAccounts:
        """`GET /clients/{clientId}/config/ui/accounts/platform/{platformKey}`: accounts merchants see."""
        request = requests.get_visible_accounts(client_id, platform_key)
        return await self._line.send(request, _visible_accounts, call)

    async def update_visible_accounts_sync_flow(
        self,
        platform_key: str,
        accounts: VisibleAccounts | Mapping[str, Sequence[str] | None],
        *,
        call: Call = DEFAULT,
    ) -> VisibleAccounts:
        """`POST /sync/commerce/config/ui/accounts/platform/{platformKey}`: set the accounts merchants see."""
        request = requests.update_visible_accounts_sync_flow(platform_key, accounts)
        return await self._line.send(request, _visible_accounts, call)
