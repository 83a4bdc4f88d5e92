"""The scripted merchants (the first companies of every world), and how often their problems recur."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cause that began at midnight UTC `since` days before the clock's start.

    It ended `until` days before the start, or `hours_before_start` hours before it.
    """

    cause: str
    since: float
    until: float | None = None
    hours_before_start: float | None = None


@dataclass(frozen=True, slots=True)
class MerchantScript:
    """What a merchant of the world is given, written here or generated.

    `slowness` multiplies the duration of its syncs; `running` is a sync in progress (minutes ago, minutes
    long); `overlap` the days since a requested sync overlapped a nightly one; `age` the days since its
    creation. `without_past`: no earlier problems. `later_links`: (platform key, days since, status). `deleted`:
    listed, but every call about it is answered 404.
    """

    name: str
    town: str
    commerce: str
    accounting: str
    trouble: Trouble | None = None
    description: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    sync_hour: int = 0
    slowness: float = 1.0
    odd_keys: bool = False
    running: tuple[float, float] | None = None
    overlap: int | None = None
    age: float | None = None
    without_past: bool = False
    later_links: tuple[tuple[str, float, str], ...] = ()
    deleted: bool = False


_LONG_NAME = (
    "The Old Rectory Farm Shop, Deli, Tea Room & Garden Centre of Upper Slaughter, Lower Slaughter "
    "and Bourton-on-the-Water Ltd"
)

SCRIPTS: tuple[MerchantScript, ...] = (
    MerchantScript("Harbour Lane Coffee", "London", "ugxp", "gbol", Trouble("refund-account-archived", 24),
        "Two bars and a roastery", (("region", "uk"), ("plan", "pro"), ("merchant", "M10021")), without_past=True),
    MerchantScript("Nordic Bikes AB", "Stockholm", "ugxp", "gbol", without_past=True,
        description="Workshop and web shop", tags=(("region", "se"), ("plan", "pro"))),
    MerchantScript("Oak & Ember Ltd", "Leeds", "fztf", "qhyg", Trouble("accounting-unlinked", 3),
        tags=(("region", "uk"),)),
    MerchantScript("Penny's Bakery", "Edinburgh", "ugxp", "gbol", running=(2, 15), tags=(("plan", "basic"),)),
    MerchantScript("Union Square Records LLC", "New York", "fqly", "qhyg",
        Trouble("no-sales-customer", 6, hours_before_start=0.1)),
    MerchantScript("De Gouden Molen BV", "Amsterdam", "fztf", "qudb", description="Kaas en wijn", sync_hour=2),
    MerchantScript("Fjord Outfitters AS", "Oslo", "lqai", "gbol", Trouble("tax-unmapped", 9, until=3),
        tags=(("region", "no"),)),
    MerchantScript("Wattle Street Florist", "Sydney", "fztf", "pdvj", Trouble("not-scheduled", 4)),
    MerchantScript("Bistro Croix Rousse SARL", "Lyon", "ugxp", "gbol", Trouble("tax-rate-deleted", 4),
        "Menu du jour", (("region", "fr"),)),
    MerchantScript("What's Brewing?!", "Leeds", "fqly", "fbrh"),
    MerchantScript("Fish & Chips @ The Pier", "Edinburgh", "ugxp", "fbrh", Trouble("two-accounts-archived", 2)),
    MerchantScript(_LONG_NAME, "London", "ugxp", "pbbf",
        tags=(("region", "uk"), ("accountmanager", "Ottoline Featherstonehaugh"))),
    MerchantScript("Maple Leaf Toys Inc.", "Toronto", "fqly", "qhyg", Trouble("accounting-deauthorized", 5)),
    MerchantScript("Kowhai Surf Shop", "Auckland", "fztf", "pdvj", Trouble("time-zone-changed", 12),
        "Moved to Sydney", sync_hour=2),
    MerchantScript("Summit Cycles Co.", "Denver", "fztf", "qhyg", Trouble("subscription-expired", 8),
        tags=(("plan", "pro"),)),
    MerchantScript("Gamla Stan Antik", "Stockholm", "ugxp", "gbol", running=(14, 180),
        description="Very many small sales"),
    MerchantScript("Liffey Opticians", "Dublin", "fqly", "gbol", Trouble("refund-account-archived", 3)),
    MerchantScript("The Corner Bookshop", "Leeds", "ugxp", "gbol", description="Till and web shop",
        later_links=(("fztf", 150, "Linked"),)),
    MerchantScript("The Corner Bookshop", "Seattle", "fqly", "qhyg", description="Not the one in Leeds"),
    MerchantScript("Nyhavn Vin ApS", "Copenhagen", "ugxp", "gbol", Trouble("period-locked", 2)),
    MerchantScript("Blackwater Brewing Ltd", "London", "lqai", "qhyg", odd_keys=True, description="Own connector"),
    MerchantScript("Elm Street Barbers", "London", "ugxp", "fbrh", Trouble("customer-deleted", 45),
        "Enters its sales by hand since the syncs failed"),
    MerchantScript("Redwood Running LLC", "Seattle", "fqly", "gbol", Trouble("reconcile-by-hand", 1)),
    MerchantScript("Tulp & Thee", "Amsterdam", "fztf", "gbol", Trouble("never-configured", 400), "Stopped half way"),
    MerchantScript("Saltmarsh Oysters", "London", "ugxp", "gbol", Trouble("no-sales", 30),
        "Open from April to October"),
    MerchantScript("Banksia Pottery Pty Ltd", "Sydney", "fztf", "gbol", Trouble("sync-hangs", 3)),
    MerchantScript("Kingfisher Toys", "Leeds", "fqly", "qhyg", Trouble("never-set-up", 400), age=1.2),
    MerchantScript("Northgate Hardware and Sons", "Leeds", "lqai", "pbbf", overlap=0),
    MerchantScript("True North Coffee", "Toronto", "fqly", "gbol", slowness=9.0, description="Large menu, slow syncs"),
    MerchantScript("Brooklyn Cheese Co.", "New York", "fztf", "qhyg", Trouble("switched-off-by-merchant", 13)),
    MerchantScript("Demo Bar, sandbox", "London", "aiwb", "mqjo", tags=(("sandbox", "yes"),)),
    MerchantScript("Lightspeed Trial", "Amsterdam", "lrhd", "ndsk", tags=(("sandbox", "yes"),)),
    MerchantScript("Thistle Whisky Shop", "Edinburgh", "ugxp", "gbol", Trouble("commerce-data-old", 3)),
    MerchantScript("Hygge Keramik", "Copenhagen", "ugxp", "gbol", age=0.1, description="Set up today"),
    MerchantScript("Marlow Wine Bar", "London", "ugxp", "gbol", Trouble("currency-missing", 29),
        "Near the end of its month"),
    MerchantScript("Pine & Cedar", "Denver", "fqly", "qhyg", deleted=True),
    MerchantScript("Foxglove Stationery", "London", "fztf", "tgff", Trouble("accounting-pending", 400),
        "Waits for Sage", age=2.1),
    MerchantScript("Het Anker", "Amsterdam", "ugxp", "qudb", overlap=9),
    MerchantScript("Shamrock Pizza", "Dublin", "fztf", "gbol", Trouble("refund-account-archived", 12)),
    MerchantScript("Lille Legetoj", "Copenhagen", "ugxp", "gbol", Trouble("another-organisation", 5),
        later_links=(("gbol", 5, "Linked"),)),
    MerchantScript("Willow Vintage", "London", "ugxp", "gbol", Trouble("not-scheduled", 400), age=60),
    MerchantScript("Juniper Pet Supplies LLP", "London", "ugxp", "fbrh", later_links=(("fztf", 40, "Unlinked"),)),
    MerchantScript("Tulp & Thee", "Amsterdam", "fztf", "gbol", description="Set up again"),
    MerchantScript("Copper Kettle", "Leeds", "ugxp", "gbol", Trouble("commerce-pending", 400), age=1.0),
)  # fmt: skip

