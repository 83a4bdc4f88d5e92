"""A configuration as a form: every setting the server sent, with the options it gave; made from the JSON itself.

Map keys are opaque and sections may be null: whatever came has a row, what cannot be read is shown as it came.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from codat_tui.rules.json.paths import ABSENT, Json, Steps, path_text, value_at
from codat_tui.rules.mapping.selections import tax_label


class FieldKind(StrEnum):
    """How a setting is edited. HEADING and FACT are not."""

    HEADING = "heading"
    FACT = "fact"
    SWITCH = "switch"
    CHOICE = "choice"
    CHOICES = "choices"
    HOUR = "hour"
    DATE = "date"
    ZONE = "zone"
    TAX = "tax"
    """One commerce tax rate of the many-to-one mappings; its value is the accounting rate's id."""


@dataclass(frozen=True, slots=True)
class FormOption:
    """One thing to choose; *code* is an account's nominal code, which is not unique."""

    id: str
    name: str
    code: str = ""
    classification: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the form. *steps* is its place in the JSON, *key* names the row.

    *value* is as the server sent it, None where nothing is chosen; *options* is None where the server gave
    none. *section* names the heading above; *places* are the paths under which findings speak of this row.
    *tax_id* is the commerce tax rate of a TAX row.
    """

    key: str
    section: str
    label: str
    kind: FieldKind
    value: Any = None
    steps: Steps = ()
    options: tuple[FormOption, ...] | None = None
    required: bool = False
    heading: bool = False
    note: str = ""
    places: tuple[str, ...] = ()
    tax_id: str = ""

    @property
    def editable(self) -> bool:
        """True for what a person can change here."""
        return self.kind not in (FieldKind.HEADING, FieldKind.FACT)

    @property
    def lost(self) -> bool:
        """True when something is chosen that is provably none of the options."""
        return bool(self.lost_ids)

    @property
    def lost_ids(self) -> tuple[str, ...]:
        """The chosen ids that are not among the options any more."""
        if self.options is None:
            return ()
        known = {option.id.casefold() for option in self.options}
        return tuple(chosen for chosen in self.chosen if chosen.casefold() not in known)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen ids, one or many."""
        values = self.value if isinstance(self.value, list | tuple) else [self.value]
        return tuple(str(value) for value in values if value not in (None, ""))

    def option(self, option_id: str) -> FormOption | None:
        """The option with this id."""
        folded = option_id.casefold()
        return next((option for option in self.options or () if option.id.casefold() == folded), None)


def form_fields(json: Json) -> tuple[Field, ...]:
    """The rows of the form, in the order of the Sync Flow's stages."""
    return (
        *_sync(json),
        *_schedule(json),
        *_sales(json),
        *_taxes(json),
        *_grouping(json),
        *_fees(json),
        *_payments(json, "payments", "Payments"),
        *_payments(json, "newPayments", "New payments"),
        *_unknown(json),
    )


def _field(json: Json, section: str, label: str, kind: FieldKind, *steps: str, **more: Any) -> Field:
    value = value_at(json, steps)
    path = path_text(steps)
    return Field(
        key=path,
        section=section,
        label=label,
        kind=kind,
        value=None if value is ABSENT else value,
        steps=steps,
        places=(path,),
        **more,
    )


def _heading(section: str, *places: str, note: str = "") -> Field:
    return Field(f"# {section}", section, section, FieldKind.HEADING, heading=True, places=places, note=note)


def _sync(json: Json) -> Iterator[Field]:
    section = "Sync"
    yield _field(json, section, section, FieldKind.SWITCH, "enable", heading=True, note="enabled")
    yield _field(
        json,
        section,
        "Set-up finished",
        FieldKind.FACT,
        "configured",
        note="Codat sets this by the Sync Flow.",
    )
    yield _field(json, section, "Accounting company", FieldKind.FACT, "accountingSoftwareCompanyName")


