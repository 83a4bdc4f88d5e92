"""Every setting of a configuration: place, name, options, choice.

Invariant: whatever Codat sent has a row. Map keys are opaque, any part may be missing, and what cannot be
read is shown as received.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from codat_tui.rules.json.paths import ABSENT, OBJECTS, Json, Steps, entry_path, path_text, value_at
from codat_tui.rules.same import Same

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration

SALES = ("configuration", "sales")
MAPPINGS = (*SALES, "newTaxRates", "taxRateMappings")
TAX_RATES = "Tax rates"
GROUPING = "Grouping"
# In the order of the Sync Flow's stages.
SECTIONS = {"sales": "Sales", "fees": "Fees", "payments": "Payments", "newPayments": "New payments"}


class SettingKind(StrEnum):
    """How a setting is edited; HEADING and FACT are not."""

    HEADING = "heading"
    FACT = "fact"
    SWITCH = "switch"
    CHOICE = "choice"
    CHOICES = "choices"
    HOUR = "hour"
    DATE = "date"
    ZONE = "zone"
    # One commerce tax rate of the many-to-one mappings; its value is the accounting rate's id.
    TAX = "tax"


class SelectionKind(StrEnum):
    """What is selected, as the word in sentences."""

    ACCOUNT = "account"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    TAX_RATE = "tax rate"
    GROUPING_PERIOD = "grouping period"
    GROUPING_LEVEL = "grouping level"
    INVOICE_STATUS = "invoice status"
    FREQUENCY = "frequency"


class SettingOption(NamedTuple):
    """One option; *code* is an account's nominal code, which is not unique."""

    id: str
    name: str
    code: str = ""
    classification: str = ""

    @property
    def words(self) -> str:
        """Return code and name: "4020 Refunds"."""
        return f"{self.code} {self.name}".strip()


class CommerceTax(NamedTuple):
    """The commerce tax rate of a TAX setting.

    *gone*: no longer offered by the commerce software. *times*: how many mappings hold it.
    """

    id: str
    gone: bool
    times: int


def id_key(identifier: object) -> str:
    """Return an id for comparison: Codat writes GUIDs in either letter case."""
    return str(identifier).strip().casefold()


def same_id(one: object, other: object) -> bool:
    return id_key(one) == id_key(other)


@dataclass(frozen=True)
class Setting:
    """One setting. *key* is its path in Codat's names, never shown; *steps* is the same path.

    *label* is its name below the heading *section*, *labelled* when the server named it; `title` is its name
    elsewhere. *part* is the part whose switch applies: "schedule", "sales", … *key_in_map* is "" outside maps.
    *value* is as sent, None when nothing is chosen. *finding_keys* are the keys of findings about it. *selects* is
    None without options.
    """

    key: str
    section: str
    label: str
    kind: SettingKind
    value: Any = None
    steps: Steps = ()
    raw_options: Any = ABSENT
    selects: SelectionKind | None = None
    required: bool = False
    heading: bool = False
    labelled: bool = False
    note: str = ""
    part: str = ""
    key_in_map: str = ""
    finding_keys: tuple[str, ...] = ()
    tax: CommerceTax | None = None

    @property
    def title(self) -> str:
        """Return its name without a heading above; labels from the server may occur in several sections."""
        return f"{self.section}: {self.label}" if self.labelled else self.label

    @property
    def noun(self) -> str:
        """Return its name in a sentence."""
        return self.label if self.labelled else self.label[:1].lower() + self.label[1:]

    @property
    def editable(self) -> bool:
        return self.kind not in (SettingKind.HEADING, SettingKind.FACT)

    @property
    def tax_id(self) -> str:
        """Return the commerce tax rate of a TAX setting, else ""."""
        return self.tax.id if self.tax else ""

    @cached_property
    def options(self) -> tuple[SettingOption, ...] | None:
        """Return the options; None when the server sent none, which proves nothing."""
        return read_options(self.raw_options)

    @cached_property
    def _by_id(self) -> dict[str, SettingOption]:
        return {id_key(option.id): option for option in reversed(self.options or ())}

    @property
    def chosen(self) -> tuple[str, ...]:
        values = self.value if isinstance(self.value, list | tuple) else [self.value]
        return tuple(str(value) for value in values if value not in (None, ""))

    @property
    def selected(self) -> str | None:
        """Return the first chosen id, or None."""
        return next(iter(self.chosen), None)

    @property
    def lost_ids(self) -> tuple[str, ...]:
        """Return the chosen ids that are certainly not among the options."""
        if self.options is None:
            return ()
        return tuple(chosen for chosen in self.chosen if id_key(chosen) not in self._by_id)

    @property
    def lost(self) -> bool:
        return bool(self.lost_ids)

    def option(self, option_id: str) -> SettingOption | None:
        return self._by_id.get(id_key(option_id))

    @property
    def chosen_name(self) -> str:
        """Return code and name of the choice, "" when unknown."""
        option = self.option(self.selected) if self.selected is not None else None
        return option.words if option else ""


