"""Every operation of the client on spoiled answers: whatever comes, it is read or refused by a typed error."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from codat_tui.api import CodatClient, InProcessTransport, Limiter, RetryPolicy
from codat_tui.demo import DemoOptions, create_app
from codat_tui.models.errors import CodatError
from tests.fuzz.hostile import HostileTransport, Plan
from tests.manual_clock import ManualClock


class Ids(NamedTuple):
    """What operations are asked about: things that the demo has."""

    company: str
    connection: str
    sync: str
    push: str
    client: str


Operation = Callable[[CodatClient, Ids], Awaitable[Any]]
COMMERCE, ACCOUNTING = "fztf", "gbol"


async def _all(pages: Any) -> list[Any]:
    return [row async for page in pages for row in page.results]


async def _set_configuration(us: CodatClient, ids: Ids) -> Any:
    before = await us.advanced_controls.get_configuration(ids.company)
    return await us.advanced_controls.set_configuration(ids.company, before)


async def _update_texts(us: CodatClient, ids: Ids) -> Any:
    before = await us.sync_flow_settings.get_config_text_sync_flow("en-us")
    return await us.sync_flow_settings.update_config_text_sync_flow("en-us", dict(list(before.items())[:1]))


OPERATIONS: Mapping[str, Operation] = {
    "list-companies": lambda us, ids: us.advanced_controls.list_companies(),
    "list-companies, page by page": lambda us, ids: _all(us.advanced_controls.company_pages()),
    "create-company": lambda us, ids: us.advanced_controls.create_company("Oak & Ember", tags={"a": "b"}),
    "get-configuration": lambda us, ids: us.advanced_controls.get_configuration(ids.company),
    "set-configuration": _set_configuration,
    "list-connections": lambda us, ids: us.connections.list(ids.company),
    "list-connections, page by page": lambda us, ids: _all(us.connections.pages(ids.company)),
    "create-connection": lambda us, ids: us.connections.create(ids.company, ACCOUNTING),
    "update-connection": lambda us, ids: us.connections.update_connection(
        ids.company, ids.connection, "Unlinked"
    ),
    "update-connection-authorization": lambda us, ids: us.connections.update_authorization(
        ids.company, ids.connection, {"token": "t"}
    ),
    "get-sync-flow-url": lambda us, ids: us.connections.get_sync_flow_url(COMMERCE, ACCOUNTING),
    "request-sync": lambda us, ids: us.sync.request(ids.company),
    "request-sync-for-date-range": lambda us, ids: us.sync.request_for_date_range(
        ids.company, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"
    ),
    "get-sync-status": lambda us, ids: us.sync.get_status(ids.company),
    "get-last-successful-sync": lambda us, ids: us.sync.get_last_successful_sync(ids.company),
    "get-latest-sync": lambda us, ids: us.sync.get_latest_sync(ids.company),
    "get-sync-by-id": lambda us, ids: us.sync.get(ids.company, ids.sync),
    "list-syncs": lambda us, ids: us.sync.list(ids.company),
    "get-config-text-sync-flow": lambda us, ids: us.sync_flow_settings.get_config_text_sync_flow("en-us"),
    "update-config-text-sync-flow": _update_texts,
    "get-visible-accounts": lambda us, ids: us.sync_flow_settings.get_visible_accounts(
        ids.client, ACCOUNTING
    ),
    "update-visible-accounts": lambda us, ids: us.sync_flow_settings.update_visible_accounts_sync_flow(
        ACCOUNTING, {"visibleAccounts": ["1"]}
    ),
    "list-integrations": lambda us, ids: us.integrations.list(),
    "list-integrations, page by page": lambda us, ids: _all(us.integrations.pages()),
    "get-branding": lambda us, ids: us.integrations.get_branding(ACCOUNTING),
    "list-push-operations": lambda us, ids: us.platform.push_operations(ids.company),
    "get-push-operation": lambda us, ids: us.platform.get_push_operation(ids.company, ids.push),
    "get-data-status": lambda us, ids: us.platform.data_status(ids.company),
    "get-profile": lambda us, ids: us.platform.profile(),
}


class Workbench:
    """A client on a demo of its own, whose answers can be spoiled; *fields* are the names found in good answers."""

    def __init__(self, faults: str = "") -> None:
        self.clock = clock = ManualClock()
        self.options = DemoOptions(companies=12, faults=faults)
        self.demo = create_app(self.options, clock.now)
        self.wire = HostileTransport(InProcessTransport(self.demo))
        self.client = CodatClient(
            self.options.api_key,
            transport=self.wire,
            clock=clock,
            limiter=Limiter(rate=1_000_000, in_flight=10, clock=clock),
            retry=RetryPolicy.never(),
            randomness=random.Random(1),
        )
        self.ids = Ids("", "", "", "", self.options.client_id)
        self.errors: Counter[str] = Counter()

    async def prepare(self) -> None:
        """Find out what there is, and learn the names of all fields by every operation once."""
        company = next(iter(self.demo.state.world.merchants()))
        connection = (await self.client.connections.list(company.id)).results[0].id
        sync = (await self.client.sync.list(company.id))[0].sync_id
        push = (await self.client.platform.push_operations(company.id)).results[0].key
        self.ids = Ids(company.id, connection, sync, push, self.options.client_id)
        for name in OPERATIONS:
            await self.run(name, Plan())

    @property
    def fields(self) -> list[str]:
        """The names of the fields that good answers have."""
        return sorted(self.wire.names)

    async def run(self, name: str, plan: Plan) -> Any:
        """What an operation gives on spoiled answers, or the CodatError it raises; any other error passes."""
        self.wire.plan = plan
        # The demo counts requests, and forgets them in time.
        self.clock.jump(1.0)
        try:
            return await OPERATIONS[name](self.client, self.ids)
        except CodatError as error:
            self.errors[type(error).__name__] += 1
            # What a person would read of it must be there too.
            f"{error.title} {error.next_step} {error}".encode("utf-8", "replace")
            return error
        finally:
            self.wire.plan = Plan()
