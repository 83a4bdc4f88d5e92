"""The parts of a judgement: state, causes, evidence, and who must act.

Invariant: values are stable names (JSON, filters and exports use them); standard library only, because it is
imported before the first paint.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

DAYS_UNTIL_OFF = 31
"""Codat's documentation: after this many consecutive failed days, Codat switches the sync off."""


class State(StrEnum):
    """The state of a company, most urgent first: lists sort by it."""

    OFF = "off"
    UNLINKED = "unlinked"
    FAILING = "failing"
    STUCK = "stuck"
    OVERDUE = "overdue"
    QUIET = "quiet"
    STALLED = "stalled"
    UNKNOWN = "unknown"
    RUNNING = "running"
    WAITING = "waiting"
    FINE = "fine"
    NOT_CHECKED = "not_checked"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")

    @property
    def needs_person(self) -> bool:
        """True when sales do not arrive, or may not, until somebody acts."""
        return self in _NEEDS_PERSON


_NEEDS_PERSON = frozenset(
    {
        State.OFF,
        State.UNLINKED,
        State.FAILING,
        State.STUCK,
        State.OVERDUE,
        State.QUIET,
        State.STALLED,
    }
)


class Who(StrEnum):
    """Who must act; US is the support team that uses this program."""

    US = "us"
    MERCHANT = "merchant"
    CODAT = "codat"

    @property
    def words(self) -> str:
        return {Who.US: "us", Who.MERCHANT: "the merchant", Who.CODAT: "Codat"}[self]


class Certainty(StrEnum):
    """How certain a statement is.

    NOW: read from Codat at a stated time. THEN: from a sync when it ran. INFERRED: concluded by this program.
    """

    NOW = "now"
    THEN = "then"
    INFERRED = "inferred"

    @property
    def words(self) -> str:
        """How sure it is, as the beginning of a line."""
        return _CERTAINTY_WORDS[self]


_CERTAINTY_WORDS = {
    Certainty.NOW: "read now",
    Certainty.THEN: "a sync said then",
    Certainty.INFERRED: "concluded",
}


class Remedy(StrEnum):
    """What fixes a cause; screens offer a key for each."""

    NONE = "none"
    WAIT = "wait"
    SYNC = "sync"
    SYNC_RANGE = "sync_range"
    FIX_MAPPING = "mend_mapping"
    RELINK = "relink"
    AUTHORISE = "authorise"
    CONNECT = "connect"
    FINISH_SETUP = "finish_setup"
    ASK_MERCHANT = "ask_merchant"
    ASK_MERCHANT_THEN_SWITCH_ON = "ask_merchant_then_switch_on"
    RETRY_IN_PORTAL = "retry_in_portal"
    CONTACT_CODAT = "contact_codat"
    LOOK = "look"

    @property
    def words(self) -> str:
        """The remedy in a few words."""
        return _REMEDY_WORDS[self]


_REMEDY_WORDS = {
    Remedy.NONE: "nothing to do",
    Remedy.WAIT: "wait",
    Remedy.SYNC: "sync now",
    Remedy.SYNC_RANGE: "sync a range",
    Remedy.FIX_MAPPING: "correct the mapping",
    Remedy.RELINK: "link again",
    Remedy.AUTHORISE: "authorise",
    Remedy.CONNECT: "connect",
    Remedy.FINISH_SETUP: "finish the set-up",
    Remedy.ASK_MERCHANT: "ask the merchant",
    Remedy.ASK_MERCHANT_THEN_SWITCH_ON: "ask the merchant, then switch the sync on",
    Remedy.RETRY_IN_PORTAL: "retry in Codat's Portal",
    Remedy.CONTACT_CODAT: "ask Codat",
    Remedy.LOOK: "look closer",
}