def _schedule(json: Json) -> Iterator[Field]:
    section, root = "Schedule", "schedule"
    options = _options(value_at(json, (root, "frequencyOptions")))
    yield _heading(section, root)
    yield _field(
        json,
        section,
        "Frequency",
        FieldKind.CHOICE,
        root,
        "selectedFrequency",
        options=options,
        required=True,
    )
    note = "Syncs reach back to this date until one has succeeded."
    yield _field(json, section, "Start date", FieldKind.DATE, root, "startDate", required=True, note=note)
    note = "The hour at which a day's sync is due, in the time zone below; Codat runs it some hours later."
    yield _field(json, section, "Hour", FieldKind.HOUR, root, "syncHour", note=note)
    yield _field(json, section, "Time zone", FieldKind.ZONE, root, "timeZone", note="None means UTC.")


def _section(json: Json, root: str, section: str, switch: str) -> Iterator[Field]:
    """The heading with the section's own switch; only the heading where the section is null."""
    steps = ("configuration", root)
    path = path_text(steps)
    if not isinstance(value_at(json, steps), Mapping):
        yield _heading(section, path, note="not part of this configuration")
        return
    words = switch[0].lower() + "".join(f" {c.lower()}" if c.isupper() else c for c in switch[1:])
    row = _field(json, section, section, FieldKind.SWITCH, *steps, switch, heading=True, note=words)
    yield _with_places(row, path, f"{path}.accounts")


def _with_places(row: Field, *places: str) -> Field:
    return replace(row, places=(*row.places, *places))


def _accounts(json: Json, root: str, section: str) -> Iterator[Field]:
    steps = ("configuration", root, "accounts")
    accounts = value_at(json, steps)
    for key, account in accounts.items() if isinstance(accounts, Mapping) else ():
        if not isinstance(account, Mapping):
            yield _field(json, section, str(key), FieldKind.FACT, *steps, key)
            continue
        yield _field(
            json,
            section,
            str(account.get("labelText") or key),
            FieldKind.CHOICE,
            *steps,
            key,
            "selectedAccountId",
            options=_options(account.get("accountOptions", ABSENT)),
            required=account.get("required") is True,
            note=str(account.get("descriptionText") or ""),
        )


def _sales(json: Json) -> Iterator[Field]:
    section, root = "Sales", ("configuration", "sales")
    yield from _section(json, "sales", section, "syncSales")
    yield from _accounts(json, "sales", section)
    for label, holder, chosen, options in (
        ("Customer", "salesCustomer", "selectedCustomerId", "customerOptions"),
        ("Invoice status", "invoiceStatus", "selectedInvoiceStatus", "invoiceStatusOptions"),
    ):
        if isinstance(value_at(json, root), Mapping):
            choices = _options(value_at(json, (*root, holder, options)))
            yield _field(
                json,
                section,
                label,
                FieldKind.CHOICE,
                *root,
                holder,
                chosen,
                options=choices,
                required=True,
            )


def _taxes(json: Json) -> Iterator[Field]:
    section, root = "Tax rates", ("configuration", "sales")
    rates, mapped = value_at(json, (*root, "taxRates")), value_at(json, (*root, "newTaxRates"))
    rows: list[Field] = []
    for key, rate in rates.items() if isinstance(rates, Mapping) else ():
        if not isinstance(rate, Mapping):
            rows.append(_field(json, section, tax_label(str(key)), FieldKind.FACT, *root, "taxRates", key))
            continue
        options = _options(rate.get("taxRateOptions", ABSENT))
        steps = (*root, "taxRates", key, "selectedTaxRateId")
        label = tax_label(str(key))
        rows.append(_field(json, section, label, FieldKind.CHOICE, *steps, options=options, required=True))
    if isinstance(mapped, Mapping):
        rows += _mapped_taxes(json, mapped, section)
    if rows:
        yield _heading(section, path_text((*root, "taxRates")), path_text((*root, "newTaxRates")))
        yield from rows


