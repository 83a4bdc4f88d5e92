"""The three kinds of edits, each with the key it is kept under."""

from __future__ import annotations

from collections.abc import Mapping

from codat_tui.models.codat import Configuration, Text, VisibleAccounts, to_wire
from codat_tui.rules.flow_settings.text_edits import TextsEdit
from codat_tui.rules.flow_settings.visible_accounts import AccountsEdit
from codat_tui.rules.mapping.edits import MappingEdit
from codat_tui.services.drafts import Drafts
from codat_tui.services.edits.session import EditSession

MappingSession = EditSession[Configuration, MappingEdit]
TextsSession = EditSession[Mapping[str, Text], TextsEdit]
AccountsSession = EditSession[VisibleAccounts, AccountsEdit]


def mapping_session(drafts: Drafts) -> MappingSession:
    """By company id."""
    return EditSession(drafts, "configuration", lambda _, read: MappingEdit.of(to_wire(read)))


def texts_session(drafts: Drafts) -> TextsSession:
    """By locale."""
    return EditSession(drafts, "texts", texts_edit)


def accounts_session(drafts: Drafts) -> AccountsSession:
    """By the key of a commerce platform."""
    return EditSession(drafts, "visible-accounts", lambda _, read: AccountsEdit.of(read.visible_accounts))


def texts_edit(locale: str, read: Mapping[str, Text]) -> TextsEdit:
    """Return a locale as it was read, without edits."""
    there = {key: text.text for key, text in read.items()}
    required = frozenset(key for key, text in read.items() if text.required)
    return TextsEdit(locale, there, required=required)
