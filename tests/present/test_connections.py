"""Connections, links and the guided path in cells and lines."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from codat_tui.models.codat import Connection, Integration
from codat_tui.models.linking import LinkFollow
from codat_tui.models.local import Loaded, Loading
from codat_tui.models.overview import CompanyOverview
from codat_tui.present import Glyphs, Tone
from codat_tui.present.connections import (
    connection_cells,
    connection_lines,
    error_lines,
    follow_text,
    link_line,
    masked_link,
    onboarding_steps,
    platform_choices,
    raw_fields,
    wrap_url,
)
from codat_tui.present.overview import DrawingContext, Line
from codat_tui.rules.fleet.links import PlatformKind

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
SETTING = DrawingContext(NOW, Glyphs.unicode(), 80)


def key_of(binding_id: str) -> str:
    """Keys as they are called in these tests: by the id of their binding."""
    return f"<{binding_id}>"


def connection(**fields: Any) -> Connection:
    wire = {"id": "c1", "platformName": "Xero", "sourceType": "Accounting", "status": "Linked"}
    return Connection.model_validate({**wire, **fields})


def text_of(lines: list[Line]) -> str:
    return "\n".join("".join(cell.text for cell in line) for line in lines)


def follow(**fields: Any) -> LinkFollow:
    return LinkFollow("c1", "company", "Oak", "Xero", NOW, **fields)


def test_a_row_says_link_and_last_read_and_errors() -> None:
    row = connection(
        lastSync="2026-11-23T12:00:00Z",
        dataConnectionErrors=[
            {"statusCode": "401", "status": "Active", "erroredOnUtc": "2026-11-22T00:00:00Z"},
            {"statusCode": "500", "status": "Resolved", "resolvedOnUtc": "2026-11-02T00:00:00Z"},
        ],
    )
    texts = [cell.text for cell in connection_cells(row, SETTING, None)]
    assert texts == ["Xero", "accounting", "● Linked", "23 Nov 2026 12:00", "2 h ago", "✖ 1 active"]


def test_a_followed_row_runs() -> None:
    cell = connection_cells(connection(status="PendingAuth"), SETTING, follow())[2]
    assert cell.tone is Tone.RUNNING
    assert "following" in cell.text
    ended = connection_cells(connection(), SETTING, follow(ended_at=NOW))[2]
    assert "following" not in ended.text


def test_errors_are_told_with_their_dates_active_ones_first() -> None:
    row = connection(
        dataConnectionErrors=[
            {
                "statusCode": "500",
                "statusText": "Gone",
                "status": "Resolved",
                "erroredOnUtc": "2026-11-01T00:00:00Z",
                "resolvedOnUtc": "2026-11-02T00:00:00Z",
                "errorMessage": "It was away.",
            },
            {"statusCode": "401", "status": None, "erroredOnUtc": "nonsense", "errorMessage": "Revoked."},
        ]
    )
    text = text_of(error_lines(row, SETTING))
    assert text.index("401") < text.index("500 Gone")
    assert "since nonsense" in text
    assert "since 1 Nov 2026 00:00 (22 d ago)   resolved 2 Nov 2026 00:00 (21 d ago)" in text
    assert "It was away." in text


def test_unknown_fields_and_states_are_shown_as_they_came() -> None:
    row = connection(status="Paused", futureField={"deep": [1, 2]}, connectionInfo={"tenant": "T"})
    facts = dict(raw_fields(row, UTC))
    assert facts["futureField.deep"] == "[1, 2]"
    assert facts["connectionInfo.tenant"] == "T"
    assert facts["status"] == "Paused"
    assert "does not know" in text_of(connection_lines(row, SETTING, None, key_of))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("PendingAuth", "not linked it yet"),
        ("Unlinked", "link it again"),
        ("deauthorized", "withdrew the access"),
        ("Linked", "Nothing to do"),
    ],
)
def test_each_state_says_what_to_do(status: str, words: str) -> None:
    assert words in text_of(connection_lines(connection(status=status), SETTING, None, key_of))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (follow(looks=3, status="PendingAuth"), "3 looks so far, last seen PendingAuth"),
        (follow(looks=1, linked=True, ended_at=NOW), "Linked just now, after 1 look"),
        (follow(ended_at=NOW), "Not followed any more"),
    ],
)
def test_how_far_the_waiting_is(state: LinkFollow, words: str) -> None:
    assert words in follow_text(state, SETTING, key_of)


def test_a_link_is_masked_and_broken_without_loss() -> None:
    url = "https://sync-flow.codat.io/a/b/start?merchantIdentifier=x&otp=123456"
    assert masked_link(url) == url[:-6] + "******"
    assert masked_link("https://x/start?OTP=987654&b=1") == "https://x/start?OTP=******&b=1"
    assert "".join(wrap_url(url, 7)) == url


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [(30, "30 s left", Tone.OK), (9.2, "10 s left", Tone.ACTION), (0, "Expired", Tone.MUTED)],
)
def test_the_countdown(left: float, words: str, tone: Tone) -> None:
    line = link_line(left, SETTING, key_of)
    assert words in line[0].text
    assert line[0].tone is tone


def test_only_platforms_a_sync_can_use_are_offered() -> None:
    wires: list[dict[str, Any]] = [
        {"key": "gbol", "name": "Xero", "sourceType": "Accounting", "enabled": True, "isBeta": True},
        {"key": "aiwb", "name": "Sandbox", "sourceType": "Commerce", "enabled": True},
        {"key": "tgff", "name": "Sage", "sourceType": "Accounting", "enabled": False},
        {"key": "bank", "name": "Plaid", "sourceType": "Banking", "enabled": True},
    ]
    integrations = [Integration.model_validate(wire) for wire in wires]
    offered = [(choice.name, choice.note) for choice in platform_choices(integrations)]
    assert offered == [("Sandbox", "sandbox"), ("Xero", "beta")]
    assert [choice.key for choice in platform_choices(integrations, PlatformKind.ACCOUNTING)] == ["gbol"]


def overview(*connections: Connection) -> CompanyOverview:
    waiting: Loading[Any] = Loading()
    return CompanyOverview("company", waiting, Loaded(connections, NOW), waiting, waiting, waiting, waiting)


def test_the_path_stands_where_the_server_says() -> None:
    assert [step.done for step in onboarding_steps(None, "Oak", SETTING, key_of)] == [
        True,
        False,
        False,
        False,
    ]
    commerce = connection(id="c2", sourceType="Commerce", platformName="Zettle", status="PendingAuth")
    steps = {
        step.key: step for step in onboarding_steps(overview(commerce, connection()), "Oak", SETTING, key_of)
    }
    assert not steps["commerce"].done
    assert steps["commerce"].state.text == "◌ Zettle, waiting for merchant"
    assert steps["accounting"].done
    assert steps["mapping"].next == ""
    linked = connection(id="c2", sourceType="Commerce", status="Linked")
    after = {
        step.key: step for step in onboarding_steps(overview(linked, connection()), "Oak", SETTING, key_of)
    }
    assert "Sync Flow" in after["mapping"].next