def _mapped_taxes(json: Json, rates: Json, section: str) -> Iterator[Field]:
    """One row for each tax rate of the commerce software, those that are mapped but gone included."""
    steps = ("configuration", "sales", "newTaxRates", "taxRateMappings")
    path = path_text(steps)
    accounting = _options(rates.get("accountingTaxRateOptions", ABSENT))
    names = {option.id: option.name for option in _options(rates.get("commerceTaxRateOptions", ABSENT)) or ()}
    mappings = rates.get("taxRateMappings")
    homes: dict[str, tuple[int, Any]] = {}
    for number, mapping in enumerate(mappings if isinstance(mappings, list | tuple) else ()):
        for tax_id in mapped_ids(mapping):
            homes.setdefault(tax_id, (number, mapping.get("selectedAccountingTaxRateId")))
    for tax_id in [*names, *(tax_id for tax_id in homes if tax_id not in names)]:
        number, accounting_id = homes.get(tax_id, (-1, None))
        row = f"{path}[{number}]"
        places = () if number < 0 else (
            f"{row}.selectedAccountingTaxRateId",
            f"{row}.selectedCommerceTaxRateIds",
        )  # fmt: skip
        gone = tax_id not in names and "commerceTaxRateOptions" in rates
        yield Field(
            key=f"{path} {tax_id}",
            section=section,
            label=names.get(tax_id) or tax_id,
            kind=FieldKind.TAX,
            value=accounting_id,
            steps=steps,
            options=accounting,
            required=True,
            note="Not a tax rate of the commerce software any more." if gone else "",
            places=places,
            tax_id=tax_id,
        )
    root = steps[:-1]
    if names or homes or rates.get("selectedDefaultZeroTaxRateId"):
        options = _options(rates.get("defaultZeroTaxRateOptions", ABSENT))
        chosen = (*root, "selectedDefaultZeroTaxRateId")
        yield _field(json, section, "Default zero tax", FieldKind.CHOICE, *chosen, options=options)


def mapped_ids(mapping: Any) -> tuple[str, ...]:
    """The commerce tax rates of one many-to-one mapping."""
    ids = mapping.get("selectedCommerceTaxRateIds") if isinstance(mapping, Mapping) else None
    return tuple(each for each in ids if isinstance(each, str)) if isinstance(ids, list | tuple) else ()


def _grouping(json: Json) -> Iterator[Field]:
    section, root = "Grouping", ("configuration", "sales", "grouping")
    if not isinstance(value_at(json, root), Mapping):
        return
    yield _heading(section, path_text(root))
    options = _options(value_at(json, (*root, "groupingPeriod", "groupingPeriodOptions")))
    steps = (*root, "groupingPeriod", "selectedGroupingPeriod")
    yield _field(json, section, "Period", FieldKind.CHOICE, *steps, options=options, required=True)
    for label, level in (("Invoices by", "invoiceLevel"), ("Invoice lines by", "invoiceLineLevel")):
        home = (*root, "groupingLevels", level)
        if isinstance(value_at(json, home), Mapping):
            options = _options(value_at(json, (*home, "groupByOptions")))
            chosen = (*home, "selectedGroupByOptions")
            yield _field(json, section, label, FieldKind.CHOICES, *chosen, options=options)


def _fees(json: Json) -> Iterator[Field]:
    section, root = "Fees", ("configuration", "fees")
    yield from _section(json, "fees", section, "syncFees")
    if isinstance(value_at(json, root), Mapping):
        options = _options(value_at(json, (*root, "feesSupplier", "supplierOptions")))
        steps = (*root, "feesSupplier", "selectedSupplierId")
        yield _field(json, section, "Supplier", FieldKind.CHOICE, *steps, options=options, required=True)
    yield from _accounts(json, "fees", section)


def _payments(json: Json, root: str, section: str) -> Iterator[Field]:
    yield from _section(json, root, section, "syncPayments")
    yield from _accounts(json, root, section)


_KNOWN = frozenset({"countryCode", "mapSettings", "sales", "payments", "newPayments", "fees"})


def _unknown(json: Json) -> Iterator[Field]:
    """Sections this program has no form for: named, kept, editable as JSON."""
    body = value_at(json, ("configuration",))
    for key in body if isinstance(body, Mapping) else ():
        if key not in _KNOWN:
            yield _heading(key, path_text(("configuration", key)), note="has no form here; see JSON")


def _options(rows: Any) -> tuple[FormOption, ...] | None:
    if not isinstance(rows, list | tuple):
        return None
    return tuple(
        FormOption(
            str(row.get("id") or ""),
            str(row.get("name") or row.get("id") or ""),
            str(row.get("nominalCode") or ""),
            str(row.get("classification") or ""),
        )
        if isinstance(row, Mapping)
        else FormOption(str(row), str(row))
        for row in rows
    )
