"""The actions on a company's connections. Every write goes through its sheet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.changes import Change
from codat_tui.models.local import known
from codat_tui.models.writes import AuthorizeConnection, CreateConnection, Differs, UnlinkConnection, Verified
from codat_tui.present.connections import platform_of
from codat_tui.rules.fleet.links import LinkState, PlatformKind, read_link
from codat_tui.screens.company.pick_platform import pick_platform
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.company_tab import LEAVING, CompanyScreen
from codat_tui.screens.shell.copy_and_open import open_address
from codat_tui.screens.shell.mending import MEND, MEND_ID
from codat_tui.screens.shell.write_sheets import ask_for_write, writing_is_off
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codat_tui.models.codat import Connection
    from codat_tui.models.linking import LinkFollow
    from codat_tui.secret import Secret

OPERATIONS = frozenset(
    ("create-connection", "update-connection", "update-connection-authorization", "get-sync-flow-url")
)
RELISTED = frozenset(("create-connection", "update-connection", "update-connection-authorization"))
"""After these, the link in the list of companies is old."""
_ELSEWHERE = frozenset(("company.watch", "company.copy_id", "company.portal", MEND_ID))
"""Here the first three act on the connection instead of the company, and the last stands before the others."""


class ConnectionActions(CompanyScreen):
    """A company's screen with a Banner and a selected connection or none.

    Subclasses add their keys between `ACTION_BINDINGS` and `LEAVING`.
    """

    ACTION_BINDINGS: ClassVar[list[BindingType]] = [
        MEND,
        Binding("plus", "new", "new", id="connections.new"),
        Binding("a", "authorize", "authorise", id="connections.authorize"),
        Binding("c", "copy_link", "copy link", id="connections.copy_link"),
        Binding("o", "open_link", "open link", show=False, id="connections.open_link"),
        Binding("w", "follow_link", "until linked", id="connections.follow"),
        Binding("L", "flow_link", "flow link", id="connections.flow_link"),
        Binding("f8", "unlink", "unlink", id="connections.unlink"),
        Binding("i", "copy_connection_id", "copy the connection's id", show=False, id="connections.copy_id"),
        Binding("u", "check_again", "check again", show=False, id="connections.check_again"),
        *(
            binding
            for binding in CompanyScreen.COMPANY_BINDINGS
            if isinstance(binding, Binding) and binding.id not in _ELSEWHERE and binding not in LEAVING
        ),
    ]

    def is_my_write(self, change: Change) -> bool:
        return change.company_id == self.company_id and change.operation in OPERATIONS

    @property
    def connection(self) -> Connection | None:
        """The selected connection."""
        raise NotImplementedError

    @property
    def connections(self) -> tuple[Connection, ...] | None:
        """None while unknown."""
        return known(self.overview.connections) if self.overview else None

    def follow_of(self, connection: Connection) -> LinkFollow | None:
        """The watch on this connection's link."""
        return self.services.linking.of(connection.id)

    def on_mount(self) -> None:
        self.follow(self.services.linking.subscribe(self._show_follow))
        run_job(
            self, partial(self.services.companies.preview, self.company_id), group="overview", exclusive=True
        )

    def _show_follow(self, follow: LinkFollow) -> None:
        if follow.company_id != self.company_id:
            return
        shown = {each.id: each.status for each in self.connections or ()}
        if follow.linked or (follow.status and follow.status != shown.get(follow.connection_id)):
            self.action_refresh()
        if follow.linked:
            self.services.fleet.relist()
        self.zone_changed()

    def write_heard(self, change: Change) -> None:
        if not isinstance(change.outcome, Differs | Verified):
            return
        if change.outcome.result is not None:
            self.connection_changed(change.outcome.result.connection_id)
        self.action_refresh()
        if change.operation in RELISTED and isinstance(change.outcome, Verified):
            self.services.fleet.relist()

    def connection_changed(self, connection_id: str) -> None:
        """Called when a write to this connection was read back."""

    # Acting

    def action_new(self) -> None:
        self.create_connection(None)

    def create_connection(self, kind: PlatformKind | None) -> None:
        """Choose a platform of *kind* (None: any), then open the sheet."""
        if writing_is_off(self):
            return

        def picked(key: str, name: str) -> None:
            ask_for_write(self, CreateConnection(self.company_id, key, name), f"New connection to {name}")

        pick_platform(self, kind, f"New connection for {self.full_name}", picked)

    def action_authorize(self) -> None:
        connection = self._chosen()
        if connection is None or writing_is_off(self):
            return
        name = platform_of(connection)

        def entered(credentials: Mapping[str, Secret] | None) -> None:
            if credentials:
                write = AuthorizeConnection(self.company_id, connection.id, credentials, name)
                ask_for_write(self, write, f"Authorise {name}")

        self.app.push_screen(routes.AUTHORIZE.screen(name, self.full_name, self.desk.glyphs), entered)

    def action_copy_link(self) -> None:
        connection = self._chosen()
        if connection is not None and connection.link_url:
            self.copy(connection.link_url, f"the link for {platform_of(connection)}")
        elif connection is not None:
            self.notify("Codat gave no link for it.", severity="warning")

    def action_open_link(self) -> None:
        connection = self._chosen()
        if connection is not None and connection.link_url.startswith(("https://", "http://")):
            open_address(self, self.desk, connection.link_url)
        elif connection is not None:
            self.notify("Codat gave no link that a browser opens.", severity="warning")

    def action_follow_link(self) -> None:
        connection = self._chosen()
        if connection is None:
            return
        name, follow = platform_of(connection), self.follow_of(connection)
        if follow is not None and follow.running:
            self.services.linking.stop(connection.id)
            self.notify(f"{name} is not followed any more.", title=self.full_name)
        elif read_link(connection.status) is LinkState.LINKED:
            self.notify(f"{name} is Linked already.", title=self.full_name)
        else:
            self.services.linking.begin(self.company_id, self.company_name, connection.id, name)
            self.notify(f"Following {name} until it is Linked.", title=self.full_name)

    def action_unlink(self) -> None:
        connection = self._chosen()
        if connection is not None:
            name = platform_of(connection)
            ask_for_write(self, UnlinkConnection(self.company_id, connection.id, name), f"Unlink {name}")

    def action_flow_link(self) -> None:
        self.app.push_screen(routes.FLOW_LINK.screen(self.desk, self.company_id, self.company_name))

    def action_copy_connection_id(self) -> None:
        connection = self._chosen()
        if connection is not None:
            self.copy(connection.id, "the connection's id")

    def open_detail(self, connection: Connection) -> None:
        detail = routes.CONNECTION_DETAIL.screen(self.desk, connection, self.full_name, self.zone)
        self.app.push_screen(detail)

    def _chosen(self) -> Connection | None:
        connection = self.connection
        if connection is None:
            self.notify(
                with_keys(self, "There is no connection here. {connections.new} creates one."),
                title=self.full_name,
            )
        return connection
