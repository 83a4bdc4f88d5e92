"""Every kind of write as a test needs it: how to make one on the demo, its request, and how to count what it did."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from codat_tui.demo.merchants import Merchant
from codat_tui.demo.world import World
from codat_tui.models.changes import WriteOutcome
from codat_tui.models.codat import to_wire
from codat_tui.models.writes import (
    AuthorizeConnection,
    CreateCompany,
    CreateConnection,
    RequestFlowUrl,
    SaveConfiguration,
    SaveTexts,
    SaveVisibleAccounts,
    StartRangeSync,
    StartSync,
    UnlinkConnection,
    Write,
    WritePlan,
)
from codat_tui.secret import Secret
from codat_tui.services.context import Backend
from tests.services.acts import concluded, healthy, outcome
from tests.services.stage import Stage

PASSWORD = "correct-horse-battery-staple"
TEXT_KEY = "configure-content-sales-title"


class WritingStage(Stage):
    """A stage whose profile knows its client id, unless *client_id* is False."""

    def __init__(self, *, client_id: bool = True, **more: Any) -> None:
        super().__init__(**more)
        self._client_id = self.options.client_id if client_id else ""

    async def connect(self) -> Backend:
        backend = await super().connect()
        self.backend = backend._replace(profile=backend.profile._replace(client_id=self._client_id))
        return self.backend


def connected(stage: Stage) -> Backend:
    """The backend of a stage that has started."""
    assert stage.backend is not None
    return stage.backend


async def configuration(stage: Stage, company_id: str) -> dict[str, Any]:
    """A company's configuration on the wire's names."""
    read = connected(stage).client.advanced_controls.get_configuration
    return to_wire(await stage.wait_for(read(company_id)))


async def texts(stage: Stage, locale: str) -> dict[str, str | None]:
    """The texts of a locale by key."""
    read = connected(stage).client.sync_flow_settings.get_config_text_sync_flow
    return {key: text.text for key, text in (await stage.wait_for(read(locale))).items()}


async def visible_accounts(stage: Stage, platform_key: str) -> tuple[str, ...] | None:
    """What merchants of a platform see."""
    read = connected(stage).client.sync_flow_settings.get_visible_accounts
    return (await stage.wait_for(read(stage.options.client_id, platform_key))).visible_accounts


def merchant(stage: Stage) -> Merchant:
    """The company whose next sync succeeds."""
    return stage.world.merchant(stage.ids[healthy()])


def unlinked(stage: Stage) -> tuple[str, str]:
    """A company and its connection that waits for the merchant."""
    for each in stage.world.merchants():
        for connection_id, status in stage.world.statuses(each).items():
            if status != "Linked":
                return each.id, connection_id
    raise AssertionError("every connection is linked")


def with_customer(wire: dict[str, Any], position: int = -1) -> dict[str, Any]:
    """A copy of a configuration with another sales customer."""
    changed = deepcopy(wire)
    customer = changed["configuration"]["sales"]["salesCustomer"]
    options = [each["id"] for each in customer["customerOptions"]]
    others = [each for each in options if each != customer["selectedCustomerId"]]
    customer["selectedCustomerId"] = others[position]
    return changed


async def _sync(stage: Stage) -> Write:
    return StartSync(merchant(stage).id)


async def _range(stage: Stage) -> Write:
    finish = stage.clock.now() - timedelta(days=1)
    return StartRangeSync(merchant(stage).id, finish - timedelta(days=2), finish)


async def _create_connection(stage: Stage) -> Write:
    return CreateConnection(merchant(stage).id, "gbol", "Xero")


async def _unlink(stage: Stage) -> Write:
    company = merchant(stage)
    statuses = stage.world.statuses(company)
    linked = next(each for each, status in statuses.items() if status == "Linked")
    return UnlinkConnection(company.id, linked)


async def _authorize(stage: Stage) -> Write:
    company_id, connection_id = unlinked(stage)
    return AuthorizeConnection(
        company_id, connection_id, {"user": Secret("till-7"), "password": Secret(PASSWORD)}
    )


async def _flow_url(stage: Stage) -> Write:
    return RequestFlowUrl("ugxp", "gbol", "Blue Door Bakery")


async def _configuration(stage: Stage) -> Write:
    company_id = merchant(stage).id
    shown = await configuration(stage, company_id)
    return SaveConfiguration(company_id, shown, with_customer(shown))


async def _texts(stage: Stage) -> Write:
    shown = await texts(stage, "fr-fr")
    return SaveTexts("fr-fr", {TEXT_KEY: shown.get(TEXT_KEY)}, {TEXT_KEY: "Vos ventes"})


async def _accounts(stage: Stage) -> Write:
    return SaveVisibleAccounts(
        "ugxp", await visible_accounts(stage, "ugxp"), ("payments-accounts-cash",), "Zettle"
    )


async def _create_company(stage: Stage) -> Write:
    return CreateCompany("Café Nero & Sons", "from the till", {"region": "north"})


@dataclass(frozen=True)
class WriteKind:
    """One kind: *make* a write, *request* as a fault rule names it, *effects* counts what was done."""

    name: str
    make: Callable[[Stage], Awaitable[Write]]
    request: str
    effects: Callable[[World], int]
    keyed: bool = True


KINDS = (
    WriteKind("sync", _sync, "POST */latest", lambda world: world.effects.syncs.total()),
    WriteKind("range", _range, "POST */historic", lambda world: world.effects.syncs.total()),
    WriteKind(
        "connection",
        _create_connection,
        "POST */connections",
        lambda world: world.effects.connections.total(),
    ),
    WriteKind("unlink", _unlink, "PATCH */connections/*", lambda world: world.effects.statuses.total()),
    WriteKind(
        "authorize",
        _authorize,
        "PUT */authorization",
        lambda world: world.effects.authorizations.total(),
        False,
    ),
    WriteKind("flow-url", _flow_url, "GET */start", lambda world: len(world.effects.companies), False),
    WriteKind(
        "configuration",
        _configuration,
        "POST /config/companies/*",
        lambda world: world.effects.configurations.total(),
    ),
    WriteKind("texts", _texts, "PATCH */ui/text", lambda world: world.effects.texts),
    WriteKind("accounts", _accounts, "POST */ui/accounts/*", lambda world: world.effects.visible_accounts),
    WriteKind("company", _create_company, "POST /companies", lambda world: len(world.effects.companies)),
)
BY_NAME = {kind.name: kind for kind in KINDS}


async def plan_of(stage: Stage, write: Write) -> WritePlan:
    """The plan of *write*."""
    return await stage.wait_for(stage.services.changing.prepare(write))


async def confirm(stage: Stage, plan: WritePlan) -> tuple[str, WriteOutcome]:
    """Start a plan and wait for what comes of it."""
    intent_id = stage.services.changing.start(plan)
    await stage.until(concluded(stage, intent_id))
    await stage.settle()
    return intent_id, outcome(stage, intent_id)


async def perform(stage: Stage, kind: WriteKind) -> tuple[str, WriteOutcome]:
    """Make, prepare and confirm a write of *kind*."""
    return await confirm(stage, await plan_of(stage, await kind.make(stage)))
