"""The accounts that merchants of a commerce platform see."""

from __future__ import annotations

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import UsageError
from codat_tui.commands.shell.parser import Parser, one_of
from codat_tui.commands.shell.session import Session
from codat_tui.commands.shell.writing import COLUMNS, TABBED, add_write_options, carry_out
from codat_tui.exits import Exit
from codat_tui.models.errors import RefusedError
from codat_tui.models.local import Failed, known
from codat_tui.models.writes import SaveVisibleAccounts
from codat_tui.present.data.changes import ChangeData
from codat_tui.present.data.settings import AccountData
from codat_tui.rules.flow_settings.visible_accounts import (
    REQUIRED_KEYS,
    AccountsEdit,
    account_name,
    group_of,
)

GET, PUT = "get", "put"


def _keys(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in text.split(","))))


def _arguments(parser: Parser) -> None:
    parser.add_argument("what", type=one_of(GET, PUT), metavar="WHAT", help=f"{GET} or {PUT}")
    parser.add_argument("platform", metavar="PLATFORM", help="the platform's key, such as ugxp")
    parser.add_argument("--all", action="store_true", help=f"{PUT}: all are shown, Codat's default")
    parser.add_argument("--only-required", action="store_true", help=f"{PUT}: only the required ones")
    parser.add_argument("--show", type=_keys, metavar="A,B", help=f"{PUT}: the required ones and these keys")
    add_write_options(parser)


async def _run(session: Session) -> Exit:
    options = session.options
    chosen = [options.all, options.only_required, bool(options.show)]
    if sum(chosen) != (options.what == PUT):
        raise UsageError(f"{PUT} needs one of --all, --only-required and --show; {GET} takes none")
    state = await session.services.documents.visible_accounts(options.platform).read()
    if isinstance(state, Failed):
        # Without the client's id they can be written, but not read.
        if options.what == GET or not isinstance(state.error, RefusedError):
            raise state.error
        now = None
    else:
        read = known(state)
        now = read.visible_accounts if read is not None else None
    if options.what == PUT:
        wanted = None if options.all else () if options.only_required else tuple(options.show)
        return await carry_out(session, SaveVisibleAccounts(options.platform, shown=now, wanted=wanted))
    edit = AccountsEdit.of(now)
    session.output.show(("group", "name", "shown", "required", "key"), ("key", "name", "shown", "required"))
    session.output.rows(
        [
            AccountData(
                options.platform,
                edit.meaning,
                key,
                account_name(key),
                group_of(key),
                edit.shows(key),
                key in REQUIRED_KEYS,
            )
            for key in edit.all_keys()
        ]
    )
    return Exit.FINE


COMMAND = Command(
    name="accounts",
    examples=(
        Example("codat-tui accounts get ugxp", "what merchants of Zettle see"),
        Example("codat-tui accounts put ugxp --show fees-accounts-loan,payments-accounts-cash", "asks first"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(ChangeData, AccountData),
    columns=COLUMNS,
    tabbed=TABBED,
)
