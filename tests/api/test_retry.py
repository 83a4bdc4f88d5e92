"""The decisions of retry, each alone: whether, how long, and never a second effect."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codat_tui.api.retry import (
    KEY_LIFETIME,
    RequestKind,
    RetryPolicy,
    backoff,
    http_date,
    next_wait,
    retry_after_seconds,
    time_in_all,
)
from codat_tui.models.errors import (
    CodatError,
    ConnectError,
    DroppedConnectionError,
    TimedOutError,
    TlsError,
    UnreadableAnswerError,
    error_class,
)

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
POLICY = RetryPolicy.interactive()

policies = st.builds(
    RetryPolicy,
    first=st.floats(0.01, 10),
    factor=st.floats(1, 5),
    cap=st.floats(0.1, 100),
    total=st.floats(0, 4000),
    write_total=st.floats(0, 10_000),
    connection_errors=st.booleans(),
    retry_after_ceiling=st.floats(0, 4000),
    jitter=st.floats(0, 1),
)
problems: st.SearchStrategy[CodatError] = st.one_of(
    st.sampled_from(
        [ConnectError, DroppedConnectionError, TimedOutError, TlsError, UnreadableAnswerError]
    ).map(lambda kind: kind()),
    st.builds(
        lambda status, wait: error_class(status)(status=status, retry_after=wait),
        st.integers(300, 599),
        st.none() | st.floats(0, 5000),
    ),
)


def repeats(
    kind: RequestKind, error: CodatError, cached_faults: int = 0, policy: RetryPolicy = POLICY
) -> bool:
    wait = next_wait(policy, kind, error, attempt=1, elapsed=0, chance=0.5, cached_faults=cached_faults)
    return wait is not None


def status(number: int, retry_after: float | None = None) -> CodatError:
    return error_class(number)(status=number, retry_after=retry_after)


@pytest.mark.parametrize(
    ("error", "read", "keyed", "bare"),
    [
        (ConnectError(), True, True, True),
        (DroppedConnectionError(), True, True, False),
        (TimedOutError(), True, True, False),
        (TlsError(), False, False, False),
        (UnreadableAnswerError(), False, False, False),
        (status(302), False, False, False),
        (status(400), False, False, False),
        (status(401), False, False, False),
        (status(402), False, False, False),
        (status(403), False, False, False),
        (status(404), False, False, False),
        (status(408), True, True, False),
        (status(409), False, True, False),
        (status(422), False, False, False),
        (status(429), True, True, True),
        (status(500), True, True, False),
        (status(502), True, True, False),
        (status(503), True, True, False),
        (status(504), True, True, False),
        (status(507), True, True, False),
    ],
)
def test_what_is_repeated(error: CodatError, read: bool, keyed: bool, bare: bool) -> None:
    assert [repeats(kind, error) for kind in RequestKind] == [read, keyed, bare]


@pytest.mark.parametrize("number", [408, 500])
def test_a_write_s_cached_fault_is_repeated_twice_and_a_read_s_as_often_as_time_allows(number: int) -> None:
    assert [repeats(RequestKind.KEYED_WRITE, status(number), n) for n in range(4)] == [
        True,
        True,
        False,
        False,
    ]
    assert all(repeats(RequestKind.READ, status(number), n) for n in range(4))


def test_connection_errors_can_be_switched_off() -> None:
    policy = RetryPolicy(connection_errors=False)
    for error in (ConnectError(), DroppedConnectionError(), TimedOutError()):
        assert not any(repeats(kind, error, policy=policy) for kind in RequestKind)
    assert repeats(RequestKind.READ, status(503), policy=policy)


def test_the_document_s_numbers() -> None:
    document = RetryPolicy.document()
    assert (document.first, document.factor, document.cap, document.total) == (0.5, 1.5, 60.0, 3600.0)
    assert document.connection_errors
    assert [backoff(document, attempt, 0) for attempt in (1, 2, 3, 20)] == [0.5, 0.75, 1.125, 60.0]


def test_never_means_one_attempt() -> None:
    assert not any(repeats(kind, status(503), policy=RetryPolicy.never()) for kind in RequestKind)


@given(
    policies,
    st.sampled_from(RequestKind),
    problems,
    st.integers(1, 10_000),
    st.floats(0, 20_000),
    st.floats(0, 1),
    st.integers(0, 5),
)
def test_a_wait_is_bounded(
    policy: RetryPolicy,
    kind: RequestKind,
    error: CodatError,
    attempt: int,
    elapsed: float,
    chance: float,
    cached_faults: int,
) -> None:
    wait = next_wait(
        policy, kind, error, attempt=attempt, elapsed=elapsed, chance=chance, cached_faults=cached_faults
    )
    if wait is None:
        return
    assert wait.reason
    assert wait.seconds >= 0
    assert elapsed + wait.seconds <= time_in_all(policy, kind)
    if kind is not RequestKind.READ:
        assert elapsed + wait.seconds < KEY_LIFETIME
    if error.retry_after is None:
        assert wait.seconds <= policy.cap
    else:
        assert error.retry_after <= policy.retry_after_ceiling
        assert wait.seconds >= error.retry_after


@given(policies, st.integers(1, 500), st.floats(0, 1))
def test_waits_grow_to_the_cap_and_chance_only_shortens_them(
    policy: RetryPolicy, attempt: int, chance: float
) -> None:
    full = backoff(policy, attempt, 0)
    assert backoff(policy, attempt + 1, 0) >= full or full == policy.cap
    assert full * (1 - policy.jitter) <= backoff(policy, attempt, chance) + 1e-9
    assert backoff(policy, attempt, chance) <= full <= policy.cap


@given(problems, st.integers(0, 5))
def test_a_write_without_a_key_is_repeated_only_when_nothing_happened(
    error: CodatError, cached_faults: int
) -> None:
    if repeats(RequestKind.BARE_WRITE, error, cached_faults):
        assert isinstance(error, ConnectError) or error.status == 429


@given(st.integers(0, 10_000_000))
def test_retry_after_in_seconds(seconds: int) -> None:
    assert retry_after_seconds(f" {seconds} ", NOW) == seconds


@given(st.integers(-100_000, 100_000))
def test_retry_after_as_a_date(offset: int) -> None:
    text = format_datetime(NOW + timedelta(seconds=offset), usegmt=True)
    assert retry_after_seconds(text, NOW) == max(0, offset)


@given(st.none() | st.text())
def test_retry_after_never_breaks_and_is_never_negative(text: str | None) -> None:
    seconds = retry_after_seconds(text, NOW)
    assert seconds is None or 0 <= seconds < float("inf")


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "-inf", None])
def test_an_unreadable_retry_after_is_none(text: str | None) -> None:
    assert retry_after_seconds(text, NOW) is None


@pytest.mark.parametrize(
    "text", ["Tue, 24 Nov 2026 00:00:00 GMT", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00", "2026-11-24"]
)
def test_dates_of_headers(text: str) -> None:
    assert http_date(text) == datetime(2026, 11, 24, tzinfo=UTC)


@given(st.text() | st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()))
@example("0001-01-01T00:00:00+14:00")
@example("Mon, 23 Nov 2026 14:03:31 +999999")
def test_any_text_is_a_date_or_none(text: str) -> None:
    instant = http_date(text)
    assert instant is None or instant.utcoffset() == timedelta(0)