def settings(json: Json) -> tuple[Setting, ...]:
    """Return the settings with headings, in the order of the Sync Flow's stages."""
    return (
        *_sync(json),
        *_schedule(json),
        *_sales(json),
        *_tax_rates(json),
        *_grouping(json),
        *_fees(json),
        *_payments(json, "payments"),
        *_payments(json, "newPayments"),
        *_unknown(json),
    )


def settings_of(configuration: Configuration) -> tuple[Setting, ...]:
    return _read(Same(configuration))[1]


def json_of(configuration: Configuration) -> Json:
    """Return the configuration as JSON; to be read only, because it is kept."""
    return _read(Same(configuration))[0]


# A verdict asks for those of one company several times in a row.
@lru_cache(maxsize=2)
def _read(same: Same[Configuration]) -> tuple[Json, tuple[Setting, ...]]:
    from codat_tui.models.codat import to_wire

    json = to_wire(same.value)
    return json, settings(json)


def selections(json: Json) -> tuple[Setting, ...]:
    return tuple(setting for setting in settings(json) if setting.selects is not None)


def read_options(rows: Any) -> tuple[SettingOption, ...] | None:
    """Return options from objects or words; None when it is no list."""
    if not isinstance(rows, list | tuple):
        return None
    return tuple(
        SettingOption(
            str(row.get("id") or ""),
            str(row.get("name") or row.get("id") or ""),
            str(row.get("nominalCode") or ""),
            str(row.get("classification") or ""),
        )
        if isinstance(row, OBJECTS)
        else SettingOption(str(row), str(row))
        for row in rows
    )


def tax_label(key: str) -> str:
    """Return the name of a tax rate by map key: Codat's messages show a number as a percentage."""
    return f"{key}% tax" if key.replace(".", "", 1).isdigit() else f"Tax {key}"


def mapped_ids(mapping: Any) -> tuple[str, ...]:
    ids = mapping.get("selectedCommerceTaxRateIds") if isinstance(mapping, Mapping) else None
    return tuple(each for each in ids if isinstance(each, str)) if isinstance(ids, list | tuple) else ()


def _setting(
    json: Json,
    section: str,
    label: str,
    kind: SettingKind,
    steps: Steps,
    *,
    finding_keys: Steps = (),
    **more: Any,
) -> Setting:
    value, key = value_at(json, steps), path_text(steps)
    return Setting(
        key=key,
        section=section,
        label=label,
        kind=kind,
        value=None if value is ABSENT else value,
        steps=steps,
        finding_keys=(key, *map(str, finding_keys)),
        **more,
    )


def _choice(
    json: Json,
    section: str,
    label: str,
    selects: SelectionKind,
    home: Steps,
    chosen: str,
    options: str,
    **more: Any,
) -> Setting:
    # The selection and its options are fields of one object.
    return _setting(
        json,
        section,
        label,
        more.pop("kind", SettingKind.CHOICE),
        (*home, chosen),
        raw_options=value_at(json, (*home, options)),
        selects=selects,
        **more,
    )


def _heading(section: str, *finding_keys: str, note: str = "") -> Setting:
    kind = SettingKind.HEADING
    return Setting(f"# {section}", section, section, kind, heading=True, finding_keys=finding_keys, note=note)


def _sync(json: Json) -> Iterator[Setting]:
    section = "Sync"
    yield _setting(json, section, "Daily sync", SettingKind.SWITCH, ("enable",), heading=True)
    note = "Codat sets this by the Sync Flow."
    yield _setting(json, section, "Set-up finished", SettingKind.FACT, ("configured",), note=note)
    name = ("accountingSoftwareCompanyName",)
    yield _setting(json, section, "Accounting company", SettingKind.FACT, name)


