"""Codat's platforms as cells and lines: rows, facts, pictures, features; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import fit
from codat_tui.rules.filtering.fields import choice_field, text_field

if TYPE_CHECKING:
    from codat_tui.models.codat import Branding, BrandingImage, Integration
    from codat_tui.rules.filtering.word_filter import FilterField

Line: TypeAlias = tuple[Cell, ...]
_LABEL = 18


class Picture(NamedTuple):
    """One picture of a platform."""

    name: str
    link: str
    alt: str = ""


class Feature(NamedTuple):
    """What a platform can do with one data type, and its state."""

    datatype: str
    feature: str
    state: str


def integration_cells(
    integration: Integration, glyphs: Glyphs
) -> tuple[Cell, Cell, Cell, Cell, Cell, Cell, Cell]:
    """Return a row: name, kind, key, enabled, beta, offline, data types."""
    types = list(dict.fromkeys(feature.datatype for feature in features(integration)))
    return (
        Cell(integration.name or integration.key),
        Cell(integration.source_type or "not said", Tone.NORMAL if integration.source_type else Tone.MUTED),
        Cell(integration.key, Tone.MUTED),
        _enabled(integration.enabled, glyphs),
        Cell("beta", Tone.WARNING) if integration.is_beta else Cell(""),
        Cell("offline", Tone.WARNING) if integration.is_offline_connector else Cell(""),
        Cell(", ".join(types) or "none", Tone.MUTED),
    )


def _enabled(enabled: bool | None, glyphs: Glyphs) -> Cell:
    if enabled is None:
        return Cell(f"{glyphs.unknown} not said", Tone.UNKNOWN)
    return (
        Cell(f"{glyphs.linked} Enabled", Tone.OK)
        if enabled
        else Cell(f"{glyphs.unlinked} Disabled", Tone.MUTED)
    )


def integration_search_text(integration: Integration) -> str:
    words = [integration.name, integration.key, integration.source_type, integration.data_provided_by or ""]
    words += ["enabled" if integration.enabled else "disabled"]
    words += ["beta"] if integration.is_beta else []
    words += ["offline"] if integration.is_offline_connector else []
    words += [f"{feature.datatype} {feature.feature}" for feature in features(integration)]
    return "\n".join(words)


def integration_fields() -> Sequence[FilterField[Integration]]:
    """Return the fields of a filter of integrations."""
    return (
        text_field("kind", "kind", lambda each: (each.source_type,), lambda: ("Accounting", "Commerce")),
        choice_field("is", "", ("enabled", "disabled", "beta", "offline"), _is),
        text_field("data", "data type", lambda each: (name.datatype for name in features(each))),
    )


def _is(integration: Integration, what: str) -> bool:
    if what in ("enabled", "disabled"):
        return integration.enabled == (what == "enabled")
    return bool(integration.is_beta if what == "beta" else integration.is_offline_connector)


def integration_counts(integrations: Iterable[Integration]) -> tuple[Cell, ...]:
    """Return the number of each kind: "12 Accounting", "9 Commerce"."""
    tally: dict[str, int] = {}
    for integration in integrations:
        kind = integration.source_type or "of no kind"
        tally[kind] = tally.get(kind, 0) + 1
    return tuple(Cell(f"{number} {kind}", Tone.MUTED) for kind, number in sorted(tally.items()))


def features(integration: Integration) -> tuple[Feature, ...]:
    """Return one row for each feature of each data type; a data type without features is one row."""
    rows: list[Feature] = []
    for datatype in integration.datatype_features or ():
        supported = datatype.supported_features or ()
        rows += [Feature(datatype.datatype, each.feature_type, each.feature_state) for each in supported]
        rows += [] if supported else [Feature(datatype.datatype, "", "")]
    return tuple(rows)


def feature_cells(feature: Feature) -> tuple[Cell, Cell, Cell]:
    folded = feature.state.casefold()
    tone = Tone.OK if folded == "release" else Tone.MUTED if folded == "notsupported" else Tone.WARNING
    state = {"release": "Released", "notsupported": "Not supported"}.get(folded, feature.state)
    return (Cell(feature.datatype), Cell(feature.feature or "–", Tone.MUTED), Cell(state, tone))


def pictures(integration: Integration, branding: Branding | None) -> tuple[Picture, ...]:
    """Return the pictures for which Codat gives a link."""
    logo = branding.logo if branding else None
    button = branding.button if branding else None
    found = [
        Picture("Logo in lists", integration.logo_url),
        _picture("Logo, full", logo.full if logo else None),
        _picture("Logo, square", logo.square if logo else None),
        _picture("Button", button.default if button else None),
        _picture("Button, hovered", button.hover if button else None),
    ]
    return tuple(picture for picture in found if picture.link)


def _picture(name: str, image: BrandingImage | None) -> Picture:
    reference = image.image if image else None
    return Picture(name, reference.src, reference.alt or "") if reference else Picture(name, "")


def picture_cells(picture: Picture) -> tuple[Cell, Cell, Cell]:
    return (Cell(picture.name), Cell(picture.alt, Tone.MUTED), Cell(picture.link, Tone.ACCENT))


def detail_lines(integration: Integration, glyphs: Glyphs) -> tuple[Line, ...]:
    _, kind, key, enabled, beta, offline, _ = integration_cells(integration, glyphs)
    tags = tuple(Cell(f"   {cell.text}", cell.tone) for cell in (beta, offline) if cell.text)
    lines = [
        (_label("Kind"), kind),
        (_label("Platform key"), Cell(key.text)),
        (_label("State"), enabled, *tags),
    ]
    for label, value in (
        ("Data provided by", integration.data_provided_by),
        ("Source id", integration.source_id),
        ("Integration id", integration.integration_id),
    ):
        lines += [(_label(label), Cell(value))] if value else []
    return tuple(lines)


def _label(text: str) -> Cell:
    return Cell(fit(text, _LABEL), Tone.MUTED)
