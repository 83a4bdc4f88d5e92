"""Opens screens by name. A screen's module is imported when it is first opened.

Folders of screens do not import each other; they use these routes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from datetime import tzinfo

    from textual.screen import Screen

    from codat_tui.first_start import FirstStart
    from codat_tui.models.batches import BatchMember
    from codat_tui.models.codat import Connection, Integration
    from codat_tui.models.diagnosis import Judgement
    from codat_tui.models.writes import StartRangeSync, StartSync, Write, WritePlan
    from codat_tui.present import Glyphs
    from codat_tui.present.export import Format
    from codat_tui.present.flow_texts import Value
    from codat_tui.rules.syncs.range_choice import RangeContext
    from codat_tui.screens.shell.desk import Desk
    from codat_tui.secret import Secret

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Route(Generic[Parameters, Result]):
    """The arguments of one screen, and the type of its result."""

    def __init__(self, place: str) -> None:
        self.place = place

    def screen_class(self) -> Callable[Parameters, Screen[Result]]:
        """Imports the module if needed."""
        module, _, name = self.place.partition(":")
        return cast(
            "Callable[Parameters, Screen[Result]]",
            getattr(import_module(f"codat_tui.screens.{module}"), name),
        )

    def screen(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Screen[Result]:
        return self.screen_class()(*args, **kwargs)


class ActivityTab(IntEnum):
    JOURNAL = 0
    REQUESTS = 1


# The modes of the number keys. Companies is the first screen and needs no route.
WATCHING: Route[[Desk], None] = Route("watching:WatchingScreen")
INTEGRATIONS: Route[[Desk], None] = Route("integrations.screen:IntegrationsScreen")
FLOW_TEXTS: Route[[Desk], None] = Route("flow_settings.texts:FlowTextsScreen")
VISIBLE_ACCOUNTS: Route[[Desk], None] = Route("flow_settings.visible_accounts:VisibleAccountsScreen")
ACTIVITY: Route[[Desk, ActivityTab], None] = Route("activity.screen:ActivityScreen")

# The tabs of a company; the text is the company's id.
OVERVIEW: Route[[Desk, str], None] = Route("company.overview:OverviewScreen")
CONNECTIONS: Route[[Desk, str], None] = Route("company.connections:ConnectionsScreen")
SYNCS: Route[[Desk, str], None] = Route("company.syncs:SyncsScreen")
MAPPING: Route[[Desk, str], None] = Route("mapping.screen:MappingScreen")
# The same with the cursor on one row: a connection's id or field ("connections.accounting"), a setting's field.
CONNECTIONS_ON: Route[[Desk, str, str], None] = Route(CONNECTIONS.place)
MAPPING_ON: Route[[Desk, str, str], None] = Route(MAPPING.place)

# Opened from a company's screens; two texts are the company's id and name.
WHY: Route[[Desk, str, str], None] = Route("company.why:WhyScreen")
MERCHANT: Route[[Desk, str, str], None] = Route("company.merchant:MerchantScreen")
EVIDENCE: Route[[Desk, str, str], None] = Route("company.evidence:EvidenceScreen")
ONBOARDING: Route[[Desk, str, str], None] = Route("company.onboarding:OnboardingScreen")
FLOW_LINK: Route[[Desk, str, str], None] = Route("company.flow_link:FlowLinkScreen")
CONNECTION_DETAIL: Route[[Desk, Connection, str, tzinfo], None] = Route(
    "company.connection_detail:ConnectionDetailScreen"
)
RANGE_SYNC: Route[[Desk, str, str, RangeContext], StartSync | StartRangeSync] = Route(
    "company.range_sync:RangeSyncScreen"
)
AUTHORIZE: Route[[str, str, Glyphs], Mapping[str, Secret]] = Route("company.authorize:AuthorizeScreen")

GAPS: Route[[Desk, str], None] = Route("gaps:GapsScreen")
HANDOVER: Route[[Desk], None] = Route("fleet.handover:HandoverScreen")
NEW_COMPANY: Route[[Desk], None] = Route("fleet.new_company:NewCompanyScreen")
INTEGRATION_DETAIL: Route[[Desk, Integration], None] = Route("integrations.detail:IntegrationDetailScreen")
TEXT_EDITOR: Route[[str, str, str | None, tuple[str, str], Callable[[str | None], Value], Glyphs], None] = (
    Route("flow_settings.text_editor:TextEditor")
)

# Sheets and menus over any screen.
CHANGE_SHEET: Route[[Desk, Write, str, WritePlan | None, bool, Write | None], bool] = Route(
    "shell.change_sheet:ChangeSheet"
)
BATCH_SHEET: Route[[Desk, Sequence[BatchMember], Sequence[str], Sequence[BatchMember]], bool] = Route(
    "shell.batch_sheet:BatchSheet"
)
NOTE: Route[[Desk, str, str, Judgement | None], None] = Route("shell.note_sheet:NoteScreen")
SWEEP_SHEET: Route[[Desk, str], bool] = Route("shell.sweep_sheet:SweepSheet")
LOOK_SHEET: Route[[Desk, str], bool] = Route("shell.sweep_sheet:LookSheet")
QUIT_SHEET: Route[[Desk], bool] = Route("shell.quit_sheet:QuitSheet")
SET_UP: Route[[FirstStart, Glyphs], str] = Route("shell.set_up:SetUpScreen")
EXPORT_MENU: Route[[str], Format] = Route("shell.export_menu:ExportMenu")
SHOWN_TEXT: Route[[str, str], None] = Route("shell.shown_text:ShownTextScreen")
HELP: Route[[Desk, Screen[Any]], None] = Route("shell.help:HelpScreen")
PALETTE: Route[[Desk], None] = Route("shell.palette:Palette")
COMMAND_LINE: Route[[Screen[Any], list[str]], None] = Route("shell.command_line:CommandLineScreen")
