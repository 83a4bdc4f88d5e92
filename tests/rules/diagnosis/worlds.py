"""Worlds a support engineer meets, each with the state, and the causes in order: kind, certainty, who, remedy.

A cause is written as one line: "account_lost now us mend_mapping". A doubt or note begins with "~".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from codat_tui.models.codat import Company, Configuration, Connection, to_wire
from codat_tui.rules.diagnosis.facts import CompanyFacts
from tests.rules.worlds import CUSTOMER, NOW, RETURNS, changed, connection, linked, nightly, sync, without

DAY = timedelta(days=1)
LAST_NIGHT = NOW - timedelta(hours=11)
OFF = (("enable",), False)
NOT_SET_UP = (("configured",), False)
SALES = ("configuration", "sales")
PAYMENTS = ("configuration", "payments")
FEES = ("configuration", "fees")
ARCHIVED = f"Account {RETURNS} is not in an Active state."
GIFT = "Account a-gift is not in an Active state. (Archived)"
TWO_LINKS = "Company needs to have two valid data connections"
OVERLAP = "Date overlaps with a previous sync date range"
DELETED = "No company was found with ID 8a210b68-6988-11ed-a1eb-0242ac120002"
LOCKED = "1 of 4 journal entries was rejected: the document date is before the end of a locked period."
BROKEN = without(changed(), RETURNS)
MOVED = without(
    changed(),
    RETURNS,
    "a-sales",
    "a-gift",
    "a-card",
    "a-bank",
    "a-prepaid",
    "a-fees",
    CUSTOMER,
    "s-1",
    "t-20",
)


class World(NamedTuple):
    """One world and what is right to say of it."""

    name: str
    facts: CompanyFacts
    state: str
    causes: tuple[str, ...] = ()


def facts(
    *codes: int,
    message: str = "",
    configuration: Configuration | None = None,
    connections: tuple[Connection, ...] | None = linked(),
    pushed: bool | None = None,
    last: datetime = LAST_NIGHT,
    **more: Any,
) -> CompanyFacts:
    """A company with these nightly syncs and everything known; *message* is that of the failed ones."""
    syncs = nightly(list(codes), last, message=message)
    latest = syncs[-1] if pushed is None else syncs[-1].model_copy(update={"data_pushed": pushed})
    successes = [row for row in syncs if row.code in (2000, 2040)]
    known: dict[str, Any] = {
        "connections": connections,
        "latest": latest,
        "last_successful": successes[-1] if successes else None,
        "never_successful": not successes,
        "syncs": (*syncs[:-1], latest),
        "configuration": configuration or changed(),
    }
    return CompanyFacts(**{**known, **more})


def blind(*codes: int, message: str = "", **more: Any) -> CompanyFacts:
    """The same, but neither links nor mapping could be read."""
    return facts(*codes, message=message, connections=None, **{"configuration": None, **more}).__class__(
        **{
            name: getattr(facts(*codes, message=message), name)
            for name in ("latest", "last_successful", "never_successful", "syncs")
        }
    )


def young(days: float) -> Company:
    """The company, made so many days ago."""
    return Company(id="c-1", name="Harbour Lane Coffee", created=(NOW - days * DAY).isoformat())


def never(days: float, connections: tuple[Connection, ...] = linked(), *changes: Any) -> CompanyFacts:
    """A company without any sync, made so many days ago."""
    return CompanyFacts(
        young(days),
        connections,
        syncs=(),
        never_synced=True,
        never_successful=True,
        configuration=changed(*changes),
    )


def with_error(message: str, status: str = "Active") -> tuple[Connection, ...]:
    """Both linked, and Xero with an error of its own."""
    error = {"statusCode": "403", "statusText": "Forbidden", "errorMessage": message, "status": status}
    return linked()[0], connection("Accounting", "Xero", dataConnectionErrors=[error])


def _good() -> Iterator[World]:
    yield World("written", facts(2000, 2000), "fine")
    yield World("written after a failure", facts(4000, 2000, message=ARCHIVED), "fine")
    yield World("nothing to write one day", facts(2000, 2000, 2040), "fine")
    yield World("undocumented success", facts(2000, 2999), "fine")
    yield World("undocumented first success", facts(2999), "fine")
    yield World(
        "success of no date", CompanyFacts(None, linked(), sync(2000, "?"), configuration=changed()), "fine"
    )
    yield World("nothing else known", CompanyFacts(latest=sync(2000, LAST_NIGHT)), "fine")
    yield World("a closed shop on Sundays", facts(*[2000] * 6, 2040, *[2000] * 6, 2040), "fine")
    yield World(
        "success without data",
        facts(2000, 2000, pushed=False),
        "fine",
        ("~nothing_pushed then us look",),
    )
    note = sync(2000, LAST_NIGHT, "Payments of 12.00: Please reconcile manually", dataPushed=True)
    yield World(
        "to reconcile by hand",
        CompanyFacts(None, linked(), note, configuration=changed(), syncs=(note,)),
        "fine",
        ("~reconcile_manually then merchant ask_merchant",),
    )
    yield World(
        "a resolved error of a link",
        facts(2000, connections=with_error("Rate limit exceeded", "Resolved")),
        "fine",
    )
    yield World(
        "an active error of a link, and good syncs",
        facts(2000, connections=with_error("Rate limit exceeded")),
        "fine",
        ("~link_error now us look",),
    )
    yield World(
        "an active error of a link, and a success that pushed nothing",
        facts(2000, connections=with_error("Rate limit exceeded"), pushed=False),
        "quiet",
        ("~link_error now us look", "~nothing_pushed then us look"),
    )
    yield World(
        "several shops linked",
        facts(2000, connections=(*linked(), connection("Commerce", "Shopify"))),
        "fine",
    )
    yield World(
        "one of two shops unlinked",
        facts(2000, connections=(*linked(), connection("Commerce", "Shopify", "Unlinked"))),
        "fine",
    )
    yield World(
        "two accounting connections",
        facts(2000, connections=(*linked(), connection("Accounting", "Sage"))),
        "fine",
        ("~linked_twice now merchant ask_merchant",),
    )
    yield World(
        "account archived since the last success",
        facts(2000, 2000, configuration=BROKEN),
        "fine",
        ("account_lost now us mend_mapping",),
    )
    yield World(
        "syncs passed under the same mapping",
        facts(*[2000] * 30, configuration=BROKEN, unchanged_since=NOW - 20 * DAY),
        "fine",
        ("~account_lost inferred us mend_mapping",),
    )
    yield World(
        "no start date, thirty syncs passed without",
        facts(
            *[2000] * 30,
            configuration=changed((("schedule", "startDate"), None)),
            unchanged_since=NOW - 30 * DAY,
        ),
        "fine",
        ("~start_date_missing inferred us mend_mapping",),
    )
    yield World(
        "seen only after the last success",
        facts(*[2000] * 30, configuration=BROKEN, unchanged_since=NOW - timedelta(hours=1)),
        "fine",
        ("account_lost now us mend_mapping",),
    )
    yield World(
        "a nightly 5080 after a sync by hand",
        facts(2000, 5080, message=OVERLAP),
        "fine",
        ("~duplicate_dates inferred None none",),
    )


def _failures() -> Iterator[World]:
    archived = "account_lost now us mend_mapping"
    yield World(
        "account archived", facts(2000, 4000, message=ARCHIVED, configuration=BROKEN), "failing", (archived,)
    )
    yield World(
        "account archived, 24 nights",
        facts(2000, *[4000] * 24, message=ARCHIVED, configuration=BROKEN),
        "failing",
        (archived,),
    )
    yield World(
        "account archived, still among the options",
        facts(2000, 4000, message=ARCHIVED),
        "failing",
        ("account_lost then us mend_mapping",),
    )
    yield World(
        "two archived accounts in one message",
        facts(2000, 4000, message=f"{ARCHIVED} {GIFT}", configuration=without(changed(), RETURNS, "a-gift")),
        "failing",
        (archived, archived),
    )
    yield World(
        "two archived accounts, one seen now",
        facts(2000, 4000, message=f"{ARCHIVED} {GIFT}", configuration=BROKEN),
        "failing",
        (archived, "account_lost then us mend_mapping"),
    )
    missing = "2 account(s) were not found (Payment account - Account Id): card - a-card, payout - a-bank"
    yield World(
        "two accounts not found",
        facts(2000, 4000, message=missing, configuration=without(changed(), "a-card", "a-bank")),
        "failing",
        (archived, archived),
    )
    yield World(
        "one account chosen in two places",
        facts(
            2000,
            4000,
            message=ARCHIVED,
            configuration=without(
                changed(((*SALES, "accounts", "gratuity", "selectedAccountId"), RETURNS)), RETURNS
            ),
        ),
        "failing",
        (archived,),
    )
    yield World(
        "a message about one account, another one gone too",
        facts(2000, 4000, message=ARCHIVED, configuration=without(changed(), RETURNS, "a-card")),
        "failing",
        (archived, archived),
    )
    yield World(
        "account chosen anew since",
        facts(
            2000,
            4000,
            message=ARCHIVED,
            configuration=changed(((*SALES, "accounts", "refund", "selectedAccountId"), "a-sales")),
        ),
        "failing",
        ("account_lost then us sync",),
    )
    yield World(
        "account archived, mapping not read",
        blind(2000, 4000, message=ARCHIVED),
        "failing",
        ("account_lost then us mend_mapping",),
    )
    yield World(
        "not understood, nothing found",
        facts(2000, 4000, message="Something new"),
        "failing",
        ("mapping_refused then us mend_mapping",),
    )
    yield World(
        "not understood, an account gone",
        facts(2000, 4000, message="Something new", configuration=BROKEN),
        "failing",
        (archived,),
    )
    yield World("no message", facts(2000, 4000), "failing", ("mapping_refused then us mend_mapping",))
    yield World("mapping error", facts(2000, 4200), "failing", ("mapping_refused then us mend_mapping",))
    yield World(
        "undocumented 4xxx", facts(2000, 4999), "failing", ("undocumented_code then us contact_codat",)
    )
    yield World(
        "undocumented 5xxx", facts(2000, 5999), "failing", ("undocumented_code then codat contact_codat",)
    )
    yield World(
        "never a success", facts(4000, 4000, message=ARCHIVED, configuration=BROKEN), "failing", (archived,)
    )
    yield World(
        "the history stands in for the latest",
        CompanyFacts(syncs=tuple(reversed(nightly([2000, 4000])))),
        "failing",
        ("mapping_refused then us mend_mapping",),
    )


def _outside() -> Iterator[World]:
    yield World("server error once", facts(2000, 5000), "failing", ("server_error then codat wait",))
    yield World("server error twice", facts(2000, 5000, 5000), "failing", ("server_error then codat wait",))
    yield World(
        "server error ten nights",
        facts(2000, *[5000] * 10),
        "failing",
        ("server_error then codat contact_codat",),
    )
    yield World(
        "server error once after other failures",
        facts(2000, 4000, 4000, 5000),
        "failing",
        ("server_error then codat wait",),
    )
    yield World(
        "server error while an account is gone",
        facts(2000, 5000, configuration=BROKEN),
        "failing",
        ("account_lost now us mend_mapping", "server_error then codat wait"),
    )
    yield World(
        "an expired subscription behind a server error",
        facts(2000, 5000, connections=with_error("Organisation subscription expired")),
        "failing",
        ("subscription_expired now merchant ask_merchant", "~server_error then codat wait"),
    )
    yield World(
        "a locked period that the link reports, too",
        facts(2000, 5130, message=LOCKED, connections=with_error(LOCKED)),
        "failing",
        ("period_locked now merchant ask_merchant",),
    )
    yield World(
        "a locked period that the link reports behind a server error",
        facts(2000, 5000, connections=with_error(LOCKED)),
        "failing",
        ("period_locked now merchant ask_merchant", "~server_error then codat wait"),
    )
    yield World(
        "another error of a link behind a server error",
        facts(2000, 5000, connections=with_error("Rate limit exceeded")),
        "failing",
        ("link_error now us look", "server_error then codat wait"),
    )
    yield World(
        "billing expired", facts(2000, 4260), "failing", ("subscription_expired then merchant ask_merchant",)
    )
    yield World(
        "billing expired, and the link says so",
        facts(2000, 4260, connections=with_error("The organisation's subscription has expired.")),
        "failing",
        ("subscription_expired now merchant ask_merchant",),
    )
    yield World(
        "processing error", facts(2000, 5120), "failing", ("processing_error then codat contact_codat",)
    )
    yield World(
        "processing error four nights",
        facts(2000, *[5120] * 4),
        "failing",
        ("processing_error then codat contact_codat",),
    )
    yield World(
        "record refused",
        facts(2000, 5130, message="Journal 7 refused", pushed=True),
        "failing",
        ("record_refused then us retry_in_portal",),
    )
    for name, message, kind in (
        ("locked period", LOCKED, "period_locked"),
        ("lock date", "The document date cannot be before the period lock date", "period_locked"),
        (
            "closed books",
            "The account period has closed and the account books cannot be updated",
            "period_locked",
        ),
        ("currency", "The currency SEK is not subscribed to in this organisation", "currency_missing"),
        ("invalid currency", "Invalid currency code EUR", "currency_missing"),
        ("expired", "Your subscription to the software has expired", "subscription_expired"),
    ):
        yield World(
            f"refused: {name}",
            facts(2000, 5130, message=message, pushed=True),
            "failing",
            (f"{kind} then merchant ask_merchant",),
        )
    yield World(
        "duplicate dates three nights",
        facts(2000, *[5080] * 3, message=OVERLAP),
        "failing",
        ("duplicate_dates then codat contact_codat",),
    )
    yield World(
        "duplicate dates without a success",
        facts(5080, message=OVERLAP),
        "failing",
        ("duplicate_dates then codat contact_codat",),
    )
    yield World(
        "duplicate dates days after the last success",
        facts(2000, 4000, 5080, message=OVERLAP),
        "failing",
        ("duplicate_dates then codat contact_codat",),
    )
    deleted = "company_missing then codat contact_codat"
    yield World("company not found", facts(2000, 4040, message=DELETED), "failing", (deleted,))
    yield World(
        "company not found and a link down",
        facts(2000, 4040, message=DELETED, connections=linked("Unlinked")),
        "unlinked",
        (deleted, "link_unlinked now merchant relink"),
    )
    yield World(
        "company not found ten nights", facts(2000, *[4040] * 10, message=DELETED), "failing", (deleted,)
    )


_LINK_CAUSE = {
    "Unlinked": "link_unlinked now merchant relink",
    "Deauthorized": "link_deauthorized now merchant relink",
    "PendingAuth": "link_waiting now merchant authorise",
}


def _links() -> Iterator[World]:
    for status, cause in _LINK_CAUSE.items():
        yield World(f"accounting {status}", facts(2000, connections=linked(status)), "unlinked", (cause,))
        yield World(
            f"commerce {status}", facts(2000, connections=linked(commerce=status)), "unlinked", (cause,)
        )
        yield World(
            f"accounting {status}, thirty nights of 4220",
            facts(2000, *[4220] * 30, connections=linked(status)),
            "unlinked",
            (cause,),
        )
        yield World(
            f"accounting {status} before a lost account",
            facts(2000, 4000, message=ARCHIVED, connections=linked(status), configuration=BROKEN),
            "unlinked",
            (cause, "account_lost now us mend_mapping"),
        )
        yield World(
            f"accounting {status}, nothing else known",
            CompanyFacts(connections=linked(status)),
            "waiting" if status == "PendingAuth" else "unlinked",
            (cause,),
        )
        for other, second in _LINK_CAUSE.items():
            yield World(
                f"commerce {other}, accounting {status}",
                facts(2000, 4040, connections=linked(status, other)),
                "unlinked",
                (second, cause),
            )
    yield World(
        "no accounting connection any more",
        facts(2000, connections=linked()[:1]),
        "unlinked",
        ("link_missing now merchant connect",),
    )
    yield World(
        "no connection any more",
        facts(2000, connections=()),
        "unlinked",
        ("link_missing now merchant connect", "link_missing now merchant connect"),
    )
    were = "link_down_then then us sync"
    yield World("4040, linked again", facts(2000, 4040), "failing", (were,))
    yield World("4220, linked again", facts(2000, 4220), "failing", (were,))
    yield World(
        "two valid connections, linked again", facts(2000, 4000, message=TWO_LINKS), "failing", (were,)
    )
    unknown = "link_down_then then merchant relink"
    yield World("4220, links not read", facts(2000, 4220, connections=None), "failing", (unknown,))
    yield World(
        "two valid connections, not read", blind(2000, 4000, message=TWO_LINKS), "failing", (unknown,)
    )
    yield World(
        "a link status nobody documents",
        facts(2000, connections=linked("Paused")),
        "fine",
        ("~link_status_unknown now codat contact_codat",),
    )
    yield World(
        "4040 and a link status nobody documents",
        facts(2000, 4040, connections=linked("Paused")),
        "failing",
        (unknown, "~link_status_unknown now codat contact_codat"),
    )
    yield World(
        "linked again in another spelling",
        facts(2000, 4040, connections=linked("LINKED")),
        "failing",
        (were,),
    )


def _off() -> Iterator[World]:
    off = "switched_off now merchant ask_merchant_then_switch_on"
    after = "switched_off_after_errors inferred merchant ask_merchant_then_switch_on"
    archived = "account_lost now us mend_mapping"
    yield World("off since yesterday", facts(2000, 2000, configuration=changed(OFF)), "off", (off,))
    spelled = changed().model_copy(update={"enable": None})
    spelled = Configuration.model_validate({**to_wire(spelled), "enable": None, "enabled": False})
    yield World(
        "off in the documentation's spelling", facts(2000, 2000, configuration=spelled), "off", (off,)
    )
    yield World(
        "off for 13 days", facts(2000, 2000, configuration=changed(OFF), last=NOW - 13 * DAY), "off", (off,)
    )
    yield World(
        "off, failed once",
        facts(2000, 5000, configuration=changed(OFF)),
        "off",
        (off, "server_error then codat wait"),
    )
    yield World(
        "off after 33 days of errors",
        facts(2000, *[4000] * 33, message=ARCHIVED, configuration=without(changed(OFF), RETURNS)),
        "off",
        (after, archived),
    )
    yield World(
        "off after 31 days, corrected meanwhile",
        facts(
            2000,
            *[4000] * 31,
            message=ARCHIVED,
            configuration=changed(OFF, ((*SALES, "accounts", "refund", "selectedAccountId"), "a-sales")),
        ),
        "off",
        (after, "account_lost then us sync"),
    )
    yield World(
        "off after 31 days of a dead link",
        facts(2000, *[4220] * 31, configuration=changed(OFF), connections=linked("Deauthorized")),
        "off",
        ("link_deauthorized now merchant relink", after),
    )
    yield World(
        "33 days and still on",
        facts(2000, *[4000] * 33, message=ARCHIVED, configuration=BROKEN),
        "failing",
        (archived,),
    )
    yield World(
        "off, and a sync runs", facts(2000, 1000, configuration=changed(OFF), last=NOW), "running", (off,)
    )
    yield World(
        "off, latest not known", CompanyFacts(None, linked(), configuration=changed(OFF)), "off", (off,)
    )
    yield World(
        "off and nothing written for weeks",
        facts(2000, *[2040] * 20, configuration=changed(OFF)),
        "off",
        (off, "nothing_written_long inferred merchant ask_merchant"),
    )


def _time() -> Iterator[World]:
    runs = "no_sync_runs inferred us sync"
    yield World("no sync for nine days", facts(2000, last=NOW - 9 * DAY), "overdue", (runs,))
    yield World("no sync last night", facts(2000, 2000, last=LAST_NIGHT - DAY), "overdue", (runs,))
    yield World(
        "due an hour ago",
        facts(2000, last=NOW - timedelta(hours=25), configuration=changed((("schedule", "syncHour"), 13))),
        "fine",
    )
    yield World(
        "due eleven hours ago",
        facts(2000, last=NOW - timedelta(hours=30), configuration=changed((("schedule", "syncHour"), 3))),
        "fine",
    )
    yield World(
        "no sync for nine days, mapping not read",
        CompanyFacts(None, linked(), sync(2000, NOW - 9 * DAY)),
        "fine",
    )
    yield World(
        "monthly",
        facts(
            2000, last=NOW - 9 * DAY, configuration=changed((("schedule", "selectedFrequency"), "Monthly"))
        ),
        "fine",
    )
    yield World(
        "failed ten days ago and nothing since",
        facts(2000, 4000, message=ARCHIVED, configuration=BROKEN, last=NOW - 10 * DAY),
        "failing",
        ("account_lost now us mend_mapping", runs),
    )
    yield World(
        "failed ten days ago, a link down",
        facts(2000, 4220, connections=linked("Deauthorized"), last=NOW - 10 * DAY),
        "unlinked",
        ("link_deauthorized now merchant relink",),
    )
    yield World(
        "no sync for nine days, an account gone",
        facts(2000, last=NOW - 9 * DAY, configuration=BROKEN),
        "overdue",
        ("account_lost now us mend_mapping", runs),
    )
    quiet = "nothing_written_long inferred merchant ask_merchant"
    yield World("sixty nights of nothing", facts(2000, *[2040] * 60), "quiet", (quiet,))
    yield World("twenty nights of nothing", facts(2000, *[2040] * 20), "quiet", (quiet,))
    yield World("ten nights of nothing, history short", facts(2000, *[2040] * 10), "fine")
    yield World(
        "ten nights of nothing, sold daily before", facts(*[2000] * 20, *[2040] * 10), "quiet", (quiet,)
    )
    yield World("two nights of nothing, sold daily before", facts(*[2000] * 20, *[2040] * 2), "fine")
    yield World(
        "ten nights of nothing, as every month",
        facts(*[2000] * 10, *[2040] * 10, *[2000] * 10, *[2040] * 10),
        "fine",
    )
    yield World("never written, forty nights", facts(*[2040] * 40), "quiet", (quiet,))
    yield World(
        "success without data for weeks", _unpushed(30), "quiet", (quiet, "~nothing_pushed then us look")
    )
    stuck = "stuck inferred codat contact_codat"
    yield World("running for ten minutes", facts(2000, 1000, last=NOW - timedelta(minutes=10)), "running")
    yield World(
        "running slowly for 40 minutes", facts(2000, 1010, last=NOW - timedelta(minutes=40)), "running"
    )
    yield World("running for two hours", facts(2000, 1010, last=NOW - timedelta(hours=2)), "stuck", (stuck,))
    yield World("running for three days", facts(2000, 1010, last=NOW - 3 * DAY), "stuck", (stuck,))
    yield World(
        "running for two hours, as usual",
        facts(2000, 1010, last=NOW - timedelta(hours=2), usual_seconds=3600.0),
        "running",
    )
    yield World(
        "running for four hours, usually one",
        facts(2000, 1010, last=NOW - timedelta(hours=4), usual_seconds=3600.0),
        "stuck",
        (stuck,),
    )
    yield World(
        "running for two hours, usually a minute",
        facts(2000, 1010, last=NOW - timedelta(hours=2), usual_seconds=60.0),
        "stuck",
        (stuck,),
    )
    yield World(
        "running after failures",
        facts(
            2000, 4000, 4000, 1000, message=ARCHIVED, configuration=BROKEN, last=NOW - timedelta(minutes=2)
        ),
        "running",
        ("account_lost now us mend_mapping",),
    )
    yield World("an undocumented 1xxx", facts(2000, 1999, last=NOW - timedelta(minutes=2)), "running")


def _unpushed(nights: int) -> CompanyFacts:
    syncs = tuple(row.model_copy(update={"data_pushed": False}) for row in nightly([2000] * nights))
    return CompanyFacts(None, linked(), syncs[-1], syncs[-1], syncs, changed())


def _beginnings() -> Iterator[World]:
    waits = "link_waiting now merchant authorise"
    set_up = "not_set_up now merchant finish_setup"
    never_ran = "never_synced inferred us sync"
    yield World("made an hour ago", never(0.04), "waiting")
    yield World("made yesterday evening", never(0.9), "overdue", (never_ran,))
    yield World("linked for 60 days, never synced", never(60), "overdue", (never_ran,))
    yield World(
        "starts next month", never(60, linked(), (("schedule", "startDate"), "2026-12-15")), "waiting"
    )
    yield World(
        "commerce not linked for a day", never(1, linked(commerce="PendingAuth")), "waiting", (waits,)
    )
    yield World(
        "commerce not linked for ten days", never(10, linked(commerce="PendingAuth")), "stalled", (waits,)
    )
    yield World(
        "nothing linked for two days",
        never(2, linked("PendingAuth", "PendingAuth")),
        "waiting",
        (waits, waits),
    )
    yield World(
        "nothing linked for a month",
        never(30, linked("PendingAuth", "PendingAuth")),
        "stalled",
        (waits, waits),
    )
    yield World(
        "no connection for a month",
        never(30, ()),
        "stalled",
        ("link_missing now merchant connect", "link_missing now merchant connect"),
    )
    yield World(
        "linked, set-up not finished for a day",
        never(1, linked(), NOT_SET_UP, OFF),
        "waiting",
        (set_up,),
    )
    yield World(
        "linked, set-up not finished for a week", never(7, linked(), NOT_SET_UP), "stalled", (set_up,)
    )
    yield World(
        "unlinked before the first sync",
        never(7, linked("Unlinked")),
        "unlinked",
        ("link_unlinked now merchant relink",),
    )
    yield World(
        "switched off before the first sync",
        never(7, linked(), OFF),
        "off",
        ("switched_off now merchant ask_merchant_then_switch_on",),
    )
    yield World(
        "since when it waits is not known",
        CompanyFacts(
            syncs=(), never_synced=True, connections=linked(commerce="PendingAuth"), configuration=changed()
        ),
        "waiting",
        (waits,),
    )
    yield World(
        "never synced, age not known",
        CompanyFacts(syncs=(), never_synced=True, connections=linked(), configuration=changed()),
        "waiting",
    )
    yield World("never synced, nothing else known", CompanyFacts(syncs=()), "waiting")
    yield World(
        "no such company", CompanyFacts(missing=True), "unknown", ("company_missing now codat contact_codat",)
    )
    yield World("nothing known", CompanyFacts(), "unknown")
    yield World(
        "only the last success known",
        CompanyFacts(last_successful=sync(2000, "2026-10-29"), connections=linked()),
        "unknown",
    )
    yield World("no code", CompanyFacts(latest=sync(None, LAST_NIGHT, syncStatus="Pondering")), "unknown")
    yield World("an unknown code", CompanyFacts(latest=sync(9999, LAST_NIGHT)), "unknown")


_UNREADABLE: Any = None

MESSAGES: tuple[tuple[str, str, tuple[Any, ...], tuple[str, ...]], ...] = (
    (
        "To sync fees: Payments section needs to exist",
        "payments_missing",
        ((PAYMENTS, None), (("configuration", "newPayments"), None)),
        (),
    ),
    (
        "No sales customer has been configured.",
        "customer_missing",
        (((*SALES, "salesCustomer", "selectedCustomerId"), None),),
        (),
    ),
    ("Selected customer not present in customer options.", "customer_lost", (), (CUSTOMER,)),
    ("Selected Account is not a valid option.", "account_lost", (), (RETURNS,)),
    (
        "No grouping period selected.",
        "grouping_missing",
        (((*SALES, "grouping", "groupingPeriod", "selectedGroupingPeriod"), None),),
        (),
    ),
    (
        "Grouping period selected not from options.",
        "grouping_invalid",
        (((*SALES, "grouping", "groupingPeriod", "selectedGroupingPeriod"), "Weekly"),),
        (),
    ),
    (
        "Invalid invoice level grouping selected.",
        "grouping_invalid",
        (((*SALES, "grouping", "groupingLevels", "invoiceLevel", "selectedGroupByOptions"), ["Staff"]),),
        (),
    ),
    (
        "Invalid invoice line level grouping selected.",
        "grouping_invalid",
        (((*SALES, "grouping", "groupingLevels", "invoiceLineLevel", "selectedGroupByOptions"), ["Staff"]),),
        (),
    ),
    (
        "Config contains required accounts without selections.",
        "account_missing",
        (((*SALES, "accounts", "refund", "selectedAccountId"), None),),
        (),
    ),
    (
        "No schedule selected frequency.",
        "frequency_missing",
        ((("schedule", "selectedFrequency"), None),),
        (),
    ),
    (
        "Selected schedule frequency not present in options.",
        "frequency_invalid",
        ((("schedule", "selectedFrequency"), "Hourly"),),
        (),
    ),
    (
        "Tax rate is missing selected tax rate id.",
        "tax_rate_missing",
        (((*SALES, "taxRates", "20", "selectedTaxRateId"), None),),
        (),
    ),
    (
        "No fees supplier has been configured.",
        "supplier_missing",
        (((*FEES, "feesSupplier", "selectedSupplierId"), None),),
        (),
    ),
    ("Selected supplier not present in supplier options.", "supplier_lost", (), ("s-1",)),
    ("Supplier does not exist", "supplier_lost", (), ("s-1",)),
    ("Customer does not exist", "customer_lost", (), (CUSTOMER,)),
    (
        "Payments config invalid. a-bank should not match a-bank.",
        "accounts_same",
        (((*PAYMENTS, "accounts", "card", "selectedAccountId"), "a-bank"),),
        (),
    ),
    (
        "Cannot match the tax id 'z-5' to a mapped account on the accounting software.",
        "tax_not_mapped",
        (((*SALES, "newTaxRates", "taxRateMappings", 0, "selectedCommerceTaxRateIds"), ["z-20"]),),
        (),
    ),
    (
        "Cannot match the sale type 'Gift card' to a mapped account on the accounting software.",
        "not_mapped",
        (((*SALES, "accounts", "prepaid", "selectedAccountId"), None),),
        (),
    ),
)
"""Documented messages, each with the changes, and the records gone, that make it true."""

_LOST_KINDS = ("account_lost", "customer_lost", "supplier_lost")
_NO_FINDING = ("not_mapped",)


def _messages() -> Iterator[World]:
    """Each documented message while it is so, when it is so no longer, and when that cannot be checked."""
    for message, kind, changes, gone in MESSAGES:
        still = without(changed(*changes), *gone)
        certainty = "then" if kind in _NO_FINDING else "now"
        yield World(
            f"still so: {message}",
            facts(2000, 4000, message=message, configuration=still),
            "failing",
            (f"{kind} {certainty} us mend_mapping",),
        )
        yield World(
            f"not checked: {message}",
            blind(2000, 4000, message=message),
            "failing",
            (f"{kind} then us mend_mapping",),
        )
        open_still = kind in _LOST_KINDS or kind == "accounts_same"
        after = "mend_mapping" if open_still else "sync"
        yield World(
            f"so no longer: {message}",
            facts(2000, 4000, message=message),
            "failing",
            (f"{kind} then us {after}",),
        )
    tax = "Selected tax rate id for 20% tax-rate has no options."
    options = (*SALES, "taxRates", "20", "taxRateOptions")
    yield World(
        "tax rate without options",
        facts(2000, 4000, message=tax, configuration=changed((options, []))),
        "failing",
        ("tax_rate_lost now us mend_mapping",),
    )
    yield World(
        "tax rate with options again",
        facts(2000, 4000, message=tax),
        "failing",
        ("tax_rate_without_options then us sync",),
    )
    sales = without(changed(), "a-sales", RETURNS, "a-gift")
    yield World(
        "no sales account",
        facts(2000, 4000, message="No Sales Account Present.", configuration=sales),
        "failing",
        ("no_sales_account now merchant ask_merchant",),
    )
    yield World(
        "linked to another organisation",
        facts(2000, 4000, message=ARCHIVED, configuration=MOVED),
        "failing",
        ("other_organisation inferred merchant ask_merchant", "no_sales_account now merchant ask_merchant"),
    )
    yield World(
        "a stale message hides today's blocker",
        facts(2000, 4000, message="No sales customer has been configured.", configuration=BROKEN),
        "failing",
        ("account_lost now us mend_mapping", "customer_missing then us sync"),
    )


WORLDS = (*_good(), *_failures(), *_outside(), *_links(), *_off(), *_time(), *_beginnings(), *_messages())
