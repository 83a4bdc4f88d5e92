"""Sync Flow texts, visible accounts, integrations and branding."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, Field, model_validator

from codat_tui.models.codat.base import CodatModel, DisplayText, ExactText, OptionalDisplayText, RequiredId


class Text(CodatModel):
    """One text of the Sync Flow: null is Codat's default, "" shows nothing."""

    text: str | None = None
    required: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_bare_text(cls, data: Any) -> Any:
        # Codat's document has `{"text": …}`, its documentation the bare text.
        return {"text": data} if data is None or isinstance(data, str) else data


class VisibleAccounts(CodatModel):
    """Accounts shown in the Sync Flow: None is the default (all), () only the required ones."""

    visible_accounts: tuple[str, ...] | None = None


class SyncFlowUrl(CodatModel):
    """A merchant's link; its one-time password works once, within 30 seconds, and is in no repr."""

    url: str = ""

    def __repr__(self) -> str:
        return "SyncFlowUrl(***)"

    __str__ = __repr__


class SupportedFeature(CodatModel):
    """A feature and its state (Release, Beta, NotSupported, …)."""

    feature_type: DisplayText = ""
    feature_state: DisplayText = ""


class DatatypeFeature(CodatModel):
    """A data type of an integration; Codat's examples write `datatype`, its schema `dataType`."""

    datatype: DisplayText = Field(default="", validation_alias=AliasChoices("datatype", "dataType"))
    supported_features: tuple[SupportedFeature, ...] | None = None


class Integration(CodatModel):
    key: RequiredId
    name: DisplayText = ""
    logo_url: ExactText = ""
    enabled: bool | None = None
    source_type: DisplayText = ""
    source_id: ExactText = ""
    integration_id: ExactText = ""
    is_beta: bool | None = None
    is_offline_connector: bool | None = None
    data_provided_by: OptionalDisplayText = None
    datatype_features: tuple[DatatypeFeature, ...] | None = None


class BrandingImageReference(CodatModel):
    src: ExactText = ""
    alt: OptionalDisplayText = None


class BrandingImage(CodatModel):
    image: BrandingImageReference | None = None


class BrandingLogo(CodatModel):
    full: BrandingImage | None = None
    square: BrandingImage | None = None


class BrandingButton(CodatModel):
    default: BrandingImage | None = None
    hover: BrandingImage | None = None


class Branding(CodatModel):
    logo: BrandingLogo | None = None
    button: BrandingButton | None = None
    source_id: ExactText = ""
