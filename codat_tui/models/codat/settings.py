"""Sync Flow texts and visible accounts, integrations and their branding."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, Field, model_validator

from codat_tui.models.codat.base import CodatModel, Id, Key, OptionalWord, Word


class Text(CodatModel):
    """One text of the Sync Flow: null is Codat's default, "" shows nothing, anything else is shown.

    Read from the document's `{"text": …}` and from the bare text the docs show.
    """

    text: str | None = None
    required: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_bare_text(cls, data: Any) -> Any:
        return {"text": data} if data is None or isinstance(data, str) else data


class VisibleAccounts(CodatModel):
    """Which accounts the Sync Flow shows: None is the default, all; () only the required ones; else these."""

    visible_accounts: tuple[str, ...] | None = None


class SyncFlowUrl(CodatModel):
    """A merchant's link; its one-time password works once, within 30 seconds, and shows in no repr."""

    url: str = ""

    def __repr__(self) -> str:
        return "SyncFlowUrl(***)"

    __str__ = __repr__


class SupportedFeature(CodatModel):
    """What an integration can do with a data type, and how far that is (Release, Beta, NotSupported, …)."""

    feature_type: Word = ""
    feature_state: Word = ""


class DatatypeFeature(CodatModel):
    """A data type of an integration; `datatype` on the wire, `dataType` in Codat's schema, both are read."""

    datatype: Word = Field(default="", validation_alias=AliasChoices("datatype", "dataType"))
    supported_features: tuple[SupportedFeature, ...] | None = None


class Integration(CodatModel):
    """A platform that can be linked."""

    key: Id
    name: Word = ""
    logo_url: Key = ""
    enabled: bool | None = None
    source_type: Word = ""
    source_id: Key = ""
    integration_id: Key = ""
    is_beta: bool | None = None
    is_offline_connector: bool | None = None
    data_provided_by: OptionalWord = None
    datatype_features: tuple[DatatypeFeature, ...] | None = None


class BrandingImageReference(CodatModel):
    """Where a picture is, and its alternative text."""

    src: Key = ""
    alt: OptionalWord = None


class BrandingImage(CodatModel):
    """A picture."""

    image: BrandingImageReference | None = None


class BrandingLogo(CodatModel):
    """An integration's logos."""

    full: BrandingImage | None = None
    square: BrandingImage | None = None


class BrandingButton(CodatModel):
    """An integration's button, at rest and under the pointer."""

    default: BrandingImage | None = None
    hover: BrandingImage | None = None


class Branding(CodatModel):
    """An integration's pictures."""

    logo: BrandingLogo | None = None
    button: BrandingButton | None = None
    source_id: Key = ""
