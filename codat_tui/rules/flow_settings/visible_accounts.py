"""Which accounts the Sync Flow shows for a commerce platform: the documented keys, and the three meanings of a choice.

A list that became empty by unticking is no "only the required ones": that meaning is chosen, never reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from codat_tui.models.writes import SaveVisibleAccounts
from codat_tui.rules.flow_settings.texts import in_words

COMMERCE_PLATFORMS = (
    ("ugxp", "Zettle"),
    ("fztf", "Shopify"),
    ("fqly", "Clover"),
    ("ldgh", "Lightspeed K"),
    ("lqai", "Partner connector"),
)
"""The commerce platforms Codat documents, for when its list of integrations cannot be read."""

GROUPS = {
    "sales-accounts": "Sales accounts",
    "sales-taxRates": "Tax rates",
    "sales-other": "Other sales settings",
    "fees-accounts": "Fees",
    "payments-accounts": "Payments",
}
"""The documented groups of account keys, in order."""
UNDOCUMENTED = "Not documented"

_DOCUMENTED = {
    "sales-accounts": "sales* refund* gratuity prepaid",
    "sales-taxRates": "0* 5* 10* 20*",
    "sales-other": "invoiceStatus* groupingPeriod*",
    "fees-accounts": "paymentFee paymentFeeRefund loan loanPayment loanFee cashback",
    "payments-accounts": "card* cash invoice onlineCard payout custom storeCredit paypal paypalQr mobile vipps "
    "swish prepaidPayment manual",
}
KNOWN_KEYS = tuple(
    f"{group}-{name.rstrip('*')}" for group, names in _DOCUMENTED.items() for name in names.split()
)
"""The documented account keys."""
REQUIRED_KEYS = frozenset(
    f"{group}-{name.rstrip('*')}"
    for group, names in _DOCUMENTED.items()
    for name in names.split()
    if name.endswith("*")
)
"""Those that cannot be hidden."""


class Meaning(StrEnum):
    """What a choice says to Codat."""

    DEFAULT = "default"
    ONLY_REQUIRED = "only required"
    LIST = "this list"


def meaning_of(accounts: tuple[str, ...] | None) -> Meaning:
    """None is the default (all are shown), () only the required ones, anything else is a list."""
    if accounts is None:
        return Meaning.DEFAULT
    return Meaning.LIST if accounts else Meaning.ONLY_REQUIRED


def group_of(key: str) -> str:
    """The heading a key stands under."""
    return next((title for group, title in GROUPS.items() if key.startswith(f"{group}-")), UNDOCUMENTED)


def account_name(key: str) -> str:
    """A key's last part in words: "Paypal qr", "5 %" for a tax rate."""
    last = key.rpartition("-")[2]
    if group_of(key) == GROUPS["sales-taxRates"] and last.isdigit():
        return f"{last} %"
    words = in_words(last) if group_of(key) != UNDOCUMENTED else key
    return words[:1].upper() + words[1:]


def all_keys(*lists: Iterable[str] | None) -> tuple[str, ...]:
    """The documented keys, then what else stands in *lists*."""
    return tuple(dict.fromkeys((*KNOWN_KEYS, *(key for keys in lists for key in keys or ()))))


