"""The merchants with a part to play: the first companies of every world, and how often their troubles recur.

Invariant: a trouble names a cause of `causes.CAUSES`; whatever a company's history shows is one of these.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cause that began at midnight UTC `since` days before the clock's start and ended `until` days before
    it.
    """

    cause: str
    since: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A merchant with a written part.

    `slowness` multiplies how long its syncs take, `running` is a sync under way (minutes ago, minutes long),
    `overlap` the number of days since a sync by hand ran into a nightly one, `age` days since its creation;
    an `unscathed` one was never in trouble before.
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
    unscathed: bool = False


_LONG_NAME = (
    "The Old Rectory Farm Shop, Deli, Tea Room & Garden Centre of Upper Slaughter, Lower Slaughter "
    "and Bourton-on-the-Water Ltd"
)

ROSTER: tuple[Role, ...] = (
    Role("Harbour Lane Coffee", "London", "ugxp", "gbol", Trouble("refund-account-archived", 24),
         "Two bars and a roastery", (("region", "uk"), ("plan", "pro"), ("merchant", "M10021")), unscathed=True),
    Role("Nordic Bikes AB", "Stockholm", "ugxp", "gbol", unscathed=True,
         description="Workshop and web shop", tags=(("region", "se"), ("plan", "pro"))),
    Role("Oak & Ember Ltd", "Leeds", "fztf", "qhyg", Trouble("accounting-unlinked", 3), tags=(("region", "uk"),)),
    Role("Penny's Bakery", "Edinburgh", "ldgh", "gbol", running=(2, 15), tags=(("plan", "basic"),)),
    Role("Union Square Records LLC", "New York", "fqly", "qhyg", Trouble("customer-archived", 6)),
    Role("De Gouden Molen BV", "Amsterdam", "ldgh", "qudb", description="Kaas en wijn"),
    Role("Fjord Outfitters AS", "Oslo", "lqai", "gbol", Trouble("tax-unmapped", 2), tags=(("region", "no"),)),
    Role("Wattle Street Florist", "Sydney", "fztf", "pdvj"),
    Role("Bistro Croix Rousse SARL", "Lyon", "ldgh", "qhyg", Trouble("tax-rate-deleted", 4),
         "Menu du jour", (("region", "fr"),)),
    Role("What's Brewing?!", "Leeds", "fqly", "fbrh"),
    Role("Fish & Chips @ The Pier", "Edinburgh", "ugxp", "fbrh", Trouble("card-account-deleted", 2)),
    Role(_LONG_NAME, "London", "ugxp", "pbbf",
         tags=(("region", "uk"), ("accountmanager", "Ottoline Featherstonehaugh"))),
    Role("Maple Leaf Toys Inc.", "Toronto", "fqly", "qhyg", Trouble("accounting-deauthorized", 5)),
    Role("Kowhai Surf Shop", "Auckland", "fztf", "pdvj", sync_hour=2),
    Role("Summit Cycles Co.", "Denver", "fztf", "qhyg", Trouble("billing-expired", 8), tags=(("plan", "pro"),)),
    Role("Gamla Stan Antik", "Stockholm", "ugxp", "gbol", running=(14, 180), description="Very many small sales"),
    Role("Liffey Opticians", "Dublin", "fqly", "gbol", Trouble("supplier-deleted", 9)),
    Role("The Corner Bookshop", "Leeds", "ugxp", "gbol"),
    Role("The Corner Bookshop", "Seattle", "fqly", "qhyg", Trouble("commerce-unlinked", 11),
         "Not the one in Leeds"),
    Role("Nyhavn Vin ApS", "Copenhagen", "ugxp", "gbol", Trouble("period-locked", 2)),
    Role("Blackwater Brewing Ltd", "London", "lqai", "qhyg", odd_keys=True, description="Own connector"),
    Role("Elm Street Barbers", "London", "ugxp", "fbrh", Trouble("customer-deleted", 45),
         "Has not answered since the summer"),
    Role("Redwood Running LLC", "Seattle", "fqly", "gbol", Trouble("server-error", 2)),
    Role("Tulp & Thee", "Amsterdam", "fztf", "qudb", Trouble("never-configured", 400), "Stopped half way"),
    Role("Saltmarsh Oysters", "London", "ugxp", "gbol", Trouble("no-sales", 30), "Open from April to October"),
    Role("Banksia Pottery Pty Ltd", "Sydney", "ldgh", "gbol", Trouble("processing-error", 2)),
    Role("Kingfisher Toys", "Leeds", "fqly", "qhyg", Trouble("never-set-up", 400), age=1.2),
    Role("Northgate Hardware and Sons", "Leeds", "lqai", "pbbf", overlap=0),
    Role("True North Coffee", "Toronto", "ldgh", "gbol", slowness=9.0, description="Large menu, slow syncs"),
    Role("Brooklyn Cheese Co.", "New York", "fztf", "qhyg", Trouble("switched-off-by-merchant", 12)),
    Role("Demo Bar, sandbox", "London", "aiwb", "mqjo", tags=(("sandbox", "yes"),)),
    Role("Lightspeed Trial", "Amsterdam", "lrhd", "ndsk", Trouble("card-is-payout", 3), tags=(("sandbox", "yes"),)),
    Role("Thistle Whisky Shop", "Edinburgh", "ugxp", "gbol", Trouble("new-payment-type", 2)),
    Role("Hygge Keramik", "Copenhagen", "ugxp", "gbol", age=0.1, description="Set up today"),
    Role("Marlow Wine Bar", "London", "ldgh", "gbol", Trouble("supplier-inactive", 29), "Near the end of its month"),
    Role("Pine & Cedar", "Denver", "fqly", "qhyg", Trouble("commerce-deauthorized", 2)),
    Role("Foxglove Stationery", "London", "fztf", "tgff", Trouble("accounting-pending", 2), "Waits for Sage"),
    Role("Het Anker", "Amsterdam", "ugxp", "qudb", overlap=9),
    Role("Shamrock Pizza", "Dublin", "fztf", "gbol", Trouble("gift-cards-unmapped", 2)),
    Role("Lille Legetoj", "Copenhagen", "ugxp", "gbol", Trouble("required-account-missing", 5)),
    Role("Willow Vintage", "London", "ugxp", "gbol", Trouble("commerce-pending", 4)),
    Role("Juniper Pet Supplies LLP", "London", "ugxp", "fbrh", Trouble("tax-rate-invalid", 2)),
)  # fmt: skip

