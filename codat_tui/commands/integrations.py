"""The platforms that Codat integrates with."""

from __future__ import annotations

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser, one_of
from codat_tui.commands.shell.session import Session
from codat_tui.exits import Exit
from codat_tui.models.local import Failed, known
from codat_tui.present.data.connections import INTEGRATION_FIELDS, IntegrationData, integration_data


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--side", type=one_of("commerce", "accounting"), metavar="SIDE", help="only commerce, or accounting"
    )
    parser.add_argument("--enabled", action="store_true", help="only those enabled for this client")


async def _run(session: Session) -> Exit:
    state = await session.services.documents.integrations().read()
    if isinstance(state, Failed):
        raise state.error
    side, enabled = session.options.side, session.options.enabled
    rows = [integration_data(each) for each in known(state) or ()]
    session.output.rows(
        [row for row in rows if side in (None, row.side) and (row.enabled or not enabled)],
        "No platform fits.",
    )
    return Exit.FINE


COMMAND = Command(
    name="integrations",
    examples=(
        Example("codat-tui integrations --side accounting", "the accounting software"),
        Example("codat-tui integrations --enabled --fields key,name", "keys for `codat-tui link`"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(IntegrationData,),
    columns=("name", "side", "key", "enabled", "beta", "data_types"),
    tabbed=INTEGRATION_FIELDS,
)
