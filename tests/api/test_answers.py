"""What an error answer says reaches the error, whatever shape its body has; the HTTP status decides."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.api.answers import read_quota, status_error
from codat_tui.masking import mask
from codat_tui.models.errors import (
    PaymentRequiredError,
    TooManyRequestsError,
    UnavailableError,
    UnexpectedStatusError,
    ValidationItem,
)
from tests.manual_clock import START


def answered(
    status: int, body: object = None, content: bytes | None = None, **headers: str
) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, content=json.dumps(body) if content is None else content)


def test_all_of_codat_s_body_is_kept() -> None:
    error = status_error(
        answered(
            402,
            {
                "statusCode": 429,
                "service": "ClientsApi",
                "error": "50-company limit",
                "correlationId": "c0ffee",
                "validation": {
                    "errors": [{"itemId": "i", "message": "m", "validatorName": "v"}, None],
                    "warnings": [{"itemId": None, "message": "w"}],
                },
                "canBeRetried": "Unknown",
                "detailedErrorCode": 7,
            },
        ),
        START,
        mask,
    )
    assert isinstance(error, PaymentRequiredError)
    assert error.status == 402
    assert (error.service, error.codat_message, error.correlation_id) == (
        "ClientsApi",
        "50-company limit",
        "c0ffee",
    )
    assert error.validation == (ValidationItem("m", "i", "v"), ValidationItem("w", severity="warning"))
    assert (error.can_be_retried, error.detailed_error_code) == ("Unknown", 7)


def test_problem_json_and_headers_serve_where_codat_s_body_is_missing() -> None:
    problem = answered(400, {"title": "Bad", "detail": "page must be positive"}, x_correlation_id="h1")
    error = status_error(problem, START, mask)
    assert (error.codat_message, error.correlation_id) == ("page must be positive", "h1")


@given(st.integers(300, 599), st.binary() | st.sampled_from([b"", b"<html>502</html>", b'{"error": "x"']))
def test_no_body_breaks_an_error(status: int, content: bytes) -> None:
    error = status_error(answered(status, content=content), START, mask)
    assert error.status == status
    assert error.title


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["error", "validation", "errors", "message", "correlationId", "detailedErrorCode"]
                ),
                inner,
            )
        ),
    )
)
def test_no_json_breaks_an_error(body: object) -> None:
    assert status_error(answered(422, body), START, mask).status == 422


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        ("Mon, 23 Nov 2026 14:03:31 GMT", 60.0),
        ("Mon, 23 Nov 2026 10:00:00 GMT", 0.0),
        ("soon", None),
    ],
)
def test_retry_after_in_both_forms(header: str, seconds: float | None) -> None:
    error = status_error(answered(429, retry_after=header), START, mask)
    assert isinstance(error, TooManyRequestsError)
    assert error.retry_after == seconds
    if seconds:
        assert f"{seconds:.0f} s" in error.next_step


def test_a_gateway_s_page_is_codat_being_unavailable() -> None:
    error = status_error(answered(502, content=b"<html>Bad gateway</html>"), START, mask)
    assert isinstance(error, UnavailableError)
    assert error.codat_message == ""


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://login.example.com/x?otp=1", "login.example.com"),
        ("/other", "another"),
        ("http://[", "another"),
    ],
)
def test_a_redirect_names_its_host_only(location: str, host: str) -> None:
    error = status_error(answered(302, location=location), START, mask)
    assert isinstance(error, UnexpectedStatusError)
    assert host in error.title
    assert "otp" not in error.title


def test_the_quota_headers() -> None:
    headers = {
        "x-rate-limit-limit": "62000",
        "x-rate-limit-remaining": "61999",
        "x-rate-limit-reset": "Tue, 24 Nov 2026 00:00:00 GMT",
    }
    quota = read_quota(headers, START)
    assert quota is not None
    assert (quota.limit, quota.remaining, quota.at) == (62000, 61999, START)
    assert quota.reset is not None
    assert quota.reset.isoformat() == "2026-11-24T00:00:00+00:00"
    assert read_quota({}, START) is None
    assert read_quota({"x-rate-limit-limit": "lots"}, START) is None
