"""The tree of errors: each has a title and a next step for the user, and none holds a secret.

    CodatError
    ├─ RefusedError                 nothing left this machine
    │  ├─ ReadOnlyError             a write, while writing is off
    │  ├─ InvalidRequestError       an argument that cannot be sent
    │  │  └─ ConfigurationError     a setting or variable the connection cannot be made with
    │  └─ KeyMissingError           no API key to send
    ├─ NoAnswerError                the network failed
    │  ├─ ConnectError              no connection: nothing was sent
    │  ├─ DroppedConnectionError    the connection broke before the answer was whole
    │  ├─ TimedOutError             no answer in time
    │  └─ TlsError                  the secure connection was refused
    ├─ UnreadableAnswerError        an answer that is not what Codat documents
    └─ AnswerError                  Codat answered with an error status
       ├─ BadRequestError           400
       ├─ UnauthorizedError         401
       ├─ PaymentRequiredError      402
       ├─ ForbiddenError            403
       ├─ NotFoundError             404
       ├─ RequestTimeoutError       408
       ├─ ConflictError             409
       ├─ UnprocessableError        422
       ├─ TooManyRequestsError      429
       ├─ ServerFaultError          500 and every other 5xx
       │  └─ UnavailableError       502, 503, 504: a gateway in front of Codat
       └─ UnexpectedStatusError     3xx and any other

The HTTP status decides the class; a different `statusCode` in the body is ignored (bodies of 402 say 429).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar, NamedTuple

# Characters of Codat's sentence that are kept: a megabyte would take seconds to wrap.
LONGEST_SENTENCE = 4_000
MOST_ITEMS = 50
WRITING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class ValidationItem(NamedTuple):
    """One item of Codat's validation; *severity* is "error" or "warning"."""

    message: str
    item_id: str = ""
    validator_name: str = ""
    severity: str = "error"


@dataclass(kw_only=True, eq=False, repr=False)
class CodatError(Exception):
    """A request that did not succeed.

    *status*, *headers* and *body* are the answer's, masked and bounded. *title* and *next_step* are for the
    user, with a default for each class. *codat_message*, *service*, *correlation_id*, *detailed_error_code*,
    *can_be_retried* ("Unknown" in every example) and *validation* repeat Codat's body; *excerpt* is the start
    of an unreadable one, at most 200 characters, masked. *retry_after* is in seconds; *path* has no query.
    *request_was_sent* is None when nobody can tell. *write* marks a write that the method does not show;
    *doubt* an earlier attempt of the same write without an answer.
    """

    TITLE: ClassVar[str] = "The request failed"
    NEXT_STEP: ClassVar[str] = "Try again."
    # True when the server may have done the work in spite of this error.
    LEAVES_DOUBT: ClassVar[bool] = False

    title: str = ""
    next_step: str = ""
    status: int | None = None
    codat_message: str = ""
    correlation_id: str = ""
    validation: tuple[ValidationItem, ...] = ()
    can_be_retried: str = ""
    retry_after: float | None = None
    method: str = ""
    path: str = ""
    service: str = ""
    excerpt: str = ""
    detailed_error_code: int | None = None
    request_was_sent: bool | None = None
    write: bool = False
    doubt: bool = False
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        # Sentences follow it, each with its own full stop.
        self.title = self.title.removesuffix(".") or self.TITLE
        self.next_step = self.next_step or self.NEXT_STEP

    @property
    def is_write(self) -> bool:
        """Return whether the request would change something at Codat."""
        return self.write or self.method in WRITING_METHODS

    @property
    def effect_unknown(self) -> bool:
        """Return whether a write may have been done: read the state before writing again."""
        if not self.is_write:
            return False
        return self.doubt or (self.LEAVES_DOUBT and self.request_was_sent is not False)

    def __str__(self) -> str:
        said = f" Codat says: {self.codat_message.rstrip(' .')}." if self.codat_message else ""
        return f"{self.title}.{said} {self.next_step}"

    def __repr__(self) -> str:
        set_fields = (
            f"{each.name}={getattr(self, each.name)!r}"
            for each in fields(self)
            if each.repr and getattr(self, each.name) not in ("", None, (), False)
        )
        return f"{type(self).__name__}({', '.join(set_fields)})"


class RefusedError(CodatError):
    """Refused on this machine, before the network."""

    TITLE = "Not sent"
    NEXT_STEP = "Nothing was changed."


class ReadOnlyError(RefusedError):
    """A write on a read-only client."""

    TITLE = "Read-only: nothing was sent"
    NEXT_STEP = "This client only reads. Make one that may write to change anything at Codat."


class InvalidRequestError(RefusedError):
    """An argument cannot be sent: an empty id, a server not allowed, a date without time zone."""

    TITLE = "The request cannot be sent"
    NEXT_STEP = "Correct the value and try again."


class ConfigurationError(InvalidRequestError):
    """A setting or environment variable that no connection can use: a proxy, a CA bundle."""

    TITLE = "The connection cannot be prepared"
    NEXT_STEP = "Check the proxy and the CA bundle, then start again."


class KeyMissingError(RefusedError):
    """No API key is configured."""

    TITLE = "No API key"
    NEXT_STEP = "Give the API key that Codat's Portal shows under Developers, API keys."