@dataclass(frozen=True, slots=True)
class Choice:
    """What merchants of a platform see, and what they shall see instead.

    *shown* is what was there when the edit began, *there* what is there now; *ticked* is the list, kept while
    another meaning is chosen.
    """

    shown: tuple[str, ...] | None
    there: tuple[str, ...] | None
    meaning: Meaning
    ticked: tuple[str, ...] = ()

    @classmethod
    def of(cls, accounts: tuple[str, ...] | None) -> Choice:
        """Nothing edited yet."""
        return cls(accounts, accounts, meaning_of(accounts), accounts or ())

    @property
    def wanted(self) -> tuple[str, ...] | None:
        """The choice as it would be sent; an empty list is refused by `problem` before."""
        if self.meaning is Meaning.DEFAULT:
            return None
        return self.ticked if self.meaning is Meaning.LIST else ()

    @property
    def changed(self) -> bool:
        """Whether a save would change anything."""
        return meaning_of(self.there) is not self.meaning or (
            self.meaning is Meaning.LIST and set(self.ticked) != set(self.there or ())
        )

    @property
    def meanwhile(self) -> bool:
        """True where somebody else changed it since the edit began."""
        return self.changed and not same(self.shown, self.there)

    @property
    def problem(self) -> str:
        """Why it cannot be saved; "" where it can."""
        if self.meaning is Meaning.LIST and not self.ticked:
            return 'The list is empty. Tick an account, or choose "Only the required ones".'
        return ""

    def all_keys(self) -> tuple[str, ...]:
        """Every key there is to see: the documented ones and those of the server."""
        return all_keys(self.there, self.shown, self.ticked)

    def shows(self, key: str) -> bool:
        """Whether merchants would see this account."""
        if key in REQUIRED_KEYS or self.meaning is Meaning.DEFAULT:
            return True
        return self.meaning is Meaning.LIST and key in self.ticked

    def mean(self, meaning: Meaning) -> Choice:
        """With this meaning. A first list begins with what is seen now: all accounts, or the required ones alone."""
        if meaning is Meaning.LIST and not self.ticked and self.meaning is Meaning.DEFAULT:
            return replace(self, meaning=meaning, ticked=self._optional())
        return replace(self, meaning=meaning)

    def toggle(self, key: str) -> Choice:
        """With this account shown or hidden, which makes it a list; required ones stay."""
        if key in REQUIRED_KEYS:
            return self
        seen = tuple(each for each in self.all_keys() if self.shows(each) and each not in REQUIRED_KEYS)
        kept = (
            tuple(each for each in self.ticked if each in REQUIRED_KEYS)
            if self.meaning is Meaning.LIST
            else ()
        )
        ticked = tuple(each for each in seen if each != key) if key in seen else (*seen, key)
        return replace(self, meaning=Meaning.LIST, ticked=(*kept, *ticked))

    def without_edits(self) -> Choice:
        """What the server has, with nothing edited."""
        return Choice.of(self.there)

    def carry_over(self, now: Choice) -> Choice:
        """The edit on a newer reading; it is done where the server has just that now."""
        edited = replace(self, there=now.there)
        return edited if self.changed and edited.changed else Choice.of(now.there)

    def saved(self, write: SaveVisibleAccounts) -> Choice:
        """With what *write* has sent and Codat has; an edit that was changed since stays, begun from what was sent."""
        if same(self.wanted, write.wanted):
            return Choice.of(write.wanted)
        return Choice(write.wanted, write.wanted, self.meaning, self.ticked)

    def write(self, platform_key: str, platform_name: str) -> SaveVisibleAccounts:
        """The write that saves it."""
        return SaveVisibleAccounts(platform_key, self.shown, self.wanted, platform_name)

    def as_draft(self) -> dict[str, object]:
        """The edit as JSON."""
        shown = None if self.shown is None else list(self.shown)
        return {"shown": shown, "meaning": self.meaning.value, "ticked": list(self.ticked)}

    def with_draft(self, draft: object) -> Choice:
        """With the edit of a draft, where there is no newer edit; one that cannot be read is left out."""
        if self.changed or not isinstance(draft, dict) or draft.get("meaning") not in list(Meaning):
            return self
        shown, ticked = draft.get("shown"), draft.get("ticked")
        lists = [each for each in (shown, ticked) if each is not None]
        if ticked is None or not all(_is_texts(each) for each in lists):
            return self
        began = None if shown is None else tuple(shown)
        edited = Choice(began, self.there, Meaning(draft["meaning"]), tuple(ticked))
        return edited if edited.changed else self

    def _optional(self) -> tuple[str, ...]:
        return tuple(key for key in self.all_keys() if key not in REQUIRED_KEYS)


def same(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> bool:
    """Whether two choices mean the same, whatever their order."""
    if one is None or other is None:
        return one is other
    return set(one) == set(other)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
