"""Places and names of merchants.

Invariant: a name holds only characters that Codat documents for company names.
"""

from __future__ import annotations

from dataclasses import dataclass

from codat_tui.demo.deterministic import pick


@dataclass(frozen=True, slots=True)
class Place:
    """A town: country (ISO 3166 alpha-2), IANA time zone, tax rates in percent, platforms in use there."""

    town: str
    country: str
    time_zone: str
    suffixes: tuple[str, ...]
    accounting: tuple[str, ...]
    commerce: tuple[str, ...]
    tax_rates: tuple[str, ...]


_UK = ("GB", ("Ltd", "Ltd", "LLP", "and Sons", ""))
_US = ("US", ("LLC", "Inc.", "Co.", ""))

PLACES: dict[str, Place] = {
    place.town: place
    for place in (
        Place(
            "London",
            _UK[0],
            "Europe/London",
            _UK[1],
            ("gbol", "qhyg", "fbrh", "pbbf"),
            ("ugxp", "fztf", "lqai"),
            ("0", "5", "20"),
        ),
        Place(
            "Leeds",
            _UK[0],
            "Europe/London",
            _UK[1],
            ("gbol", "qhyg", "fbrh"),
            ("ugxp", "fqly", "fztf"),
            ("0", "5", "20"),
        ),
        Place(
            "Edinburgh", _UK[0], "Europe/London", _UK[1], ("gbol", "fbrh"), ("ugxp", "fztf"), ("0", "5", "20")
        ),
        Place(
            "Dublin",
            "IE",
            "Europe/Dublin",
            ("Ltd", ""),
            ("gbol", "qhyg"),
            ("fqly", "fztf"),
            ("0", "13.5", "23"),
        ),
        Place(
            "Stockholm",
            "SE",
            "Europe/Stockholm",
            ("AB", "AB", ""),
            ("gbol",),
            ("ugxp", "fztf"),
            ("0", "12", "25"),
        ),
        Place("Oslo", "NO", "Europe/Oslo", ("AS", ""), ("gbol", "qudb"), ("ugxp", "lqai"), ("0", "15", "25")),
        Place("Copenhagen", "DK", "Europe/Copenhagen", ("ApS", ""), ("gbol",), ("ugxp", "fztf"), ("0", "25")),
        Place(
            "Amsterdam",
            "NL",
            "Europe/Amsterdam",
            ("BV", "BV", ""),
            ("qudb",),
            ("fztf", "ugxp"),
            ("0", "9", "21"),
        ),
        Place(
            "Lyon",
            "FR",
            "Europe/Paris",
            ("SARL", "SAS", ""),
            ("gbol",),
            ("ugxp", "fztf"),
            ("0", "10", "20"),
        ),
        Place(
            "New York", _US[0], "America/New_York", _US[1], ("qhyg", "gbol"), ("fqly", "fztf"), ("0", "8.875")
        ),
        Place("Denver", _US[0], "America/Denver", _US[1], ("qhyg",), ("fqly", "fztf"), ("0", "8.81")),
        Place(
            "Seattle",
            _US[0],
            "America/Los_Angeles",
            _US[1],
            ("qhyg", "gbol"),
            ("fqly", "fztf"),
            ("0", "10.25"),
        ),
        Place(
            "Toronto",
            "CA",
            "America/Toronto",
            ("Inc.", "Ltd", ""),
            ("qhyg", "gbol"),
            ("fqly", "fztf"),
            ("0", "13"),
        ),
        Place(
            "Sydney",
            "AU",
            "Australia/Sydney",
            ("Pty Ltd", ""),
            ("pdvj", "gbol"),
            ("fztf", "lqai"),
            ("0", "10"),
        ),
        Place(
            "Auckland", "NZ", "Pacific/Auckland", ("Ltd", ""), ("pdvj", "gbol"), ("fztf", "fqly"), ("0", "15")
        ),
    )
}

_FIRST = {
    "GB": ("Harbour", "Oak", "Marlow", "Kingfisher", "Penny", "Thistle", "Blackwater", "Hartley", "Foxglove",
           "Wren", "Saltmarsh", "Copper", "Juniper", "Elm Street", "Northgate", "Willow", "Tidewater",
           "Bramble"),
    "SE": ("Nordic", "Sodermalm", "Norrsken", "Gamla Stan", "Vasa", "Lagom", "Fjall", "Bla Porten"),
    "NO": ("Fjord", "Bergen", "Nordlys", "Aker", "Holmen", "Viken"),
    "DK": ("Nyhavn", "Hygge", "Havnen", "Lille", "Amager"),
    "NL": ("Gracht", "Oranje", "De Molen", "Tulp", "Jordaan", "Waterkant", "Het Anker"),
    "FR": ("Chez Lea", "Le Petit", "La Belle", "Au Bon", "Les Halles", "Croix Rousse"),
    "US": ("Maple", "Union", "Cedar", "Brooklyn", "Redwood", "Main Street", "Pine", "Summit", "Liberty",
    "Elk"),
    "IE": ("Liffey", "Shamrock", "Temple", "Claddagh"),
    "CA": ("Maple Leaf", "Lakeshore", "Queen Street", "True North"),
    "AU": ("Bondi", "Wattle", "Southern Cross", "Banksia"),
    "NZ": ("Kowhai", "Ponsonby", "Silver Fern", "Tui"),
}  # fmt: skip
_TRADES = (
    "Coffee", "Bikes", "Bakery", "Books", "Garden Centre", "Records", "Pet Supplies", "Deli", "Wine Bar",
    "Hardware",
    "Toys", "Florist", "Cycles", "Kitchen", "Brewing", "Surf Shop", "Tea Room", "Barbers", "Vintage",
    "Outfitters",
    "Cheese", "Pottery", "Running", "Stationery", "Pizza", "Music", "Opticians", "Farm Shop", "Gallery",
    "Tailors",
)  # fmt: skip


def merchant_name(place: Place, *labels: object) -> str:
    """Two merchants may share a name."""
    first = pick(_FIRST[place.country], "first", *labels)
    trade = pick(_TRADES, "trade", *labels)
    suffix = pick(place.suffixes, "suffix", *labels)
    return f"{first} {trade} {suffix}".strip()
