"""The builders: what stands in a path is encoded or refused, and dates say their zone."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from codat_tui.api import requests
from codat_tui.api.curl import curl
from codat_tui.api.requests import PreparedRequest
from codat_tui.models.codat import Configuration, VisibleAccounts
from codat_tui.models.errors import InvalidRequestError

PATH_BUILDERS = [
    (requests.get_configuration, 1),
    (requests.list_connections, 1),
    (requests.get_sync_status, 1),
    (requests.get_last_successful_sync, 1),
    (requests.get_latest_sync, 1),
    (requests.list_syncs, 1),
    (requests.request_sync, 1),
    (requests.get_sync_by_id, 2),
    (requests.get_visible_accounts, 2),
    (requests.get_sync_flow_url, 2),
    (requests.get_integration_branding, 1),
    (requests.list_push_operations, 1),
    (requests.get_push_operation, 2),
    (requests.get_data_status, 1),
]


@pytest.mark.parametrize(("build", "parameters"), PATH_BUILDERS)
@pytest.mark.parametrize("value", ["", "  ", ".", ".."])
def test_an_id_that_cannot_stand_in_a_path_is_refused(build: object, parameters: int, value: str) -> None:
    assert callable(build)
    for position in range(parameters):
        arguments = ["fine"] * parameters
        arguments[position] = value
        with pytest.raises(InvalidRequestError) as caught:
            build(*arguments)
        assert caught.value.request_was_sent is not True
        assert not caught.value.effect_unknown


@given(st.text(min_size=1))
def test_an_id_never_changes_the_path_around_it(company_id: str) -> None:
    assume(company_id.strip() and company_id not in (".", ".."))
    assume(max(company_id) < "\ud800" or min(c for c in company_id if c >= "\ud800") > "\udfff")
    path = requests.get_latest_sync(company_id).path
    parts = path.split("/")
    assert parts[:2] == ["", "companies"]
    assert parts[3:] == ["sync", "commerce", "syncs", "latest", "status"]
    assert unquote(parts[2]) == company_id
    assert not set("?#% ") & set(parts[2].replace("%", "", parts[2].count("%")))


def test_what_counts_as_a_write() -> None:
    writes = {
        name
        for name, build in inspect.getmembers(requests, inspect.isfunction)
        if not name.startswith("_") and build.__module__ == requests.__name__ and _built(build).write
    }
    assert writes == {
        "create_company",
        "set_configuration",
        "create_connection",
        "update_connection",
        "update_connection_authorization",
        "get_sync_flow_url",
        "request_sync",
        "request_sync_for_date_range",
        "update_config_text_sync_flow",
        "update_visible_accounts_sync_flow",
    }


def _built(build: object) -> PreparedRequest:
    assert callable(build)
    fillers: dict[str, object] = {
        "configuration": {},
        "credentials": {},
        "texts": {},
        "accounts": {},
        "start": "2026-11-01",
        "finish": "2026-11-02",
    }
    parameters = inspect.signature(build).parameters.values()
    needed = [p.name for p in parameters if p.default is inspect.Parameter.empty]
    prepared = build(*(fillers.get(name, "x") for name in needed))
    assert isinstance(prepared, PreparedRequest)
    return prepared


def test_a_moment_is_sent_in_utc_and_a_text_as_it_is() -> None:
    paris = datetime(2026, 11, 23, 1, 30, tzinfo=timezone(timedelta(hours=1)))
    assert requests.request_sync("c", paris).json == {"syncTo": "2026-11-23T00:30:00Z"}
    assert requests.request_sync("c", "2022-06-15").json == {"syncTo": "2022-06-15"}
    assert requests.request_sync("c").json is None
    for bad in (datetime(2026, 11, 23), ""):  # noqa: DTZ001 - the very thing that is refused
        with pytest.raises(InvalidRequestError):
            requests.request_sync_for_date_range("c", bad, datetime(2026, 11, 23, tzinfo=UTC))


def test_half_a_surrogate_pair_is_no_part_of_an_address() -> None:
    with pytest.raises(InvalidRequestError):
        requests.get_latest_sync("c\ud800")
    assert requests.list_companies(query="name=\ud800").target.endswith("query=name%3D%3F")


@pytest.mark.parametrize(("page", "size"), [(0, 100), (-1, 100), (1, 0), (1, 2001)])
def test_a_page_codat_does_not_have_is_refused(page: int, size: int) -> None:
    with pytest.raises(InvalidRequestError):
        requests.list_companies(page, size)


def test_three_meanings_of_visible_accounts_reach_the_wire() -> None:
    bodies = [
        requests.update_visible_accounts_sync_flow("gbol", accounts).json
        for accounts in (
            VisibleAccounts(),
            VisibleAccounts(visible_accounts=()),
            VisibleAccounts(visible_accounts=("a",)),
            VisibleAccounts(visible_accounts=None),
        )
    ]
    assert bodies == [
        {},
        {"visibleAccounts": []},
        {"visibleAccounts": ["a"]},
        {"visibleAccounts": None},
    ]


def test_credentials_are_in_no_repr_and_no_curl() -> None:
    prepared = requests.update_connection_authorization(
        "c", "d", {"token": "very-hidden", "id": "also-hidden"}
    )
    for shown in (repr(prepared), curl(prepared, "https://api.codat.io")):
        assert "hidden" not in shown


def test_curl_shows_the_exact_request() -> None:
    shown = curl(requests.request_sync("a b", "2026-11-23"), "https://api.codat.io", "k-1")
    assert shown == (
        "curl -X POST https://api.codat.io/companies/a%20b/sync/commerce/latest \\\n"
        "  -H 'Authorization: Basic ***' \\\n"
        "  -H 'Accept: application/json' \\\n"
        "  -H 'Idempotency-Key: k-1' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        '  -d \'{"syncTo": "2026-11-23"}\''
    )
    assert "?page=1&pageSize=100&query=name%3D%27a%27'" in curl(
        requests.list_companies(query="name='a'"), "https://api.codat.io"
    )


def test_a_configuration_goes_back_as_it_came() -> None:
    came = {"companyId": "c", "enable": None, "new": {"x": [1, None]}, "schedule": {"syncHour": "late"}}
    assert requests.set_configuration("c", Configuration.model_validate(came)).json == came
    assert requests.set_configuration("c", came).json == came
