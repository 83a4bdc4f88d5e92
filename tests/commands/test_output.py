"""What is printed: JSON that its schema holds, tables, tab-separated rows, CSV; in every situation."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from codat_tui.commands.catalog import SUMMARIES
from codat_tui.commands.schema import everything
from codat_tui.demo import DemoOptions
from codat_tui.exits import Exit
from codat_tui.models.diagnosis import CauseKind, State
from tests.commands.harness import Ended, demo, machine, profile_for, run
from tests.demo_server import DemoServer

jsonschema: Any = pytest.importorskip("jsonschema")
SCHEMA = everything()
# One line a command that prints data.
LINES = {
    "check": "check",
    "show": "show Harbour",
    "syncs": "syncs Harbour",
    "lint": "lint Harbour",
    "sync": "sync Harbour --dry-run",
    "watch": "watch Harbour",
    "mapping": "mapping get Harbour",
    "texts": "texts check",
    "accounts": "accounts get ugxp",
    "link": "link Harbour --commerce ugxp --accounting gbol --dry-run",
    "new": "new Nobody --dry-run",
    "connections": "connections Harbour",
    "integrations": "integrations",
    "journal": "journal",
    "requests": "requests",
    "whoami": "whoami",
    "doctor": "doctor",
    "config": "config path",
    "codes": "codes",
    "version": "version",
}
FINE = (Exit.FINE, Exit.PROBLEM_FOUND)


def held(name: str, ended: Ended) -> list[dict[str, Any]]:
    """The items, after the schema of the command was found to hold."""
    jsonschema.Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"}).validate(
        ended.json
    )
    return ended.items


def test_every_command_that_prints_data_is_tried_here() -> None:
    from codat_tui.commands.catalog import load

    # `undo` needs something to undo: test_writing has it.
    assert set(LINES) | {"undo"} == {name for name in SUMMARIES if load(name).rows}
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_lists_the_stable_names() -> None:
    printed = json.loads(run("schema").out)
    assert printed == SCHEMA
    assert printed["$defs"]["State"]["enum"] == [each.value for each in State]
    assert printed["$defs"]["CauseKind"]["enum"] == [each.value for each in CauseKind]
    one = json.loads(run("schema", "check").out)
    assert one["properties"] == printed["$defs"]["check"]["properties"]


@pytest.mark.parametrize(("name", "line"), LINES.items())
@pytest.mark.parametrize("terminal", [False, True])
def test_json_is_one_object_that_the_schema_holds(name: str, line: str, terminal: bool) -> None:
    ended = demo(*shlex.split(line), "--json", terminal=terminal)
    assert ended.status in FINE, ended.err
    items = held(name, ended)
    assert items or name in ("journal", "requests")
    assert ended.json["profile"] == (None if name in ("config", "codes", "version", "doctor") else "demo")
    if not terminal:
        assert "\x1b" not in ended.err


def test_every_form_has_the_same_rows() -> None:
    items = demo("syncs", "Harbour", "--failed", "--json").items
    assert len(items) > 10
    lines = [json.loads(line) for line in demo("syncs", "Harbour", "--failed", "--jsonl").out.splitlines()]
    assert lines == items
    chosen = ("--fields", "sync_id,code,data_pushed")
    expected = [[each["sync_id"], str(each["code"]), "false"] for each in items]
    assert demo("syncs", "Harbour", "--failed", *chosen).table == expected
    head, *rows = csv.reader(io.StringIO(demo("syncs", "Harbour", "--failed", *chosen, "--csv").out))
    assert head == ["sync_id", "code", "data_pushed"]
    assert rows == expected
    few = demo("syncs", "Harbour", "--failed", *chosen, "--json").items
    assert [list(each.values()) for each in few] == [[a, int(b), False] for a, b, _ in expected]


def test_a_table_for_a_terminal_has_a_head_line_and_fits() -> None:
    ended = demo("check", terminal=True)
    head, *lines = ended.out.splitlines()
    assert head.split() == ["COMPANY", "STATE", "DAYS", "LEFT", "WHO", "CAUSES"]
    starts = [line for line in lines if line[head.index("STATE") :][:1].strip()]
    assert len(starts) == 24
    # What does not fit goes on below: nothing is cut.
    assert "Off after 31 days of errors; Sales customer gone" in " ".join(
        line[head.index("CAUSES") :].strip() for line in lines
    )
    assert "…" not in ended.out
    assert all(len(line) <= 80 for line in (head, *lines))
    assert "24 companies, 24 checked" in ended.err


def test_quiet_leaves_the_data_alone() -> None:
    loud, quiet = demo("check", terminal=True), demo("check", "--quiet", terminal=True)
    assert quiet.out == loud.out
    assert quiet.err == ""


def test_the_worst_come_first_and_every_claim_is_whole() -> None:
    items = demo("check", "--json").items
    order = [
        (not each["needs_person"], -(each["failing_days"] or 0)) for each in items if each["needs_person"]
    ]
    assert order == sorted(order)
    assert [each["needs_person"] for each in items] == sorted(
        (each["needs_person"] for each in items), reverse=True
    )
    elm = items[0]
    assert elm["company"]["name"] == "Elm Street Barbers"
    assert [elm[name] for name in ("state", "needs_person", "failing_days", "days_left", "who")] == [
        "off",
        True,
        31,
        0,
        "merchant",
    ]
    assert [each["kind"] for each in elm["causes"]] == ["switched_off_after_errors", "customer_lost"]
    assert elm["headline"] == "Switched off, probably after 31 days of errors; 2 causes"
    assert [each["side"] for each in elm["links"]] == ["commerce", "accounting"]
    assert [elm["last_success"], elm["next_due"]] == ["2026-10-08T00:52:52Z", None]


@pytest.mark.parametrize("name", ["Harbour", "Wattle", "Elm"])
def test_check_tells_the_merchants_days_and_what_it_read(name: str) -> None:
    (row,) = held("check", demo("check", name, "--json"))
    (whole,) = held("show", demo("show", name, "--json"))
    same = (
        "state",
        "since",
        "failing_days",
        "headline",
        "last_success",
        "last_written",
        "next_due",
        "latest",
    )
    assert {each: row[each] for each in same} == {each: whole[each] for each in same}
    # Each statement names the call that a sweep makes, with the time of its answer.
    read = {"get-latest-sync", "list-syncs", "get-configuration", "list-companies", None}
    assert {each["operation"] for each in row["evidence"]} <= read
    assert all(each["at"] for each in row["evidence"] if each["operation"] == "list-companies")
    texts = [each["text"] for each in whole["evidence"]]
    unread = [
        each["text"] for each in row["evidence"] if each["text"].endswith("could not be read, or not yet.")
    ]
    assert unread == (["The history could not be read, or not yet."] if name == "Wattle" else [])
    assert set(texts) >= {each["text"] for each in row["evidence"]} - set(unread)


def test_the_day_of_since_is_the_merchants() -> None:
    (wattle,) = demo("check", "Wattle", "--json").items
    # Due at midnight in Sydney: 19 November, 13:00 in UTC.
    assert [wattle["state"], wattle["since"], wattle["next_due"]] == [
        "overdue",
        "2026-11-20",
        "2026-11-23T13:00:00Z",
    ]


def test_show_tells_what_the_verdict_rests_on(tmp_path: Path) -> None:
    (harbour,) = held("show", demo("show", "Harbour", "--json"))
    (row,) = held("check", demo("check", "Harbour", "--json"))
    assert row["latest"] == harbour["latest"]
    assert row["latest"]["sync_id"] == demo("syncs", "Harbour", "--json").items[0]["sync_id"]
    assert harbour["state"] == "failing"
    assert harbour["since"] == "2026-10-30"
    assert {each["operation"] for each in harbour["evidence"]} >= {"get-latest-sync", "get-configuration"}
    assert {each["certainty"] for each in harbour["evidence"]} == {"now", "then", "inferred"}
    lines = dict(line.split("\t") for line in demo("show", "Harbour").out.splitlines())
    assert lines["verdict"] == harbour["headline"]
    assert lines["to do"] == harbour["remedy"]
    message = demo("show", "Harbour", "--merchant", "fr").out
    assert message.startswith("Vos ventes dans Xero\n\nBonjour,\n")
    unknown = demo("show", "Harbour", "--merchant", "de")
    assert (unknown.status, unknown.err) == (
        Exit.USAGE,
        "codat-tui: argument --merchant: 'de' is no language; known: en, fr\n",
    )
    packed = demo("show", "Harbour", "--evidence", str(tmp_path))
    assert (packed.status, Path(packed.out.strip()).parent) == (Exit.FINE, tmp_path)
    assert "Harbour Lane Coffee" in (Path(packed.out.strip()) / "evidence.md").read_text()
    ticket = demo("show", "Harbour", "--ticket").out
    packed_again = demo("show", "Harbour", "--evidence", str(tmp_path), "--json")
    forms = ("ticket", "message", "evidence_folder")
    assert [harbour[each] for each in forms] == [None, None, None]
    for made, of_it in (
        (demo("show", "Harbour", "--ticket", "--json"), [ticket, None, None]),
        (demo("show", "Harbour", "--merchant", "fr", "--json"), [None, message.removesuffix("\n"), None]),
        (packed_again, [None, None, packed_again.items[0]["evidence_folder"]]),
    ):
        (item,) = held("show", made)
        assert [item[each] for each in forms] == of_it
        assert [item["company"], item["headline"]] == [harbour["company"], harbour["headline"]]
    assert (Path(packed_again.items[0]["evidence_folder"]) / "evidence.md").is_file()
    assert ticket.startswith("Company: Harbour Lane Coffee\nCompany id: ")
    assert f"Verdict: {harbour['headline']}" in ticket


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("--state off,failing", {"off", "failing"}),
        ("--needs-person --who codat", {"failing"}),
        ("--cause account_lost", {"failing"}),
        ("--cause 'no longer in Xero'", {"failing"}),
        ("--platform gbol --state unlinked", set()),
        ("--platform quickbooks --state unlinked", {"unlinked"}),
    ],
)
def test_check_shows_only_what_was_asked_for(line: str, shown: set[str]) -> None:
    ended = demo("check", *shlex.split(line), "--json")
    assert {each["state"] for each in ended.items} == shown
    assert ended.json["total"] == ended.json["checked"] == 24


def test_the_parts_of_a_fleet_are_the_fleet() -> None:
    parts = [demo("check", "--part", f"{number}/2", "--json") for number in (1, 2)]
    ids = [each["company"]["id"] for part in parts for each in part.items]
    assert sorted(ids) == sorted(each["company"]["id"] for each in demo("check", "--json").items)
    assert [part.json["checked"] for part in parts] == [part.json["total"] for part in parts]
    assert all(part.items for part in parts)


def test_groups_count_every_company_with_the_cause() -> None:
    rows = demo("check", "--json").items
    groups = held("check", demo("check", "--group", "cause", "--json"))
    assert sum(each["companies"] for each in groups) == sum(bool(each["causes"]) for each in rows)
    assert groups[0]["companies"] == max(each["companies"] for each in groups)
    xero = next(
        each for each in demo("check", "--group", "platform", "--json").items if each["key"] == "gbol"
    )
    assert xero["companies"] == sum(
        any(link["platform_key"] == "gbol" for link in each["links"]) for each in rows
    )


@pytest.mark.parametrize(
    "faults", ["quirks, 429:0.1", "text=name, latency=300ms", "text=errorMessage, 503@1-3"]
)
def test_over_http_and_with_faults_the_schema_holds(
    faults: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        DemoServer(DemoOptions(companies=12, faults=faults)) as server,
        profile_for(server, tmp_path, monkeypatch),
    ):
        for name in ("check", "show", "syncs", "lint", "connections", "integrations", "whoami", "requests"):
            ended = run(*shlex.split(LINES[name]), "--json")
            assert ended.status in FINE, ended.err
            assert held(name, ended)
            assert ended.json["profile"] == "acme"
            assert ended.json["environment"] == "sandbox"
        printed = run("check", "--max-age", "1d").out
        assert {each for each in printed if not each.isprintable()} == {"\n", "\t"}


def test_what_is_known_is_not_asked_again_and_says_when_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine(tmp_path, monkeypatch) as acme:
        first = acme.run("check", "--json").items
        asked = len(acme.server.app.state.requests)
        again = acme.run("check", "--max-age", "10m", "--json")
        # Nothing at all, and each row is as it was: evidence, causes and the merchant's own days.
        assert len(acme.server.app.state.requests) == asked
        assert again.items == first
        assert all(each["checked_at"] and each["evidence"] for each in first)
        # With words that only the whole command line knows, too.
        named = acme.run("check", first[0]["company"]["name"], "--max-age", "10m", "--json")
        needing = acme.run("check", "--max-age", "10m", "--needs-person", "--json")
        assert len(acme.server.app.state.requests) == asked
        assert named.items == first[:1]
        assert needing.items == [each for each in first if each["needs_person"]]
        acme.run("check", "--max-age", "0s")
        assert len(acme.server.app.state.requests) >= asked + 1 + len(first)
