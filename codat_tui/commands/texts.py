"""The Sync Flow's texts of one locale: to a file, compared with a file, from a file, checked."""

from __future__ import annotations

from pathlib import Path

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import UsageError
from codat_tui.commands.shell.files import write_text
from codat_tui.commands.shell.parser import Parser, one_of
from codat_tui.commands.shell.session import Session
from codat_tui.commands.shell.writing import COLUMNS, TABBED, add_write_options, carry_out
from codat_tui.exits import Exit
from codat_tui.models.local import Failed, known
from codat_tui.present.data.changes import ChangeData
from codat_tui.present.data.settings import TextData
from codat_tui.rules.flow_settings.text_edits import TextsEdit, text_problems
from codat_tui.rules.flow_settings.texts import LOCALES, coupled_keys
from codat_tui.services.edits.sessions import texts_edit
from codat_tui.services.flow_files import as_toml, load_texts

EXPORT, DIFF, IMPORT, CHECK = "export", "diff", "import", "check"
_WORDS = (EXPORT, DIFF, IMPORT, CHECK)


def _arguments(parser: Parser) -> None:
    parser.add_argument("what", type=one_of(*_WORDS), metavar="WHAT", help=", ".join(_WORDS))
    parser.add_argument("--locale", type=one_of(*LOCALES), metavar="L", help=" or ".join(LOCALES))
    parser.add_argument("--file", metavar="F", help=f"the TOML file; {EXPORT} makes a new one")
    add_write_options(parser)


async def _run(session: Session) -> Exit:
    options, output = session.options, session.output
    if options.what in (DIFF, IMPORT) and not options.file:
        raise UsageError(f"texts {options.what} needs --file")
    if options.what == EXPORT and not options.locale:
        raise UsageError(f"texts {EXPORT} needs --locale: {' or '.join(LOCALES)}")
    read = {locale: await _read(session, locale) for locale in LOCALES}
    keys = {key for texts in read.values() for key in texts.on_server}
    if options.what == EXPORT:
        texts = read[options.locale]
        missing = sorted(keys - texts.on_server.keys())
        toml = as_toml(options.locale, texts.on_server, missing, session.clock.now())
        if options.file:
            write_text(options.file, toml)
            output.say(f"{options.locale} as Codat has it is in {options.file}.")
        else:
            output.text(toml)
        return Exit.FINE
    if options.what == CHECK and not options.file:
        return _checked(session, [each for each in LOCALES if options.locale in (None, each)], read)
    file = await load_texts(Path(options.file), keys)
    if options.locale not in (None, file.locale):
        raise UsageError(f"{options.file} is of {file.locale}, not of {options.locale}")
    edited = read[file.locale]
    for key, text in file.texts.items():
        edited = edited.edit(key, text)
    after = {**read, file.locale: edited}
    if options.what == CHECK:
        return _checked(session, [file.locale], after)
    if options.what == DIFF:
        rows = [_row(key, edited, after) for key in edited.edits]
        output.show(("key", "text", "wanted"), ("locale", "key", "text", "wanted"))
        output.rows(rows, f"The file is as Codat's texts of {file.locale} are.")
        return Exit.FINE
    return await carry_out(session, edited.write())


async def _read(session: Session, locale: str) -> TextsEdit:
    state = await session.services.documents.texts(locale).read()
    if isinstance(state, Failed):
        raise state.error
    return texts_edit(locale, known(state) or {})


def _checked(session: Session, locales: list[str], read: dict[str, TextsEdit]) -> Exit:
    keys = dict.fromkeys(key for texts in read.values() for key in texts.on_server)
    rows = [_row(key, read[locale], read) for locale in locales for key in keys]
    found = [row for row in rows if row.problems]
    session.output.show(("locale", "key", "problems"))
    session.output.rows(found, "Nothing to check was found.")
    return Exit.PROBLEM_FOUND if found else Exit.FINE


def _row(key: str, texts: TextsEdit, read: dict[str, TextsEdit]) -> TextData:
    other = next((each for locale, each in read.items() if locale != texts.locale), None)
    problems = text_problems(key, texts, other, coupled_keys(texts.on_server))
    return TextData(texts.locale, key, texts.on_server.get(key), texts.wanted(key), problems)


COMMAND = Command(
    name="texts",
    examples=(
        Example("codat-tui texts export --locale fr-fr --file fr.toml", "for translators"),
        Example("codat-tui texts import --file fr.toml", "shows the difference, then asks"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(ChangeData, TextData),
    columns=COLUMNS,
    tabbed=TABBED,
    description=f"{CHECK} ends with status {Exit.PROBLEM_FOUND.value} when something is to be looked at.",
)