# The accounting platform that has not answered since the midnight (UTC) of the last night that is over.
OUTAGE = ("qudb", "platform-outage")

# Past problems of healthy merchants, given out in this order.
ENDED_CAUSES: tuple[str, ...] = (
    "no-grouping-period", "foreign-customer", "server-error", "fees-without-payments-section",
    "foreign-grouping-period", "no-tax-rates", "foreign-invoice-level", "prepaid-is-prepaid-payment",
    "foreign-account", "draft-with-payments", "foreign-line-level", "company-missing", "no-accounts",
    "fees-without-payments-account", "no-frequency", "foreign-frequency", "no-invoice-status",
    "payout-account-archived", "foreign-invoice-status", "tax-rate-unchosen", "no-sales-customer", "no-fees-supplier",
    "foreign-supplier", "processing-error", "customer-archived", "card-account-deleted",
    "billing-expired", "supplier-deleted", "commerce-unlinked", "card-is-payout", "new-payment-type",
    "supplier-inactive", "commerce-deauthorized", "gift-cards-unmapped", "required-account-missing", "tax-rate-invalid",
)  # fmt: skip

# Generated merchants below this index have no problem: the scripted ones are enough for a small world.
FIRST_GENERATED_TROUBLE = 60
PATTERN_LENGTH = 101
_PATTERN: dict[int, str] = {
    3: "refund-account-archived", 11: "accounting-unlinked", 19: "customer-archived", 27: "tax-rate-deleted",
    35: "billing-expired", 43: "commerce-deauthorized", 51: "supplier-deleted", 59: "card-account-deleted",
    67: "no-sales", 75: "accounting-deauthorized", 83: "period-locked", 91: "never-configured",
}  # fmt: skip


def generated_trouble(seed: int, index: int) -> str | None:
    """Return the current problem of a generated merchant; about one in nine has one."""
    if index < FIRST_GENERATED_TROUBLE:
        return None
    return _PATTERN.get((index * 37 + seed) % PATTERN_LENGTH)


def past_trouble(order: int) -> str:
    return ENDED_CAUSES[order % len(ENDED_CAUSES)]
