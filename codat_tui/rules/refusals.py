"""What the words of the accounting software say is wrong; Codat does not document them."""

from __future__ import annotations

import re

from codat_tui.models.diagnosis import CauseKind

_WORDS = r"[^.\n]{0,80}"
# Patterns as texts: `re` compiles and keeps them at first use, after the first paint.
_REFUSALS = (
    (
        rf"lock(?:ed)? (?:period|date)|period{_WORDS}(?:locked|closed)|(?:closed|locked){_WORDS}period"
        r"|closing date|books? (?:are|is|have been) closed",
        CauseKind.PERIOD_LOCKED,
        "The sales belong to a period that is locked in {home}.",
        "Ask the merchant to open the period in {home}, then sync.",
    ),
    (
        rf"currenc{_WORDS}(?:not|invalid|unknown|does ?n.t)|(?:not|invalid|unknown){_WORDS}currenc",
        CauseKind.CURRENCY_MISSING,
        "The organisation in {home} does not have the currency of the sales.",
        "Ask the merchant to add the currency in {home}, then sync.",
    ),
    (
        rf"subscription{_WORDS}expired|expired{_WORDS}subscription",
        CauseKind.SUBSCRIPTION_EXPIRED,
        "The subscription to {home} has expired.",
        "Ask the merchant to renew the subscription to {home}, then sync.",
    ),
)
"""Only the merchant can fix these. Accounting software's messages, passed on by Codat, undocumented."""


def refusal_of(text: str, home: str) -> tuple[CauseKind, str, str] | None:
    """Return kind, problem and remedy of what *text* says *home* refuses; only the merchant can act.

    None when nothing known is said.
    """
    for pattern, kind, problem, remedy in _REFUSALS:
        if re.search(pattern, text, re.IGNORECASE):
            return kind, problem.format(home=home), remedy.format(home=home)
    return None