def _schedule(json: Json) -> Iterator[Setting]:
    section, part = "Schedule", "schedule"
    yield _heading(section, part)
    yield _choice(
        json,
        section,
        "Sync frequency",
        SelectionKind.FREQUENCY,
        (part,),
        "selectedFrequency",
        "frequencyOptions",
        required=True,
        part=part,
    )
    for label, kind, key, note in (
        (
            "Start date",
            SettingKind.DATE,
            "startDate",
            "Syncs reach back to this date until one has succeeded.",
        ),
        (
            "Sync hour",
            SettingKind.HOUR,
            "syncHour",
            "The hour at which a day's sync is due, in the time zone below; Codat runs it some hours later.",
        ),
        ("Time zone", SettingKind.ZONE, "timeZone", "None means UTC."),
    ):
        required = kind is SettingKind.DATE
        yield _setting(json, section, label, kind, (part, key), required=required, note=note, part=part)


def _section_heading(json: Json, part: str, key: str, label: str) -> Iterator[Setting]:
    # Only a heading when the part is null.
    steps, section = ("configuration", part), SECTIONS[part]
    path = path_text(steps)
    if not isinstance(value_at(json, steps), Mapping):
        yield _heading(section, path, note="not part of this configuration")
        return
    finding_keys = (path, f"{path}.accounts")
    kind = SettingKind.SWITCH
    yield _setting(
        json, section, label, kind, (*steps, key), heading=True, part=part, finding_keys=finding_keys
    )


def _accounts(json: Json, part: str) -> Iterator[Setting]:
    steps, section = ("configuration", part, "accounts"), SECTIONS[part]
    accounts = value_at(json, steps)
    for key, account in accounts.items() if isinstance(accounts, Mapping) else ():
        if not isinstance(account, Mapping):
            yield _setting(json, section, str(key), SettingKind.FACT, (*steps, key), labelled=True, part=part)
            continue
        yield _choice(
            json,
            section,
            str(account.get("labelText") or key),
            SelectionKind.ACCOUNT,
            (*steps, key),
            "selectedAccountId",
            "accountOptions",
            required=account.get("required") is True,
            note=str(account.get("descriptionText") or ""),
            labelled=True,
            part=part,
            key_in_map=str(key),
        )


def _sales(json: Json) -> Iterator[Setting]:
    part = "sales"
    yield from _section_heading(json, part, "syncSales", "Sync sales")
    yield from _accounts(json, part)
    if not isinstance(value_at(json, SALES), Mapping):
        return
    for label, selects, home, chosen, options in (
        ("Sales customer", SelectionKind.CUSTOMER, "salesCustomer", "selectedCustomerId", "customerOptions"),
        (
            "Invoice status",
            SelectionKind.INVOICE_STATUS,
            "invoiceStatus",
            "selectedInvoiceStatus",
            "invoiceStatusOptions",
        ),
    ):
        steps = (*SALES, home)
        yield _choice(json, SECTIONS[part], label, selects, steps, chosen, options, required=True, part=part)


def _tax_rates(json: Json) -> Iterator[Setting]:
    steps, mapped = (*SALES, "taxRates"), (*SALES, "newTaxRates")
    rates, new = value_at(json, steps), value_at(json, mapped)
    rows: list[Setting] = []
    for key, rate in rates.items() if isinstance(rates, Mapping) else ():
        label, home = tax_label(str(key)), (*steps, key)
        if not isinstance(rate, Mapping):
            rows.append(_setting(json, TAX_RATES, label, SettingKind.FACT, home, part="sales"))
            continue
        rows.append(
            _choice(
                json,
                TAX_RATES,
                label,
                SelectionKind.TAX_RATE,
                home,
                "selectedTaxRateId",
                "taxRateOptions",
                required=True,
                part="sales",
                key_in_map=str(key),
            )
        )
    if isinstance(new, Mapping):
        rows += _mapped_tax_rates(json, new)
    if rows:
        yield _heading(TAX_RATES, path_text(steps), path_text(mapped))
        yield from rows


