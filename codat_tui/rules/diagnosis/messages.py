"""Explains Codat's documented messages: field, problem, remedy and who must act.

Undocumented messages stay unexplained (None).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.diagnosis.documented_messages import (
    CONFIGURATION_MESSAGES,
    SYNC_MESSAGES,
    Documented,
    Fault,
)
from codat_tui.rules.json.paths import entry_path, path_text
from codat_tui.rules.mapping.names import fixed_name
from codat_tui.rules.mapping.sentences import choose_text, lost_text, missing_text, short_id, subject
from codat_tui.rules.mapping.settings import MAPPINGS, SALES, SelectionKind, Setting, same_id, settings_of
from codat_tui.words import listed

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration


@dataclass(frozen=True, slots=True)
class Explanation:
    """*field*: in Codat's names, "" if unknown; *label*: its title for the merchant; *ids*: named in the
    message.

    *unused*: the mapping does not use what the message names, or already has what it misses.
    """

    title: str
    field: str
    label: str
    problem: str
    remedy: str
    who: Who
    ids: tuple[str, ...] = ()
    kind: CauseKind = CauseKind.NOT_KNOWN
    unused: bool = False


@dataclass(frozen=True, slots=True)
class _Context:
    """Data besides the message: selections (None without a configuration), platforms."""

    rows: tuple[Setting, ...] | None
    accounting: str
    commerce: str


_GUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_RECORD = re.compile(
    r"\b(?P<kind>Account|Customer|Supplier|Tax ?Rate)\b(?P<where>[^\n]{0,200}?)\s*\b"
    r"(?P<fate>is not in an Active state|does not exist)\b\.?\s*(?:\((?P<state>[^)\n]*)\))?",
    re.IGNORECASE,
)
_ACCOUNTS_NOT_FOUND = re.compile(
    r"account\(?s?\)? (?:were|was) not found(?P<where>.*)", re.IGNORECASE | re.DOTALL
)
_TAX_RATES_INVALID = re.compile(r"Tax Rates are invalid\s*:?(?P<where>.*)", re.IGNORECASE | re.DOTALL)
_UNMAPPED = re.compile(
    r"Cannot match the (?P<what>[^'\n]{1,40}?) '(?P<id>[^'\n]*)' to a mapped account", re.IGNORECASE
)
_KINDS = {
    "account": SelectionKind.ACCOUNT,
    "customer": SelectionKind.CUSTOMER,
    "supplier": SelectionKind.SUPPLIER,
    "taxrate": SelectionKind.TAX_RATE,
}
_LOST = {
    SelectionKind.ACCOUNT: CauseKind.ACCOUNT_LOST,
    SelectionKind.CUSTOMER: CauseKind.CUSTOMER_LOST,
    SelectionKind.SUPPLIER: CauseKind.SUPPLIER_LOST,
    SelectionKind.TAX_RATE: CauseKind.TAX_RATE_LOST,
}
_SINGLE = frozenset({SelectionKind.CUSTOMER, SelectionKind.SUPPLIER})


def explain(
    message: str,
    configuration: Configuration | None = None,
    accounting: str = "the accounting software",
    commerce: str = "the commerce software",
) -> Explanation | None:
    """None for an undocumented message.

    Sources: Codat's documentation of sync errors and validation messages, and its OpenAPI examples.
    """
    rows = None if configuration is None else tuple(row for row in settings_of(configuration) if row.selects)
    context = _Context(rows, accounting, commerce)
    for documented in SYNC_MESSAGES:
        if documented.pattern.search(message):
            return _from_table(documented, message, context)
    if (found := _record(message, context)) is not None:
        return found
    for documented in CONFIGURATION_MESSAGES:
        if documented.pattern.search(message):
            return _from_table(documented, message, context)
    return None


def parts_of(message: str) -> tuple[str, ...]:
    """Split the message so that each part names one record."""
    if match := _ACCOUNTS_NOT_FOUND.search(message):
        listed_ones = match["where"].partition(":")[2] or match["where"]
        return _each(listed_ones, "account(s) were not found: {}", message)
    if match := _TAX_RATES_INVALID.search(message):
        return _each(match["where"], "Tax Rates are invalid: {}", message)
    found = [match[0] for pattern in (_UNMAPPED, _RECORD) for match in pattern.finditer(message)]
    return tuple(found) if len(found) > 1 else (message,)


def _each(where: str, sentence: str, message: str) -> tuple[str, ...]:
    items = [item.strip(" .") for item in re.split(r"[,;\n]", where)]
    items = [item for item in items if item]
    return tuple(sentence.format(item) for item in items) if len(items) > 1 else (message,)


def _record(message: str, context: _Context) -> Explanation | None:
    if match := _UNMAPPED.search(message):
        if match["what"].casefold() == "tax id":
            return _unmapped_tax(match["id"], context)
        return _unmapped(match["what"], match["id"], context)
    if match := _ACCOUNTS_NOT_FOUND.search(message):
        where = match["where"].partition(":")[2] or match["where"]
        return _records(SelectionKind.ACCOUNT, where, "no longer in", context)
    if match := _TAX_RATES_INVALID.search(message):
        return _records(SelectionKind.TAX_RATE, match["where"], "not valid in", context)
    if match := _RECORD.search(message):
        kind = _KINDS[match["kind"].casefold().replace(" ", "")]
        inactive, state = "active" in match["fate"].casefold(), (match["state"] or "").strip().casefold()
        fate = "no longer in" if not inactive else f"{state} in" if state else "not active in"
        return _records(kind, match["where"], fate, context)
    return None


def _records(kind: SelectionKind, where: str, fate: str, context: _Context) -> Explanation:
    ids = _ids(where)
    named = [
        row
        for row in context.rows or ()
        if row.selects is kind
        and row.selected
        and (_names(where, row.selected) or (kind in _SINGLE and not ids))
    ]
    ids = ids or tuple(dict.fromkeys(row.selected for row in named if row.selected))
    title = f"{kind} {'lost' if fate == 'no longer in' else fate.removesuffix(' in')}".capitalize()
    if named:
        return _named(title, named, ids, fate, context)
    noun = f"{kind} {listed([short_id(one) for one in ids])}" if ids else f"{kind} of the mapping"
    be = "are" if len(ids) > 1 else "is"
    problem = f"The {noun} {be} {fate} {context.accounting}."
    remedy = f"Choose another {kind} in Mapping."
    unused = bool(ids) and context.rows is not None
    if unused:
        problem = problem.removesuffix(".") + "; the mapping does not use it now."
        remedy = "Sync again. If the message stays, look for it in Mapping."
    return Explanation(title, "", "", problem, remedy, Who.US, ids, _LOST[kind], unused)


def _named(
    title: str, rows: list[Setting], ids: tuple[str, ...], fate: str, context: _Context
) -> Explanation:
    """The explanation, when the configuration shows what the records are selected for."""
    first, labels = rows[0], listed(list(dict.fromkeys(row.noun for row in rows)))
    titles = listed(list(dict.fromkeys(row.title for row in rows)))
    many = len({row.selected for row in rows}) > 1
    if many or len(rows) > 1:
        noun = f"{first.selects}s" if many else first.selects
        text = f"The {noun} chosen for {labels} {'are' if many else 'is'}"
        remedy = f"Choose other {first.selects}s for {labels} in Mapping."
    else:
        text = f"{subject(first)}{f' ({first.chosen_name})' if first.chosen_name else ''} is"
        remedy = choose_text(first, another=True)
        if fate == "not active in" and first.lost:
            fate = "no longer in"
    sentence = f"{text} {fate} {context.accounting}."
    kind = _LOST[first.selects or SelectionKind.ACCOUNT]
    return Explanation(title, first.key, titles, sentence, remedy, Who.US, ids, kind)


def _unmapped_tax(tax_id: str, context: _Context) -> Explanation:
    """A commerce tax missing in the mapping; source: OpenAPI example of 4200."""
    taxes = [row for row in context.rows or () if row.tax is not None]
    row = next((row for row in taxes if same_id(row.tax_id, tax_id)), None)
    name = row.label if row else short_id(tax_id)
    field = row.key if row else path_text(MAPPINGS if context.rows is None or taxes else (*SALES, "taxRates"))
    problem = f"The tax rate {name} of {context.commerce} is not mapped to {context.accounting}."
    remedy = f"Choose a tax rate of {context.accounting} for it in Mapping."
    unused = row is not None and bool(row.selected)
    if unused:
        problem = (
            f"Codat could not match the tax rate {name} of {context.commerce}; the mapping holds it now."
        )
        remedy = "Sync again. If the message stays, check its mapping."
    label, title, kind = row.title if row else name, "Tax rate not mapped", CauseKind.TAX_NOT_MAPPED
    return Explanation(title, field, label, problem, remedy, Who.US, (tax_id,), kind, unused)


def _unmapped(what: str, name: str, context: _Context) -> Explanation:
    """Codat's documentation: a new payment type stops the sync until mapped; an unmapped kind of sale fails
    that day.
    """
    words = {name.casefold(), f"{name}s".casefold()}
    rows = [row for row in context.rows or () if row.selects is SelectionKind.ACCOUNT]
    row = next((row for row in rows if words & {row.key_in_map.casefold(), row.label.casefold()}), None)
    problem = f'The {what} "{name}" is not mapped to an account in {context.accounting}.'
    remedy = choose_text(row) if row else f"Choose an account for {name} in Mapping."
    unused = row is not None and row.selected is not None
    if row is not None and unused:
        problem = f'Codat found no account for the {what} "{name}"; the mapping has one for {row.noun} now.'
        remedy = "Sync again. If the message stays, check its mapping."
    title, field = f"{what} not mapped".capitalize(), row.key if row else ""
    label, kind = row.title if row else name, CauseKind.NOT_MAPPED
    return Explanation(title, field, label, problem, remedy, Who.US, kind=kind, unused=unused)


def _from_table(documented: Documented, message: str, context: _Context) -> Explanation:
    match = documented.pattern.search(message)
    words = {key: value for key, value in (match.groupdict() if match else {}).items() if value}
    words = dict(
        zip(words, _account_labels([value.strip() for value in words.values()], context), strict=True)
    )
    words["home"] = context.accounting
    field = documented.field
    if documented.kind is SelectionKind.TAX_RATE and "key" in words:
        field = entry_path(field, words["key"]) + ".selectedTaxRateId"
    label, problem, remedy = (
        re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], ""), text)
        for text in (documented.label, documented.problem, documented.remedy)
    )
    rows = _faulty(documented, context)
    if rows:
        field, label = rows[0].key, listed([row.title for row in rows])
        text = (
            lost_text(rows[0], context.accounting)
            if rows[0].lost
            else missing_text(rows[0], context.commerce)
        )
        nouns = listed([row.noun for row in rows])
        problem = text.replace(rows[0].noun, nouns, 1) if len(rows) > 1 else text
        remedy = choose_text(rows[0], rows[0].lost) if len(rows) == 1 else remedy
    else:
        label = fixed_name(field) or label
    return Explanation(
        documented.title, field, label, problem, remedy, documented.who, _ids(message), documented.cause
    )


def _faulty(documented: Documented, context: _Context) -> list[Setting]:
    """Selections with the message's fault, if the configuration shows any."""
    rows = [row for row in context.rows or () if row.selects is documented.kind]
    if documented.fault is Fault.LOST:
        return [row for row in rows if row.lost]
    if documented.fault is Fault.MISSING:
        return [row for row in rows if row.required and row.selected is None]
    return []


def _account_labels(texts: list[str], context: _Context) -> list[str]:
    """Account ids replaced by what they are selected for; other texts unchanged."""
    labels = {
        text: [row.noun for row in context.rows or () if row.selected and same_id(row.selected, text)]
        for text in texts
    }
    return [labels[text].pop(0) if labels[text] else text for text in texts]


def _names(where: str, identifier: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(identifier)}(?![\w-])", where, re.IGNORECASE) is not None


def _ids(where: str) -> tuple[str, ...]:
    """GUIDs, or else the last word with a digit of each list item."""
    guids = _GUID.findall(where)
    if not guids:
        words = (item.split()[-1].strip("'\".") for item in re.split(r"[,;\n]", where) if item.split())
        guids = [word for word in words if any(character.isdigit() for character in word)]
    return tuple(dict.fromkeys(guids))