class CauseKind(StrEnum):
    """Why sales do not arrive, or may not; explained in `rules.diagnosis.cause_table`."""

    # The company and its links
    COMPANY_MISSING = "company_missing"
    LINK_MISSING = "link_missing"
    LINK_WAITING = "link_waiting"
    LINK_UNLINKED = "link_unlinked"
    LINK_DEAUTHORIZED = "link_deauthorized"
    LINK_STATUS_UNKNOWN = "link_status_unknown"
    LINK_ERROR = "link_error"
    LINKED_TWICE = "linked_twice"
    LINK_DOWN_THEN = "link_down_then"
    OTHER_ORGANISATION = "other_organisation"
    # The set-up
    NOT_SET_UP = "not_set_up"
    SWITCHED_OFF = "switched_off"
    SWITCHED_OFF_AFTER_ERRORS = "switched_off_after_errors"
    START_DATE_MISSING = "start_date_missing"
    START_DATE_INVALID = "start_date_invalid"
    START_DATE_AHEAD = "start_date_ahead"
    SYNC_HOUR_INVALID = "sync_hour_invalid"
    TIME_ZONE_INVALID = "time_zone_invalid"
    FREQUENCY_MISSING = "frequency_missing"
    FREQUENCY_INVALID = "frequency_invalid"
    # The mapping
    ACCOUNT_LOST = "account_lost"
    ACCOUNT_MISSING = "account_missing"
    ACCOUNTS_SAME = "accounts_same"
    NO_SALES_ACCOUNT = "no_sales_account"
    CUSTOMER_LOST = "customer_lost"
    CUSTOMER_MISSING = "customer_missing"
    SUPPLIER_LOST = "supplier_lost"
    SUPPLIER_MISSING = "supplier_missing"
    TAX_RATE_LOST = "tax_rate_lost"
    TAX_RATE_MISSING = "tax_rate_missing"
    TAX_RATE_WITHOUT_OPTIONS = "tax_rate_without_options"
    TAX_NOT_MAPPED = "tax_not_mapped"
    TAX_MAPPED_TWICE = "tax_mapped_twice"
    NOT_MAPPED = "not_mapped"
    PAYMENTS_MISSING = "payments_missing"
    PAYMENTS_ACCOUNT_MISSING = "payments_account_missing"
    PAYMENTS_NEED_SUBMITTED = "payments_need_submitted"
    GROUPING_MISSING = "grouping_missing"
    GROUPING_INVALID = "grouping_invalid"
    INVOICE_STATUS_MISSING = "invoice_status_missing"
    INVOICE_STATUS_INVALID = "invoice_status_invalid"
    MAPPING_UNREADABLE = "mapping_unreadable"
    MAPPING_REFUSED = "mapping_refused"
    # What the accounting software refuses
    SUBSCRIPTION_EXPIRED = "subscription_expired"
    PERIOD_LOCKED = "period_locked"
    CURRENCY_MISSING = "currency_missing"
    RECORD_REFUSED = "record_refused"
    # Codat
    SERVER_ERROR = "server_error"
    PROCESSING_ERROR = "processing_error"
    DUPLICATE_DATES = "duplicate_dates"
    UNDOCUMENTED_CODE = "undocumented_code"
    # Time
    STUCK = "stuck"
    NO_SYNC_RUNS = "no_sync_runs"
    NEVER_SYNCED = "never_synced"
    NOTHING_WRITTEN_LONG = "nothing_written_long"
    NOTHING_PUSHED = "nothing_pushed"
    RECONCILE_MANUALLY = "reconcile_manually"
    # What this program does not know
    NOT_KNOWN = "not_known"


class Evidence(NamedTuple):
    """One statement behind a verdict.

    *operation* is Codat's name of the call, "" for records of this machine or documents; *at* is when it was
    read, for THEN when the sync ran.
    """

    text: str
    certainty: Certainty
    operation: str = ""
    at: datetime | None = None


class Cause(NamedTuple):
    """One cause: its sentence, *advice* on the fix, and *short* for a column.

    *field* is the path in the configuration or "connections.accounting", *label* what the merchant sees
    there, *target* a connection id. *blocks* is False where syncs may succeed anyway.
    """

    kind: CauseKind
    text: str
    certainty: Certainty
    who: Who | None
    remedy: Remedy
    advice: str
    short: str
    field: str = ""
    label: str = ""
    target: str = ""
    at: datetime | None = None
    blocks: bool = True


class Judgement(NamedTuple):
    """The verdict as a row of the fleet keeps it.

    *failing_days* is a lower bound when *at_least*; *days_left* is of Codat's 31; *more_causes* counts those
    beside *cause*, *others*. Days in *headline* are of UTC.
    """

    state: State
    since: datetime | None = None
    failing_days: int | None = None
    days_left: int | None = None
    at_least: bool = False
    cause: Cause | None = None
    more_causes: int = 0
    headline: str = ""
    others: tuple[Cause, ...] = ()

    @property
    def causes(self) -> tuple[Cause, ...]:
        """All causes, in the order in which they block."""
        return (self.cause, *self.others) if self.cause is not None else ()


class Basis(NamedTuple):
    """What a sweep's verdict on one company rests on; too much for the rows, so kept only for who asks.

    *judgement* is the row's, with its days and times in *zone*: the merchant's, None where no configuration was read.
    *next_due* is None there, too, and when no sync is expected. *last_success* and *last_written* are the newest of the
    syncs that were read.
    """

    judgement: Judgement | None
    evidence: tuple[Evidence, ...]
    next_due: datetime | None = None
    zone: tzinfo | None = None
    last_success: datetime | None = None
    last_written: datetime | None = None