ENDED_CAUSES: tuple[str, ...] = (
    "no-grouping-period", "foreign-customer", "server-error", "fees-without-payments-section",
    "foreign-grouping-period", "no-tax-rates", "foreign-invoice-level", "prepaid-is-prepaid-payment",
    "foreign-account", "draft-with-payments", "foreign-line-level", "company-missing", "no-accounts",
    "fees-without-payments-account", "no-frequency", "foreign-frequency", "no-invoice-status",
    "payout-account-archived", "foreign-invoice-status", "tax-rate-unchosen", "no-sales-customer", "no-fees-supplier",
    "foreign-supplier", "processing-error",
)  # fmt: skip
"""Troubles that healthy merchants have had and that were mended since, dealt out in turn."""

PATTERN_LENGTH = 101
_PATTERN: dict[int, str] = {
    3: "refund-account-archived", 11: "accounting-unlinked", 19: "customer-archived", 27: "tax-rate-deleted",
    35: "billing-expired", 43: "commerce-deauthorized", 51: "supplier-deleted", 59: "card-account-deleted",
    67: "no-sales", 75: "accounting-deauthorized", 83: "period-locked", 91: "never-configured",
}  # fmt: skip


def generated_trouble(seed: int, index: int) -> str | None:
    """The current trouble of a merchant without a written part; about one in nine has one."""
    return _PATTERN.get((index * 37 + seed) % PATTERN_LENGTH)


def mended_trouble(order: int) -> str:
    """The past trouble of the merchant who is `order`th to have one."""
    return ENDED_CAUSES[order % len(ENDED_CAUSES)]