def _mapped_tax_rates(json: Json, rates: Json) -> Iterator[Setting]:
    # Tax rates that are mapped but no longer offered have a row too.
    offered = read_options(rates.get("commerceTaxRateOptions", ABSENT))
    names = {option.id: option.name for option in offered or () if option.id}
    chosen, times = _chosen_tax_rates(rates.get("taxRateMappings"), names)
    for tax_id in [*names, *(tax_id for tax_id in chosen if tax_id not in names)]:
        gone = offered is not None and tax_id not in names
        key = entry_path(path_text(MAPPINGS), tax_id)
        yield Setting(
            key=key,
            section=TAX_RATES,
            label=names.get(tax_id) or tax_id,
            kind=SettingKind.TAX,
            value=chosen.get(tax_id),
            steps=MAPPINGS,
            raw_options=rates.get("accountingTaxRateOptions", ABSENT),
            selects=SelectionKind.TAX_RATE,
            required=not gone,
            labelled=True,
            note="Not a tax rate of the commerce software any more." if gone else "",
            part="sales",
            finding_keys=(key,),
            tax=CommerceTax(tax_id, gone, times[tax_id]),
        )
    if names or chosen or rates.get("selectedDefaultZeroTaxRateId"):
        yield _choice(
            json,
            TAX_RATES,
            "Default zero tax",
            SelectionKind.TAX_RATE,
            MAPPINGS[:-1],
            "selectedDefaultZeroTaxRateId",
            "defaultZeroTaxRateOptions",
            part="sales",
        )


def _chosen_tax_rates(mappings: object, names: Iterable[str]) -> tuple[dict[str, Any], Counter[str]]:
    """Return what each commerce tax id is mapped to first, and how often it is mapped; spelled as in *names*."""
    chosen: dict[str, Any] = {}
    times: Counter[str] = Counter()
    known = {id_key(tax_id): tax_id for tax_id in names}
    for mapping in mappings if isinstance(mappings, list | tuple) else ():
        for mapped in mapped_ids(mapping):
            tax_id = known.setdefault(id_key(mapped), mapped)
            chosen.setdefault(tax_id, mapping.get("selectedAccountingTaxRateId"))
            times[tax_id] += 1
    return chosen, times


def _grouping(json: Json) -> Iterator[Setting]:
    root, part = (*SALES, "grouping"), "sales"
    if not isinstance(value_at(json, SALES), Mapping):
        return
    yield _heading(GROUPING, path_text(root))
    yield _choice(
        json,
        GROUPING,
        "Grouping period",
        SelectionKind.GROUPING_PERIOD,
        (*root, "groupingPeriod"),
        "selectedGroupingPeriod",
        "groupingPeriodOptions",
        required=True,
        part=part,
    )
    for label, level in (
        ("Invoice level grouping", "invoiceLevel"),
        ("Invoice line level grouping", "invoiceLineLevel"),
    ):
        home = (*root, "groupingLevels", level)
        if isinstance(value_at(json, home), Mapping):
            yield _choice(
                json,
                GROUPING,
                label,
                SelectionKind.GROUPING_LEVEL,
                home,
                "selectedGroupByOptions",
                "groupByOptions",
                kind=SettingKind.CHOICES,
                part=part,
            )


def _fees(json: Json) -> Iterator[Setting]:
    part = "fees"
    root = ("configuration", part)
    yield from _section_heading(json, part, "syncFees", "Sync fees")
    if isinstance(value_at(json, root), Mapping):
        yield _choice(
            json,
            SECTIONS[part],
            "Fees supplier",
            SelectionKind.SUPPLIER,
            (*root, "feesSupplier"),
            "selectedSupplierId",
            "supplierOptions",
            required=True,
            part=part,
        )
    yield from _accounts(json, part)


def _payments(json: Json, part: str) -> Iterator[Setting]:
    yield from _section_heading(json, part, "syncPayments", f"Sync {SECTIONS[part].lower()}")
    yield from _accounts(json, part)


_KNOWN = frozenset({"countryCode", "mapSettings", *SECTIONS})


def _unknown(json: Json) -> Iterator[Setting]:
    # Parts without a form: shown by name, kept, editable as JSON.
    body = value_at(json, ("configuration",))
    for key in body if isinstance(body, Mapping) else ():
        if key not in _KNOWN:
            yield _heading(key, path_text(("configuration", key)), note="has no form here; see JSON")
