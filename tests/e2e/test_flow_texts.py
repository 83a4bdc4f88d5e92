"""Edit a French text in a real terminal, see it verified, undo it from the journal; one key changes at the server."""

from __future__ import annotations

import re

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine, Server
from tests.e2e.steps import confirm, filter_texts, quit_by_key
from tests.e2e.terminal import Terminal

OLD, NEW = "État de la facture", "État de la facture bis"
UNAVAILABLE = "PATCH /sync/commerce/config/ui/text:503=1s@1-20"


def texts_of(server: Server, locale: str) -> dict[str, str]:
    """Every text that the server has in a locale."""
    texts = server.get("/sync/commerce/config/ui/text", locale=locale)
    return {key: value["text"] for key, value in texts.items()}


def edit_in_french(machine: Machine, server: Server) -> Terminal:
    """Type a longer French text, up to the sheet that asks whether to send it."""
    machine.write_config(f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\n')
    machine.env["CODAT_API_KEY"] = server.api_key
    terminal = machine.start("--write")
    terminal.wait_for("60 companies")
    terminal.send("4")
    terminal.wait_for("Every stage")
    filter_texts(terminal, "invoice status", OLD)
    terminal.send("tab")
    terminal.wait_for("›Français")
    terminal.send("enter")
    terminal.wait_for("enter keep")
    terminal.type(NEW.removeprefix(OLD))
    terminal.wait_for(NEW)
    terminal.send("enter")
    terminal.wait_for("1 changed, not sent")
    terminal.send("ctrl+s")
    return terminal


def test_a_french_text_is_changed_verified_and_undone(machine: Machine, start: StartServer) -> None:
    server = start()
    english, french = texts_of(server, "en-us"), texts_of(server, "fr-fr")
    (key,) = (key for key, text in french.items() if text == OLD)
    terminal = edit_in_french(machine, server)
    confirm(terminal, "Change texts, fr-fr")
    terminal.wait_for("verified")
    terminal.wait_gone("not sent")
    assert texts_of(server, "fr-fr") == {**french, key: NEW}
    assert texts_of(server, "en-us") == english
    terminal.send("5")
    terminal.wait_for(re.compile(r"▌\s+.*text.*✔ Done", re.IGNORECASE))
    terminal.send("z")
    terminal.wait_for(re.compile(rf"{NEW}\W+→ {OLD}"))
    confirm(terminal, "Undo: Change texts, fr-fr")
    terminal.wait_for(re.compile(r"✔ Done(.|\n)*✔ Done"))
    quit_by_key(terminal)
    assert texts_of(server, "fr-fr") == french


def test_a_text_that_was_not_saved_is_kept_for_the_next_start(machine: Machine, start: StartServer) -> None:
    server = start("--faults", UNAVAILABLE)
    french = texts_of(server, "fr-fr")
    terminal = edit_in_french(machine, server)
    confirm(terminal, "Change texts, fr-fr")
    terminal.wait_for("503", 45.0)
    terminal.wait_for("1 changed, not sent")
    quit_by_key(terminal)
    assert texts_of(server, "fr-fr") == french
    second = machine.start("--write")
    second.wait_for("60 companies")
    second.send("4")
    second.wait_for("1 unsaved change is back")
    second.wait_for("1 changed, not sent")
    quit_by_key(second)
