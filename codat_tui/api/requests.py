"""One pure function per Codat operation: returns the exact method, URL and body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlencode

from codat_tui.models.errors import InvalidRequestError

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Text, VisibleAccounts

Instant: TypeAlias = datetime | str
"""An aware datetime, or text in Codat's format, sent unchanged."""

DEFAULT_ROWS = 100
"""Codat's default pageSize."""

MOST_ROWS = 2000
"""Codat's largest pageSize."""


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """*path* is encoded; *json* None means no body.

    *write*: may change something at Codat. *secret_body*: the whole body is credentials.
    """

    operation: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    json: Mapping[str, Any] | None = field(default=None, repr=False)
    write: bool = False
    company_id: str | None = None
    secret_body: bool = False

    @property
    def keyed(self) -> bool:
        """Codat accepts an Idempotency-Key only on POST and PATCH."""
        return self.method in ("POST", "PATCH")

    @property
    def target(self) -> str:
        """Path and query."""
        if not self.query:
            return self.path
        return f"{self.path}?{urlencode(self.query, errors='replace', quote_via=quote)}"


# Each parameter is percent-encoded; "." and ".." would change the path.
def _path(template: str, **parameters: str) -> str:
    for name, value in parameters.items():
        if not isinstance(value, str) or not value.strip() or value in (".", "..") or not _is_text(value):
            raise InvalidRequestError(
                title=f"{name} is missing" if not value else f"{name} cannot be {value!r}",
                next_step=f"Give the {name} that Codat shows.",
                path=template,
            )
        template = template.replace(f"{{{name}}}", quote(value, safe=""))
    return template


def _is_text(value: str) -> bool:
    """False for half a surrogate pair, which no address can hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _query(**parameters: str | int | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in parameters.items() if value is not None)


def _listing(
    page: int, page_size: int, query: str | None, order_by: str | None
) -> tuple[tuple[str, str], ...]:
    if page < 1:
        raise InvalidRequestError(title="Pages are counted from 1", next_step="Ask for page 1 or later.")
    if not 1 <= page_size <= MOST_ROWS:
        raise InvalidRequestError(
            title=f"A page of {page_size} rows cannot be asked for",
            next_step=f"Choose a page size from 1 to {MOST_ROWS}.",
        )
    return _query(page=page, pageSize=page_size, query=query, orderBy=order_by)


def _instant(value: Instant, name: str) -> str:
    if isinstance(value, str):
        if not value.strip():
            raise InvalidRequestError(title=f"{name} is empty", next_step="Give a date and time.")
        return value
    if value.tzinfo is None:
        raise InvalidRequestError(
            title=f"{name} has no time zone", next_step="Say which time zone is meant; UTC if in doubt."
        )
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def list_companies(
    page: int = 1,
    page_size: int = DEFAULT_ROWS,
    query: str | None = None,
    order_by: str | None = None,
) -> PreparedRequest:
    return PreparedRequest("list-companies", "GET", "/companies", _listing(page, page_size, query, order_by))


def create_company(
    name: str, description: str | None = None, tags: Mapping[str, str] | None = None
) -> PreparedRequest:
    wanted = {"name": name, "description": description, "tags": dict(tags) if tags is not None else None}
    body = {key: value for key, value in wanted.items() if value is not None}
    return PreparedRequest("create-company", "POST", "/companies", json=body, write=True)


def get_configuration(company_id: str) -> PreparedRequest:
    path = _path("/config/companies/{companyId}/sync/commerce", companyId=company_id)
    return PreparedRequest("get-configuration", "GET", path, company_id=company_id)


def set_configuration(company_id: str, configuration: Configuration | Mapping[str, Any]) -> PreparedRequest:
    """The body is get-configuration's response with changes: Codat documents no body."""
    path = _path("/config/companies/{companyId}/sync/commerce", companyId=company_id)
    body = _wire(configuration)
    return PreparedRequest("set-configuration", "POST", path, json=body, write=True, company_id=company_id)


def list_connections(
    company_id: str,
    page: int = 1,
    page_size: int = DEFAULT_ROWS,
    query: str | None = None,
    order_by: str | None = None,
) -> PreparedRequest:
    path = _path("/companies/{companyId}/connections", companyId=company_id)
    listing = _listing(page, page_size, query, order_by)
    return PreparedRequest("list-connections", "GET", path, listing, company_id=company_id)


def create_connection(company_id: str, platform_key: str) -> PreparedRequest:
    path = _path("/companies/{companyId}/connections", companyId=company_id)
    body = {"platformKey": platform_key}
    return PreparedRequest("create-connection", "POST", path, json=body, write=True, company_id=company_id)


def update_connection(company_id: str, connection_id: str, status: str) -> PreparedRequest:
    template = "/companies/{companyId}/connections/{connectionId}"
    path = _path(template, companyId=company_id, connectionId=connection_id)
    body = {"status": status}
    return PreparedRequest("update-connection", "PATCH", path, json=body, write=True, company_id=company_id)


def update_connection_authorization(
    company_id: str, connection_id: str, credentials: Mapping[str, str]
) -> PreparedRequest:
    template = "/companies/{companyId}/connections/{connectionId}/authorization"
    return PreparedRequest(
        "update-connection-authorization",
        "PUT",
        _path(template, companyId=company_id, connectionId=connection_id),
        json=dict(credentials),
        write=True,
        company_id=company_id,
        secret_body=True,
    )


