"""Codat's platforms in cells: rows, what a filter sees, pictures and features."""

from __future__ import annotations

from typing import Any

import pytest

from codat_tui.models.codat import Branding, Integration
from codat_tui.present import Cell, Glyphs, Tone
from codat_tui.present.integrations import (
    Feature,
    detail_lines,
    feature_cells,
    features,
    integration_cells,
    integration_counts,
    integration_search_text,
    pictures,
)
from codat_tui.present.text import can_open

GLYPHS = Glyphs.unicode()


def integration(**more: Any) -> Integration:
    wire = {
        "key": "gbol",
        "name": "Xero",
        "enabled": True,
        "logoUrl": "https://pictures.example/xero.png",
        "sourceType": "Accounting",
        "isBeta": True,
        "datatypeFeatures": [
            {
                "datatype": "invoices",
                "supportedFeatures": [
                    {"featureType": "Get", "featureState": "Release"},
                    {"featureType": "Create", "featureState": "Alpha"},
                ],
            },
            {"dataType": "accounts"},
        ],
    }
    return Integration.model_validate({**wire, **more})


def test_a_row() -> None:
    cells = integration_cells(integration(), GLYPHS)
    assert [cell.text for cell in cells] == [
        "Xero",
        "Accounting",
        "gbol",
        "● Enabled",
        "beta",
        "",
        "invoices, accounts",
    ]


def test_what_is_not_said_is_not_guessed() -> None:
    cells = integration_cells(Integration.model_validate({"key": "x"}), GLYPHS)
    assert [cell.text for cell in cells] == ["x", "not said", "x", "? not said", "", "", "none"]


def test_what_a_filter_sees() -> None:
    facts = integration_search_text(integration(isOfflineConnector=True, enabled=False)).casefold()
    for word in ("xero", "gbol", "accounting", "disabled", "beta", "offline", "invoices", "create"):
        assert word in facts
    assert "offline" not in integration_search_text(integration())


def test_how_many_of_each_kind() -> None:
    cells = integration_counts([integration(), integration(), integration(sourceType="Commerce")])
    assert [cell.text for cell in cells] == ["2 Accounting", "1 Commerce"]


def test_features_by_data_type() -> None:
    assert features(integration()) == (
        Feature("invoices", "Get", "Release"),
        Feature("invoices", "Create", "Alpha"),
        Feature("accounts", "", ""),
    )
    assert feature_cells(Feature("invoices", "Get", "Release"))[2] == Cell("Released", Tone.OK)
    assert feature_cells(Feature("invoices", "Create", "NotSupported"))[2] == Cell(
        "Not supported", Tone.MUTED
    )
    assert feature_cells(Feature("invoices", "Create", "Alpha"))[2] == Cell("Alpha", Tone.WARNING)


def test_pictures_that_have_a_link() -> None:
    branding = Branding.model_validate(
        {
            "logo": {"full": {"image": {"src": "https://p.example/full.png", "alt": "Xero"}}, "square": None},
            "button": {"default": {"image": {"src": "", "alt": "nothing"}}},
        }
    )
    found = pictures(integration(), branding)
    assert [(picture.name, picture.alt) for picture in found] == [
        ("Logo in lists", ""),
        ("Logo, full", "Xero"),
    ]
    assert [picture.name for picture in pictures(integration(), None)] == ["Logo in lists"]


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("https://pictures.example/a.png", True),
        ("HTTP://pictures.example", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("https://a.example/ --flag", False),
        ("https://a.example/\x1b\\\x1b]52;c;Y29waWVk\x07", False),
        ("https://a.example/\x9b2J", False),
        ("https://a.example/\u202egnp", False),
        ("", False),
    ],
)
def test_only_links_of_the_web_are_opened(link: str, opens: bool) -> None:
    assert can_open(link) is opens


def test_facts() -> None:
    lines = ["".join(cell.text for cell in line) for line in detail_lines(integration(), GLYPHS)]
    assert lines == [
        "Kind              Accounting",
        "Platform key      gbol",
        "State             ● Enabled   beta",
    ]