class NoAnswerError(CodatError):
    """The network failed before a whole answer arrived."""

    TITLE = "No answer from Codat"
    NEXT_STEP = "Check the network, then try again."
    LEAVES_DOUBT = True


class ConnectError(NoAnswerError):
    """No connection: nothing was sent."""

    TITLE = "Cannot reach Codat"
    NEXT_STEP = "Check the network, the VPN and the proxy on this machine, then try again."
    LEAVES_DOUBT = False


class DroppedConnectionError(NoAnswerError):
    """The connection broke during the request or the answer."""

    TITLE = "The connection to Codat broke off"
    NEXT_STEP = "Try again. If it keeps happening, look at the proxy or VPN between here and Codat."


class TimedOutError(NoAnswerError):
    """No answer in time."""

    TITLE = "Codat did not answer in time"
    NEXT_STEP = "Try again. If it keeps happening, see status.codat.io."


class TlsError(NoAnswerError):
    """The secure connection was refused, usually because a proxy signs with its own certificate."""

    TITLE = "The secure connection to Codat was refused"
    NEXT_STEP = (
        'If your company inspects HTTPS traffic, set ca_bundle to "system" or to the path of its CA bundle, '
        "or point SSL_CERT_FILE at it, and start again. "
        "Also check this machine's date and time."
    )


class UnreadableAnswerError(CodatError):
    """The answer is not what Codat documents: HTML, half a JSON text, nothing."""

    TITLE = "The answer cannot be read"
    NEXT_STEP = (
        "Something between here and Codat, a proxy or a sign-in page, may have answered instead. "
        "Check the network, then try again."
    )
    LEAVES_DOUBT = True


class AnswerError(CodatError):
    """Codat answered with an error status."""

    TITLE = "Codat refused the request"
    NEXT_STEP = "Read what Codat says; quote the correlation id in a ticket."


class BadRequestError(AnswerError):
    """400: Codat could not understand the request."""

    TITLE = "Codat did not accept the request"
    NEXT_STEP = "Read what Codat says, correct the value and try again."


class UnauthorizedError(AnswerError):
    """401: the API key is not valid."""

    TITLE = "Codat does not accept the API key"
    NEXT_STEP = "Copy the key again from Codat's Portal (Developers, API keys), then try again: the key is read again."


class PaymentRequiredError(AnswerError):
    """402: a limit of the client's plan is reached."""

    TITLE = "A limit of your Codat plan is reached"
    NEXT_STEP = "Read what Codat says; ask your Codat account manager for more, or remove companies."


class ForbiddenError(AnswerError):
    """403: the key is outdated or not for this resource."""

    TITLE = "The API key may not do this"
    NEXT_STEP = (
        "The key is outdated or belongs to another Codat client. Check that its client owns the company."
    )


class NotFoundError(AnswerError):
    """404: Codat does not know the company, connection or sync."""

    TITLE = "Codat does not know it"
    NEXT_STEP = "Check the id, and that the API key belongs to the Codat client that owns it."

    @property
    def no_company(self) -> bool:
        """True when Codat knows no such company, not only no sync of it."""
        return "no company was found" in self.codat_message.casefold()


class RequestTimeoutError(AnswerError):
    """408: Codat gave up on the request."""

    TITLE = "Codat took too long over the request"
    NEXT_STEP = "Try again."
    LEAVES_DOUBT = True


class ConflictError(AnswerError):
    """409: the same write is still in progress, or the data is in another state."""

    TITLE = "Codat is still working on an earlier request"
    NEXT_STEP = "Wait a minute, read the state again, and only then decide whether to try again."
    LEAVES_DOUBT = True


class UnprocessableError(AnswerError):
    """422: understood, but not valid."""

    TITLE = "Codat found the values invalid"
    NEXT_STEP = "Read what Codat says about each value, correct it and try again."


class TooManyRequestsError(AnswerError):
    """429: too many requests, or the daily quota is used up."""

    TITLE = "Too many requests"
    NEXT_STEP = "Wait, then try again. The daily quota starts again at 00:00 UTC."


class ServerFaultError(AnswerError):
    """5xx: a failure at Codat."""

    TITLE = "Codat failed"
    NEXT_STEP = "Nothing to fix here. Try again in a few minutes. If it lasts, send Codat the correlation id."
    LEAVES_DOUBT = True


class UnavailableError(ServerFaultError):
    """502, 503, 504: Codat or its gateway is not available."""

    TITLE = "Codat is not available"
    NEXT_STEP = "Try again in a few minutes. See status.codat.io for maintenance."


class UnexpectedStatusError(AnswerError):
    """A status that Codat does not use, such as a redirect, which is never followed with the key."""

    TITLE = "An unexpected answer"
    NEXT_STEP = "Something between here and Codat may have answered instead. Check the server's address."
    LEAVES_DOUBT = True


_BY_STATUS: dict[int, type[AnswerError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    402: PaymentRequiredError,
    403: ForbiddenError,
    404: NotFoundError,
    408: RequestTimeoutError,
    409: ConflictError,
    422: UnprocessableError,
    429: TooManyRequestsError,
    502: UnavailableError,
    503: UnavailableError,
    504: UnavailableError,
}


def error_class(status: int) -> type[AnswerError]:
    """Return the class for an HTTP status."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return ServerFaultError
    return AnswerError if 400 <= status < 500 else UnexpectedStatusError
