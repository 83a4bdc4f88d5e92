"""Commands that change something: shown first, never without a yes, in the journal, read back, undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from codat_tui.exits import Exit
from tests.commands.harness import Machine, machine
from tests.commands.test_output import held


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    with machine(tmp_path, monkeypatch) as found:
        yield found


def test_without_a_yes_and_without_a_terminal_nothing_is_sent(acme: Machine) -> None:
    for line in (
        ["sync", "Harbour"],
        ["sync", "Harbour", "Fish"],
        ["new", "Nobody Ltd"],
        ["link", "Harbour", "--commerce", "ugxp", "--accounting", "gbol"],
        ["accounts", "put", "ugxp", "--only-required"],
    ):
        ended = acme.run(*line)
        assert ended.status == Exit.REFUSED, line
        assert ended.out == ""
        assert "Nothing was sent: nobody confirmed it. --yes confirms it." in ended.err
    assert acme.run("journal", "--json").items == []
    assert acme.syncs == 0
    assert acme.effects.flow_urls == 0


def test_a_dry_run_shows_the_sheet_and_the_masked_request(acme: Machine) -> None:
    ended = acme.run("sync", "Harbour", "--dry-run")
    assert ended.status == Exit.FINE
    assert ended.out.splitlines()[:2] == [
        "Sync now",
        f"  company  Harbour Lane Coffee   {acme.run('show', 'Harbour', '--fields', 'company.id').out.strip()}",
    ]
    assert "! The account chosen for Refunds is no longer in Xero." in ended.out
    assert "As it is, it will fail." in ended.out
    assert "-H 'Authorization: Basic ***'" in ended.out
    assert acme.server.api_key not in ended.out
    (row,) = held("sync", acme.run("sync", "Harbour", "--gap", "--dry-run", "--json"))
    assert row["outcome"] == "not_sent"
    assert row["request"].endswith(
        '-d \'{"dateRange": {"start": "2026-10-29T00:00:00Z", "finish": "2026-11-23T00:00:00Z"}}\''
    )
    several = acme.run("sync", "Harbour", "Fish", "--dry-run").out
    assert several.count("POST /companies/") == 2
    assert acme.syncs == 0


def test_a_sync_is_waited_for_and_its_end_decides_the_status(acme: Machine) -> None:
    good = acme.run("sync", "Union Square", "--yes", "--wait", "--json")
    (row,) = held("sync", good)
    assert good.status == Exit.FINE
    assert (row["outcome"], row["sync"]["state"], row["sync"]["code"]) == ("started", "written", 2000)
    bad = acme.run("sync", "Harbour", "--yes", "--wait", "--fields", "company,outcome,sync.code")
    assert bad.status == Exit.PROBLEM_FOUND
    assert bad.table == [["Harbour Lane Coffee", "started", "4000"]]
    # Without a terminal there is nothing to mail but the row.
    assert bad.err == ""
    journal = held("journal", acme.run("journal", "--json"))
    assert [(each["company"], each["state"]) for each in journal] == [
        ("Harbour Lane Coffee", "done"),
        ("Union Square Records LLC", "done"),
    ]
    assert journal[1]["intent_id"] == row["intent_id"]
    posts = [each for each in held("requests", acme.run("requests", "--json")) if each["method"] == "POST"]
    assert [each["intent_id"] for each in posts] == [each["intent_id"] for each in journal]


def test_the_end_is_waited_for_no_longer_than_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with machine(tmp_path, monkeypatch, sync_seconds=3_600.0) as acme:
        ended = acme.run("sync", "Harbour", "--yes", "--wait", "--timeout", "30s")
        assert ended.status == Exit.TIMED_OUT
        assert "After 30 s the end is not known (1 of 1 running). It goes on at Codat." in ended.err
        again = acme.run("sync", "Harbour", "--yes")
        assert again.status == Exit.REFUSED
        assert "Nothing was sent. A sync of this company is running." in again.err
        watched = acme.run("watch", "Harbour", "--timeout", "20s", "--jsonl")
        assert watched.status == Exit.TIMED_OUT
        assert [json.loads(line)["code"] for line in watched.out.splitlines()] == [1000]
        assert acme.syncs == 1


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("--from 2026-13-01 --to now", Exit.USAGE, "argument --from: '2026-13-01': there is no such date"),
        ("--from 2026-11-02", Exit.USAGE, "a range has --from and --to"),
        ("--gap --up-to now", Exit.USAGE, "choose one of --from with --to, --up-to and --gap"),
        ("--from 2026-11-03 --to 2026-11-01 --yes", Exit.REFUSED, "The range ends before it begins."),
        ("Fish --gap --up-to now", Exit.USAGE, "choose one of --from with --to, --up-to and --gap"),
        ("Fish --from 2026-13-01 --to now --yes", Exit.USAGE, "argument --from: '2026-13-01'"),
        ("Fish --from 2026-11-03 --to 2026-11-01 --yes --csv", Exit.REFUSED, ""),
        ("--resume", Exit.USAGE, "--resume goes on with what was started"),
    ],
)
def test_dates_that_cannot_be_synced_are_refused(acme: Machine, line: str, status: Exit, said: str) -> None:
    ended = acme.run("sync", "Harbour", *line.split())
    assert ended.status == status
    assert said in ended.err
    assert acme.syncs == 0


def test_several_syncs_stop_when_two_fail_alike_and_go_on_when_asked(acme: Machine) -> None:
    acme.server.app.state.world.effects.syncs.clear()
    names = ["Elm", "Harbour", "Fish", "Union", "Bistro", "Nyhavn", "Wattle"]
    ended = acme.run("sync", *names, "--yes", "--json")
    assert ended.status == Exit.PROBLEM_FOUND
    rows = held("sync", ended)
    assert len(rows) == len(names)
    started = [row for row in rows if row["state"] == "ended"]
    assert acme.syncs == len(started)
    if len(started) < len(names):
        assert "Paused, because" in ended.err
        assert "codat-tui sync --resume goes on with the rest." in ended.err
        resumed = acme.run("sync", "--resume", "--yes", "--fields", "company,state")
        assert len(resumed.table) == len(names)
        assert acme.syncs > len(started)


LONDON, SYDNEY, STOCKHOLM = "Harbour Lane Coffee", "Wattle Street Florist", "Nordic Bikes AB"


@pytest.mark.parametrize(
    ("line", "ranges", "sent"),
    [
        (
            "--from 2026-11-02 --to 2026-11-03",
            {
                LONDON: ("2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z"),
                SYDNEY: ("2026-11-01T13:00:00Z", "2026-11-02T13:00:00Z"),
                STOCKHOLM: ("2026-11-01T23:00:00Z", "2026-11-02T23:00:00Z"),
            },
            [LONDON],
        ),
        (
            "--up-to 2026-11-22",
            {
                LONDON: (None, "2026-11-22T00:00:00Z"),
                SYDNEY: (None, "2026-11-21T13:00:00Z"),
                STOCKHOLM: (None, "2026-11-21T23:00:00Z"),
            },
            [LONDON, SYDNEY],
        ),
        (
            "--gap",
            {
                LONDON: ("2026-10-29T00:00:00Z", "2026-11-23T00:00:00Z"),
                SYDNEY: ("2026-11-18T13:00:00Z", "2026-11-22T13:00:00Z"),
            },
            [LONDON, SYDNEY],
        ),
    ],
)
def test_each_of_several_companies_has_its_own_range(
    acme: Machine, line: str, ranges: dict[str, tuple[str | None, str]], sent: list[str]
) -> None:
    words = ["sync", "Harbour", "Wattle", "Nordic", *line.split()]
    shown = acme.run(*words, "--dry-run", "--json")
    assert shown.status == Exit.FINE
    assert {
        each["company"]: (each["range_start"], each["range_finish"]) for each in held("sync", shown)
    } == ranges
    no_gap = f"No time of {STOCKHOLM} is known to be in no sync.\n"
    assert shown.err == ("" if STOCKHOLM in ranges else no_gap)
    requests = [each for each in acme.run(*words, "--dry-run").out.splitlines() if each.startswith("POST")]
    for request, (start, finish) in zip(requests, ranges.values(), strict=True):
        assert f'"{finish}"' in request
        assert (f'"start": "{start}"' in request) == (start is not None)
    assert acme.syncs == 0
    rows = held("sync", acme.run(*words, "--yes", "--json"))
    assert [each["company"] for each in rows if each["state"] == "ended"] == sent
    # What is in a successful sync is skipped.
    assert {each["state"] for each in rows if each["company"] not in sent} <= {"skipped"}
    journal = {each["company"]: json.loads(each["after"]) for each in acme.run("journal", "--json").items}
    assert sorted(journal) == sorted(sent)
    for company, after in journal.items():
        start, finish = ranges[company]
        expected = {"syncTo": finish} if start is None else {"start": start, "finish": finish}
        assert {name: at.replace("+00:00", "Z") for name, at in after.items()} == expected
    assert acme.syncs == len(sent)


@pytest.mark.parametrize(
    ("faults", "status", "said"),
    [
        (
            "",
            Exit.NOT_FOUND,
            "No time of Nordic Bikes AB and Blackwater Brewing Ltd is known to be in no sync.",
        ),
        ("*/sync/commerce:500", Exit.NETWORK, "could not be read: Codat did not answer"),
    ],
)
def test_without_a_known_gap_nothing_is_sent(
    faults: str, status: Exit, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine(tmp_path, monkeypatch, faults=faults) as acme:
        ended = acme.run("sync", "Nordic", "Blackwater", "--gap", "--yes")
        assert (ended.status, ended.out) == (status, "")
        assert said in ended.err
        assert ended.err.endswith("Nothing was sent.\n")
        assert acme.syncs == 0


def test_a_mapping_goes_out_as_a_file_comes_back_and_is_undone(acme: Machine) -> None:
    file = acme.folder / "mapping.json"
    assert acme.run("mapping", "get", "Harbour", "--file", str(file)).status == Exit.FINE
    assert acme.run("mapping", "get", "Harbour", "--file", str(file)).status == Exit.USAGE
    assert json.loads(acme.run("mapping", "get", "Harbour").out) == json.loads(file.read_text())
    same = acme.run("mapping", "put", "Harbour", "--file", str(file), "--yes")
    assert (same.status, "Nothing would change" in same.err) == (Exit.REFUSED, True)
    wanted = json.loads(file.read_text())
    accounts = wanted["configuration"]["sales"]["accounts"]
    options = accounts["refund"]["accountOptions"]
    before, after = accounts["refund"]["selectedAccountId"], options[1]["id"]
    accounts["refund"]["selectedAccountId"] = after
    file.write_text(json.dumps(wanted))
    (difference,) = held("mapping", acme.run("mapping", "diff", "Harbour", "--file", str(file), "--json"))
    assert "Refunds" in difference["label"]
    assert acme.run("mapping", "put", "Harbour", "--file", str(file)).status == Exit.REFUSED
    (row,) = held("mapping", acme.run("mapping", "put", "Harbour", "--file", str(file), "--yes", "--json"))
    assert (row["outcome"], row["text"]) == ("done", "1 change read back as wanted.")
    assert row["differences"] == [difference]
    (got,) = held("mapping", acme.run("mapping", "get", "Harbour", "--json"))
    assert got["configuration"]["configuration"]["sales"]["accounts"]["refund"]["selectedAccountId"] == after
    undone = held("undo", acme.run("undo", row["intent_id"], "--yes", "--json"))
    assert undone[0]["outcome"] == "done"
    now = json.loads(acme.run("mapping", "get", "Harbour").out)
    assert now["configuration"]["sales"]["accounts"]["refund"]["selectedAccountId"] == before
    assert acme.run("undo", "no-such-intent", "--yes").status == Exit.REFUSED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON: line 1, column 1"),
        ("[1]", "holds no JSON object"),
        ('{"a":\n}', "is not JSON: line 2, column 1"),
        ("\xff", "is not UTF-8: byte 1"),
        ('{"a":' * 100_000, "is n"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused_before_anything_is_asked(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mapping.json"
    file.write_bytes(text.encode("latin-1"))
    with machine(tmp_path, monkeypatch) as acme:
        ended = acme.run("mapping", "diff", "Harbour", "--file", str(file))
        assert ended.status == Exit.USAGE
        assert said in ended.err
        assert len(acme.server.app.state.requests) == 0


def test_texts_go_out_are_compared_checked_and_come_back(acme: Machine) -> None:
    file = acme.folder / "fr.toml"
    assert acme.run("texts", "export", "--locale", "fr-fr", "--file", str(file)).status == Exit.FINE
    assert acme.run("texts", "export", "--locale", "fr-fr").out == file.read_text()
    assert acme.run("texts", "diff", "--file", str(file)).out == ""
    key = "configure-content-sales-title"
    lines = file.read_text().splitlines()
    changed = [f'{key} = "Vos ventes {{x}}"' if line.startswith(f"{key} =") else line for line in lines]
    assert changed != lines
    file.write_text("\n".join(changed))
    (row,) = held("texts", acme.run("texts", "diff", "--file", str(file), "--json"))
    assert (row["key"], row["wanted"]) == (key, "Vos ventes {x}")
    checked = acme.run("texts", "check", "--file", str(file), "--json")
    assert checked.status == Exit.PROBLEM_FOUND
    assert any(
        "{x} is not in" in " ".join(each["problems"]) for each in held("texts", checked) if each["key"] == key
    )
    assert acme.run("texts", "import", "--file", str(file), "--locale", "en-us").status == Exit.USAGE
    (row,) = held("texts", acme.run("texts", "import", "--file", str(file), "--yes", "--json"))
    assert row["outcome"] == "done"
    assert acme.run("texts", "diff", "--file", str(file)).out == ""


def test_accounts_are_shown_hidden_and_put_back(acme: Machine) -> None:
    before = held("accounts", acme.run("accounts", "get", "ugxp", "--json"))
    (row,) = held("accounts", acme.run("accounts", "put", "ugxp", "--only-required", "--yes", "--json"))
    assert row["outcome"] == "done"
    shown = held("accounts", acme.run("accounts", "get", "ugxp", "--json"))
    assert {each["key"] for each in shown if each["shown"]} == {
        each["key"] for each in shown if each["required"]
    }
    assert acme.run("undo", row["intent_id"], "--yes").status == Exit.FINE
    assert held("accounts", acme.run("accounts", "get", "ugxp", "--json")) == before
    assert acme.run("accounts", "put", "ugxp").status == Exit.USAGE
    assert acme.run("accounts", "get", "ugxp", "--all").status == Exit.USAGE


def test_a_company_is_made_and_its_link_printed_once_and_kept_nowhere(acme: Machine) -> None:
    made = acme.run(
        "new", "Nobody & Sons Ltd", "--tag", "region=north", "--yes", "--fields", "company_id,outcome"
    )
    company_id, outcome = made.table[0]
    assert outcome == "done"
    found = acme.run("check", company_id, "--json").items[0]["company"]
    assert found == {"id": company_id, "name": "Nobody & Sons Ltd", "tags": {"region": "north"}}
    keys = ("--commerce", "ugxp", "--accounting", "gbol", "--yes")
    link = acme.run("link", company_id, *keys)
    assert link.status == Exit.FINE
    assert link.out.startswith("https://")
    assert "otp=" in link.out
    (row,) = held("link", acme.run("link", company_id, *keys, "--json"))
    passwords = [text.strip().partition("otp=")[2] for text in (link.out, row["link"])]
    assert all(passwords)
    told = acme.run("journal", "--json").out + acme.run("requests", "--json").out
    assert not any(each in told for each in passwords)


def test_a_lost_answer_is_settled_by_reading_and_sent_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine(tmp_path, monkeypatch, faults="POST */latest:lost-answer") as acme:
        ended = acme.run("sync", "Union Square", "--yes", "--wait", "--json")
        assert ended.status == Exit.FINE, ended.err
        assert held("sync", ended)[0]["sync"]["state"] == "written"
        assert acme.syncs == 1


def test_what_nobody_can_tell_is_called_unknown_and_looked_up_by_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = "POST */latest:drop, GET */commerce/status:503@3-60"
    with machine(tmp_path, monkeypatch, faults=faults) as acme:
        ended = acme.run("sync", "Union Square", "--yes", "--json")
        (row,) = held("sync", ended)
        assert (ended.status, row["outcome"]) == (Exit.NETWORK, "unknown")
        assert f"codat-tui journal --open looks it up again ({row['intent_id']})." in ended.err
        assert [each["state"] for each in acme.run("journal", "--open", "--json").items] == ["unknown"]


def test_read_only_refuses_before_anything_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with machine(tmp_path, monkeypatch, read_only=True) as acme:
        company_id = acme.run("check", "Harbour", "--fields", "company.id").out.strip()
        asked = len(acme.server.app.state.requests)
        refused = acme.run("sync", company_id, "--yes")
        assert refused.status == Exit.REFUSED
        assert "Read-only: nothing was sent." in refused.err
        assert len(acme.server.app.state.requests) - asked == 1
        assert acme.run("sync", company_id, "Fish", "--yes").status == Exit.REFUSED
        for names in ([company_id], [company_id, "Fish"]):
            shown = acme.run("sync", *names, "--dry-run")
            assert (shown.status, company_id in shown.out) == (Exit.FINE, True)
        assert acme.syncs == 0
        assert acme.run("sync", company_id, "--yes", "--write").status == Exit.FINE
        assert acme.syncs == 1