def get_sync_flow_url(
    commerce_key: str, accounting_key: str, merchant_identifier: str | None = None
) -> PreparedRequest:
    """A write despite GET: it may create the company and its connections."""
    template = "/config/sync/commerce/{commerceKey}/{accountingKey}/start"
    path = _path(template, commerceKey=commerce_key, accountingKey=accounting_key)
    query = _query(merchantIdentifier=merchant_identifier)
    return PreparedRequest("get-sync-flow-url", "GET", path, query, write=True)


def request_sync(company_id: str, sync_to: Instant | None = None) -> PreparedRequest:
    path = _path("/companies/{companyId}/sync/commerce/latest", companyId=company_id)
    body = None if sync_to is None else {"syncTo": _instant(sync_to, "syncTo")}
    return PreparedRequest("request-sync", "POST", path, json=body, write=True, company_id=company_id)


def request_sync_for_date_range(company_id: str, start: Instant, finish: Instant) -> PreparedRequest:
    path = _path("/meta/companies/{companyId}/sync/commerce/historic", companyId=company_id)
    body = {"dateRange": {"start": _instant(start, "start"), "finish": _instant(finish, "finish")}}
    return PreparedRequest(
        "request-sync-for-date-range", "POST", path, json=body, write=True, company_id=company_id
    )


def get_sync_status(company_id: str) -> PreparedRequest:
    path = _path("/meta/companies/{companyId}/sync/commerce/status", companyId=company_id)
    return PreparedRequest("get-sync-status", "GET", path, company_id=company_id)


def get_last_successful_sync(company_id: str) -> PreparedRequest:
    path = _path("/companies/{companyId}/sync/commerce/syncs/lastSuccessful/status", companyId=company_id)
    return PreparedRequest("get-last-successful-sync", "GET", path, company_id=company_id)


def get_latest_sync(company_id: str) -> PreparedRequest:
    path = _path("/companies/{companyId}/sync/commerce/syncs/latest/status", companyId=company_id)
    return PreparedRequest("get-latest-sync", "GET", path, company_id=company_id)


def get_sync_by_id(company_id: str, sync_id: str) -> PreparedRequest:
    template = "/companies/{companyId}/sync/commerce/syncs/{syncId}/status"
    path = _path(template, companyId=company_id, syncId=sync_id)
    return PreparedRequest("get-sync-by-id", "GET", path, company_id=company_id)


def list_syncs(company_id: str) -> PreparedRequest:
    path = _path("/companies/{companyId}/sync/commerce/syncs/list/status", companyId=company_id)
    return PreparedRequest("list-syncs", "GET", path, company_id=company_id)


def get_config_text_sync_flow(locale: str) -> PreparedRequest:
    query = _query(locale=locale)
    return PreparedRequest("get-config-text-sync-flow", "GET", "/sync/commerce/config/ui/text", query)


def update_config_text_sync_flow(
    locale: str, texts: Mapping[str, Text | Mapping[str, Any]]
) -> PreparedRequest:
    body = {key: _wire(text) for key, text in texts.items()}
    return PreparedRequest(
        "update-config-text-sync-flow",
        "PATCH",
        "/sync/commerce/config/ui/text",
        _query(locale=locale),
        json=body,
        write=True,
    )


def get_visible_accounts(client_id: str, platform_key: str) -> PreparedRequest:
    template = "/clients/{clientId}/config/ui/accounts/platform/{platformKey}"
    path = _path(template, clientId=client_id, platformKey=platform_key)
    return PreparedRequest("get-visible-accounts", "GET", path)


def update_visible_accounts_sync_flow(
    platform_key: str, accounts: VisibleAccounts | Mapping[str, Sequence[str] | None]
) -> PreparedRequest:
    path = _path("/sync/commerce/config/ui/accounts/platform/{platformKey}", platformKey=platform_key)
    body = _wire(accounts)
    return PreparedRequest("update-visible-accounts-sync-flow", "POST", path, json=body, write=True)


def list_integrations(
    page: int = 1,
    page_size: int = DEFAULT_ROWS,
    query: str | None = None,
    order_by: str | None = None,
) -> PreparedRequest:
    listing = _listing(page, page_size, query, order_by)
    return PreparedRequest("list-integrations", "GET", "/config/integrations", listing)


def get_integration_branding(platform_key: str) -> PreparedRequest:
    path = _path("/config/integrations/{platformKey}/branding", platformKey=platform_key)
    return PreparedRequest("get-integration-branding", "GET", path)


def list_push_operations(
    company_id: str,
    page: int = 1,
    page_size: int = DEFAULT_ROWS,
    query: str | None = None,
    order_by: str | None = None,
) -> PreparedRequest:
    path = _path("/companies/{companyId}/push", companyId=company_id)
    listing = _listing(page, page_size, query, order_by)
    return PreparedRequest("list-push-operations", "GET", path, listing, company_id=company_id)


def get_push_operation(company_id: str, key: str) -> PreparedRequest:
    path = _path("/companies/{companyId}/push/{pushOperationKey}", companyId=company_id, pushOperationKey=key)
    return PreparedRequest("get-push-operation", "GET", path, company_id=company_id)


def get_data_status(company_id: str) -> PreparedRequest:
    path = _path("/companies/{companyId}/dataStatus", companyId=company_id)
    return PreparedRequest("get-data-status", "GET", path, company_id=company_id)


def get_profile() -> PreparedRequest:
    return PreparedRequest("get-profile", "GET", "/profile")


def _wire(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    from codat_tui.models.codat import to_wire

    return to_wire(value)
