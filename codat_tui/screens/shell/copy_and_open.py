"""Copies texts to the clipboard and opens addresses in the browser."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from codat_tui.screens.shell import routes
from codat_tui.screens.shell.desk import Desk
from codat_tui.services.desktop import Copied, CopyMethod
from codat_tui.widgets.jobs import run_job

if TYPE_CHECKING:
    from textual.dom import DOMNode


def copy_text(screen: Screen[Any], desk: Desk, text: str, what: str, *, secret: bool = False) -> None:
    """Copy *text* and show how; *what* names it. A *secret* is never written to a file."""
    run_job(screen, partial(_copy, screen, desk, text, what, secret), group="copy", exclusive=True)


def open_address(screen: Screen[Any], desk: Desk, url: str) -> None:
    """Open *url* in a browser; without one, show the address."""
    run_job(screen, partial(_open, screen, desk, url), group="browser")


async def hand_over(node: DOMNode, desk: Desk, text: str, secret: bool = False) -> Copied:
    """Put *text* on the available clipboard."""
    # Textual pastes inside the program from its own clipboard.
    node.app._clipboard = text
    return await desk.desktop.copy(text, partial(App.copy_to_clipboard, node.app), secret=secret)


async def _copy(screen: Screen[Any], desk: Desk, text: str, what: str, secret: bool) -> None:
    # Asked for a second time: the first copy probably did not arrive, so show the text.
    if desk.desktop.unconfirmed_copy == text:
        desk.desktop.unconfirmed_copy = None
        _show(screen, text, what)
        return
    copied = await hand_over(screen, desk, text, secret)
    if copied.method is CopyMethod.NONE:
        _show(screen, text, what)
    else:
        screen.app.notify(words(copied, what), timeout=5)


async def _open(screen: Screen[Any], desk: Desk, url: str) -> None:
    if screen.app.is_web:
        screen.app.open_url(url)
    elif not await desk.desktop.open(url):
        _show(screen, url, "the address: no browser can be opened here")


def _show(screen: Screen[Any], text: str, what: str) -> None:
    screen.app.push_screen(routes.SHOWN_TEXT.screen(text, what))


def words(copied: Copied, what: str) -> str:
    """How *what* was copied."""
    match copied.method:
        case CopyMethod.CLIPBOARD:
            return f"Copied {what}."
        case CopyMethod.TMUX:
            return (
                f"Copied {what} to tmux's buffer: its prefix, then ] pastes it. Copy again to see the text."
            )
        case CopyMethod.TERMINAL:
            return (
                f"Sent {what} to the terminal's clipboard. Copy again to see the text, if it does not arrive."
            )
        case _:
            return f"No clipboard here: wrote {what} to {copied.path}. Copy again to see the text."
