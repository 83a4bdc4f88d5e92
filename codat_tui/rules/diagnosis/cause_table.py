"""The table of causes: short text, who acts, remedy and source for each kind.

To correct what the program says about a cause, edit its row. `docs/verdicts.md` prints this table.
"""

from __future__ import annotations

from typing import NamedTuple

from codat_tui.models.diagnosis import CauseKind, Remedy, Who


class CauseRow(NamedTuple):
    """`{label}` in *short* is the field's title or the platform.

    *source*: the fact in Codat's documentation, or "Inferred:" and the reason.
    """

    short: str
    who: Who | None
    remedy: Remedy
    source: str


_US, _MERCHANT, _CODAT = Who.US, Who.MERCHANT, Who.CODAT
_LINKS = "Docs: a company needs one Linked commerce and one Linked accounting connection to sync."
_VALID = "Docs, validation messages of the mapping: {}."
_OPTIONS = (
    'Docs: "Selected … not present in … options". A selection that is missing from its options is proven broken; '
    "one that is among them is not proven sound, since options carry no status."
)
_ERROR = 'Docs, sync error messages: "{}".'


def _valid(message: str) -> str:
    return _VALID.format(f'"{message}"')


KINDS: dict[CauseKind, CauseRow] = {
    CauseKind.COMPANY_MISSING: CauseRow(
        "company not found at Codat",
        _CODAT,
        Remedy.CONTACT_CODAT,
        'Docs, errors resolved by Codat: "No company was found with ID".',
    ),
    CauseKind.LINK_MISSING: CauseRow("no {label} connection", _US, Remedy.CONNECT, _LINKS),
    CauseKind.LINK_WAITING: CauseRow("{label} not linked yet", _MERCHANT, Remedy.AUTHORISE, _LINKS),
    CauseKind.LINK_UNLINKED: CauseRow("{label} is unlinked", _MERCHANT, Remedy.RELINK, _LINKS),
    CauseKind.LINK_DEAUTHORIZED: CauseRow(
        "{label} no longer lets Codat in",
        _MERCHANT,
        Remedy.RELINK,
        _LINKS + " Docs: Deauthorized means that the merchant or the platform withdrew the permission.",
    ),
    CauseKind.LINK_STATUS_UNKNOWN: CauseRow(
        "{label}: link status not documented",
        _CODAT,
        Remedy.CONTACT_CODAT,
        "Inferred: the OpenAPI document lists four statuses; this is another.",
    ),
    CauseKind.LINK_ERROR: CauseRow(
        "{label} reports an error",
        _US,
        Remedy.LOOK,
        "OpenAPI document: dataConnectionErrors with the status Active.",
    ),
    CauseKind.LINKED_TWICE: CauseRow(
        "two {label} connections linked",
        _MERCHANT,
        Remedy.ASK_MERCHANT,
        "Docs: a company has one active accounting connection; it may have several active commerce connections.",
    ),
    CauseKind.LINK_DOWN_THEN: CauseRow(
        "a link was down",
        _US,
        Remedy.SYNC,
        "Docs: codes 4040 and 4220, and the message about two valid data connections. Inferred: both links are Linked "
        "now, so the next sync can pass.",
    ),
    CauseKind.OTHER_ORGANISATION: CauseRow(
        "linked to another organisation",
        _MERCHANT,
        Remedy.ASK_MERCHANT,
        "Inferred: accountingSoftwareCompanyName differs from the last good sync's, or the accounting connection is a "
        "new one, or most selections are no options any more at once.",
    ),
    CauseKind.NOT_SET_UP: CauseRow(
        "set-up not finished",
        _MERCHANT,
        Remedy.FINISH_SETUP,
        "Docs: a company is ready to sync when `enable` and `configured` are both true.",
    ),
    CauseKind.SWITCHED_OFF: CauseRow(
        "switched off",
        _MERCHANT,
        Remedy.ASK_MERCHANT_THEN_SWITCH_ON,
        "Docs: no scheduled sync runs while `enable` is false. A manual sync may pass.",
    ),
    CauseKind.SWITCHED_OFF_AFTER_ERRORS: CauseRow(
        "off after 31 days of errors",
        _MERCHANT,
        Remedy.ASK_MERCHANT_THEN_SWITCH_ON,
        "Docs: after 31 consecutive days that end in error Codat switches the sync off, so that sales entered by hand "
        "meanwhile are not written twice; the merchant switches it on in the Sync Flow and may move the start date. "
        "Inferred: `enable` is false and the history shows those days.",
    ),
    CauseKind.START_DATE_MISSING: CauseRow(
        "no start date", _US, Remedy.FIX_MAPPING, "Docs: the set-up needs a start date."
    ),
    CauseKind.START_DATE_INVALID: CauseRow(
        "start date not readable",
        _US,
        Remedy.FIX_MAPPING,
        "Inferred: the date fits no format of Codat's documents.",
    ),
    CauseKind.START_DATE_AHEAD: CauseRow(
        "start date ahead", None, Remedy.WAIT, "Docs: nothing is synced from before the start date."
    ),
    CauseKind.SYNC_HOUR_INVALID: CauseRow(
        "sync hour not valid", _US, Remedy.FIX_MAPPING, "OpenAPI document: syncHour is 0 to 23."
    ),
    CauseKind.TIME_ZONE_INVALID: CauseRow(
        "time zone not known", _US, Remedy.FIX_MAPPING, "OpenAPI document: timeZone is an IANA name."
    ),
    CauseKind.FREQUENCY_MISSING: CauseRow(
        "no sync frequency", _US, Remedy.FIX_MAPPING, _valid("No schedule selected frequency.")
    ),
    CauseKind.FREQUENCY_INVALID: CauseRow(
        "sync frequency not an option",
        _US,
        Remedy.FIX_MAPPING,
        _valid("Selected schedule frequency not present in options."),
    ),
    CauseKind.ACCOUNT_LOST: CauseRow(
        "{label} account gone",
        _US,
        Remedy.FIX_MAPPING,
        _OPTIONS + ' Docs: "account(s) were not found", "Account … is not in an Active state".',
    ),
    CauseKind.ACCOUNT_MISSING: CauseRow(
        "no {label} account",
        _US,
        Remedy.FIX_MAPPING,
        _valid("Config contains required accounts without selections."),
    ),
    CauseKind.ACCOUNTS_SAME: CauseRow(
        "{label}: same account twice",
        _US,
        Remedy.FIX_MAPPING,
        _valid("Payments config invalid. {card account} should not match {payout account}."),
    ),
    CauseKind.NO_SALES_ACCOUNT: CauseRow(
        "no account for sales exists",
        _MERCHANT,
        Remedy.ASK_MERCHANT,
        _valid("No Sales Account Present.")
        + " Inferred: an empty list of options is the only sign of it before a sync.",
    ),
    CauseKind.CUSTOMER_LOST: CauseRow(
        "sales customer gone",
        _US,
        Remedy.FIX_MAPPING,
        _OPTIONS + ' Docs: "Customer … does not exist", "… is not in an Active state. (Archived)".',
    ),
    CauseKind.CUSTOMER_MISSING: CauseRow(
        "no sales customer", _US, Remedy.FIX_MAPPING, _valid("No sales customer has been configured.")
    ),
    CauseKind.SUPPLIER_LOST: CauseRow(
        "fees supplier gone",
        _US,
        Remedy.FIX_MAPPING,
        _OPTIONS + ' Docs: "Supplier does not exist", "Supplier is not in an Active state".',
    ),
    CauseKind.SUPPLIER_MISSING: CauseRow(
        "no fees supplier", _US, Remedy.FIX_MAPPING, _valid("No fees supplier has been configured.")
    ),
    CauseKind.TAX_RATE_LOST: CauseRow(
        "{label}: tax rate gone",
        _US,
        Remedy.FIX_MAPPING,
        _OPTIONS + ' Docs: "Tax Rate … does not exist", "The following Tax Rates are invalid".',
    ),
    CauseKind.TAX_RATE_MISSING: CauseRow(
        "{label}: no tax rate", _US, Remedy.FIX_MAPPING, _valid("Tax rate is missing selected tax rate id.")
    ),
    CauseKind.TAX_RATE_WITHOUT_OPTIONS: CauseRow(
        "{label}: tax rate has no options",
        _US,
        Remedy.FIX_MAPPING,
        _valid("Selected tax rate id for {key}% tax-rate has no options.")
        + " Docs: it is fixed by mapping the rate again from the options there are.",
    ),
    CauseKind.TAX_NOT_MAPPED: CauseRow(
        "{label}: tax not mapped",
        _US,
        Remedy.FIX_MAPPING,
        _ERROR.format("Cannot match the tax id '…' to a mapped account …"),
    ),
    CauseKind.TAX_MAPPED_TWICE: CauseRow(
        "{label}: tax mapped twice",
        _US,
        Remedy.FIX_MAPPING,
        "Inferred: a commerce tax rate in two mappings leaves open which of them counts.",
    ),
    CauseKind.NOT_MAPPED: CauseRow(
        "{label} not mapped",
        _US,
        Remedy.FIX_MAPPING,
        "Docs: a new payment type stops the sync until it is mapped; an unmapped kind of sale fails that day.",
    ),
    CauseKind.PAYMENTS_MISSING: CauseRow(
        "no payments section",
        _US,
        Remedy.FIX_MAPPING,
        _valid("To sync fees: Payments section needs to exist"),
    ),
    CauseKind.PAYMENTS_ACCOUNT_MISSING: CauseRow(
        "no payments account",
        _US,
        Remedy.FIX_MAPPING,
        _valid("To sync fees: Payments account id needs to be set"),
    ),
    CauseKind.PAYMENTS_NEED_SUBMITTED: CauseRow(
        "payments need Submitted",
        _US,
        Remedy.FIX_MAPPING,
        _valid("Payments cannot be enabled if invoice status is set to draft."),
    ),
    CauseKind.GROUPING_MISSING: CauseRow(
        "no grouping period", _US, Remedy.FIX_MAPPING, _valid("No grouping period selected.")
    ),
    CauseKind.GROUPING_INVALID: CauseRow(
        "{label} not an option",
        _US,
        Remedy.FIX_MAPPING,
        _valid("Grouping period selected not from options.")
        + ' And: "Invalid invoice (line) level grouping selected."',
    ),
    CauseKind.INVOICE_STATUS_MISSING: CauseRow(
        "no invoice status", _US, Remedy.FIX_MAPPING, _valid("No selected invoice status.")
    ),
    CauseKind.INVOICE_STATUS_INVALID: CauseRow(
        "invoice status not valid",
        _US,
        Remedy.FIX_MAPPING,
        _valid("Invalid invoice status selected (must be submitted or draft)."),
    ),
    CauseKind.MAPPING_UNREADABLE: CauseRow(
        "part of the mapping not readable",
        _CODAT,
        Remedy.CONTACT_CODAT,
        "Inferred: the value has another shape than the OpenAPI document gives.",
    ),
    CauseKind.MAPPING_REFUSED: CauseRow(
        "mapping refused",
        _US,
        Remedy.FIX_MAPPING,
        "Docs: code 4000 is a configuration error; 4200 stands in the OpenAPI document's example.",
    ),
    CauseKind.SUBSCRIPTION_EXPIRED: CauseRow(
        "{label} subscription expired",
        _MERCHANT,
        Remedy.ASK_MERCHANT,
        'Docs: code 4260. OpenAPI document: connection error "Organisation subscription expired".',
    ),
    CauseKind.PERIOD_LOCKED: CauseRow(
        "period locked in {label}",
        _MERCHANT,
        Remedy.ASK_MERCHANT,
        "Docs: code 5130 is a data write error. Inferred from the words of the message: accounting software locks "
        "periods, and only its owner opens them.",
    ),
    CauseKind.CURRENCY_MISSING: CauseRow(
        "currency not in {label}",
        _MERCHANT,
        Remedy.ASK_MERCHANT,
        "Docs: code 5130 is a data write error. Inferred from the words of the message: only the merchant can add a "
        "currency to the organisation.",
    ),
    CauseKind.RECORD_REFUSED: CauseRow(
        "record refused by {label}",
        _US,
        Remedy.RETRY_IN_PORTAL,
        "Docs: code 5130; one failed item fails the whole sync. Failed items are retried in Codat's Portal only: Sync "
        "Health, Push items, Retry failed items.",
    ),
    CauseKind.SERVER_ERROR: CauseRow(
        "server error at Codat", _CODAT, Remedy.WAIT, "Docs: code 5000; retry later, then ask Codat."
    ),
    CauseKind.PROCESSING_ERROR: CauseRow(
        "data not processed", _CODAT, Remedy.CONTACT_CODAT, "Docs: code 5120; ask Codat."
    ),
    CauseKind.DUPLICATE_DATES: CauseRow(
        "dates synced before",
        _CODAT,
        Remedy.CONTACT_CODAT,
        'Docs: code 5080, duplication protection; errors resolved by Codat: "Date overlaps with a previous sync date '
        'range".',
    ),
    CauseKind.UNDOCUMENTED_CODE: CauseRow(
        "code not documented",
        _CODAT,
        Remedy.CONTACT_CODAT,
        "Inferred: an undocumented code goes by its thousand.",
    ),
    CauseKind.STUCK: CauseRow(
        "running too long",
        _CODAT,
        Remedy.CONTACT_CODAT,
        "Docs: codes 1000 and 1010. Inferred: longer than an hour and than three times this company's usual.",
    ),
    CauseKind.NO_SYNC_RUNS: CauseRow(
        "no sync runs",
        _US,
        Remedy.SYNC,
        "Docs: a sync is due daily at syncHour in timeZone and runs some hours later. Inferred: none has run by the "
        "usual delay after a due time (12 hours where the company's own is not known).",
    ),
    CauseKind.NEVER_SYNCED: CauseRow(
        "never synced",
        _US,
        Remedy.SYNC,
        "Docs: a sync is due daily from the start date on. Inferred: due times have passed without any.",
    ),
    CauseKind.NOTHING_WRITTEN_LONG: CauseRow(
        "nothing written for long",
        _MERCHANT,
        Remedy.ASK_MERCHANT,
        "Docs: code 2040, success with nothing written. Inferred: longer than twice this company's longest pause "
        "before (two weeks where its history is not known).",
    ),
    CauseKind.NOTHING_PUSHED: CauseRow(
        "success, but nothing pushed",
        _US,
        Remedy.LOOK,
        "OpenAPI document: dataPushed. Inferred: code 2000 means data written, and dataPushed says that none was.",
    ),
    CauseKind.RECONCILE_MANUALLY: CauseRow(
        "to reconcile by hand",
        _MERCHANT,
        Remedy.ASK_MERCHANT,
        'Docs: "Please reconcile manually" is a note in Codat\'s Portal, not an error.',
    ),
    CauseKind.NOT_KNOWN: CauseRow(
        "cause not known",
        _US,
        Remedy.LOOK,
        "Inferred: a part could not be read, or its words are not documented.",
    ),
}
