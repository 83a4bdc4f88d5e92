"""Facts that Codat documents: platforms, error bodies, limits, date format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal

from codat_tui.demo.deterministic import digest, uuid_of

Json = dict[str, Any]
PlatformKind = Literal["Commerce", "Accounting"]

IDEMPOTENCY_MINUTES = 90
REQUESTS_A_MINUTE = 1000
REQUESTS_A_DAY_PER_COMPANY = 1000
LONG_RUNNING_SECONDS = 600.0
FAILING_DAYS_UNTIL_OFF = 31
MAXIMUM_PAGE_SIZE = 5000
MAXIMUM_QUERY_LENGTH = 2048
LOCALES = ("en-us", "fr-fr")

# Characters that Codat removes from a company name, without an error.
NAME_FORBIDDEN = re.compile(r"[^A-Za-z0-9\s\-',&@.?!]")


@dataclass(frozen=True, slots=True)
class Platform:
    """An integration: its four-letter key and Codat's spelling of its name."""

    key: str
    name: str
    kind: PlatformKind
    sandbox: bool = False
    enabled: bool = True
    beta: bool = False

    @property
    def integration_id(self) -> str:
        return _platform_id("integration", self.key)

    @property
    def source_id(self) -> str:
        return _platform_id("source", self.key)


@cache
def _platform_id(kind: str, key: str) -> str:
    return uuid_of(kind, key)


PLATFORMS: dict[str, Platform] = {
    platform.key: platform
    for platform in (
        Platform("fqly", "Clover", "Commerce"),
        Platform("ldgh", "Lightspeed K", "Commerce"),
        Platform("fztf", "Shopify", "Commerce"),
        Platform("ugxp", "Zettle", "Commerce"),
        Platform("lqai", "Partner Commerce", "Commerce"),
        Platform("aiwb", "Commerce Sandbox", "Commerce", sandbox=True),
        Platform("lrhd", "Lightspeed K Sandbox", "Commerce", sandbox=True),
        Platform("gbol", "Xero", "Accounting"),
        Platform("qhyg", "QuickBooks Online", "Accounting"),
        Platform("fbrh", "FreeAgent", "Accounting"),
        Platform("pdvj", "MYOB", "Accounting", beta=True),
        Platform("qudb", "Exact (NL)", "Accounting"),
        Platform("pbbf", "Exact (UK)", "Accounting"),
        Platform("tgff", "Sage Accounting", "Accounting", enabled=False, beta=True),
        Platform("mqjo", "Accounting Sandbox", "Accounting", sandbox=True),
        Platform("ndsk", "QuickBooks Online Sandbox", "Accounting", sandbox=True),
    )
}

STATUS_TEXTS: dict[int, tuple[str, str]] = {
    400: ("PublicApi", "Error processing request - not valid."),
    401: ("PublicApi", "Unauthorized"),
    402: (
        "PublicApi",
        "You have exceeded the 50-company limit that applies to a Free plan. "
        "We recommend that you delete any companies you no longer need and retry the request.",
    ),
    403: ("PublicApi", "You are using an outdated API key or a key not associated with that resource."),
    404: ("PublicApi", "The requested resource was not found."),
    405: ("PublicApi", "The method is not allowed for the requested resource."),
    408: ("PublicApi", "The request timed out."),
    409: ("PublicApi", "The data set has not been requested."),
    422: ("PublicApi", "The idempotency key was already used with a different request."),
    429: (
        "PublicApi",
        "You have made too many requests in a given amount of time; please retry later.",
    ),
    500: ("PublicApi", "There is a problem with our server. Please try again later."),
    502: ("PublicApi", "Bad gateway."),
    503: (
        "PublicApi",
        "The Codat API is temporarily offline for maintenance. Please try again later.",
    ),
    504: ("PublicApi", "The gateway timed out."),
}


class ApiError(Exception):
    """An answer other than 200: status, error text, service, and (item, message) pairs of validation."""

    def __init__(
        self,
        status: int,
        error: str | None = None,
        service: str | None = None,
        problems: tuple[tuple[str, str], ...] = (),
    ) -> None:
        standard_service, standard_error = STATUS_TEXTS[status]
        self.status = status
        self.error = error or standard_error
        self.service = service or standard_service
        self.problems = problems
        super().__init__(self.error)


def error_body(error: ApiError, correlation: str) -> Json:
    """Return Codat's error object; `correlation` is 32 hexadecimal digits."""
    body: Json = {
        "statusCode": error.status,
        "service": error.service,
        "error": error.error,
        "correlationId": correlation,
        "canBeRetried": "Unknown",
        "detailedErrorCode": 0,
    }
    if error.problems:
        body["validation"] = {
            "errors": [
                {"itemId": item, "message": message, "validatorName": "RequestValidator"}
                for item, message in error.problems
            ],
            "warnings": [],
        }
    return body


def correlation_of(*labels: object) -> str:
    """Return 32 hexadecimal digits, as Codat writes it."""
    return digest("correlation", *labels).hex()[:32]


def stamp(moment: datetime) -> str:
    """Return a date as Codat writes it, UTC to the second: 2026-11-23T03:12:09Z."""
    return f"{moment.astimezone(UTC).isoformat(timespec='seconds')[:19]}Z"


def parse_stamp(text: str) -> datetime:
    """Return the aware UTC moment; no zone means UTC. Raises ValueError."""
    # Cut to microseconds: .NET writes seven digits.
    trimmed = re.sub(r"(\.\d{6})\d+", r"\1", text.strip())
    moment = datetime.fromisoformat(trimmed)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
