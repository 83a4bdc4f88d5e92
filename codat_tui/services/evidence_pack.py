"""Collects what is known of a company for Codat's support, and writes it to a new folder.

Invariant: it only reads from Codat; the folder is its owner's alone, is never an existing one, and is whole or not
there.
"""

from __future__ import annotations

import asyncio
import os
import platform
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from codat_tui import __version__
from codat_tui.masking import mask_all
from codat_tui.models.errors import CodatError
from codat_tui.models.evidence_pack import EvidencePack, PackFacts, PackStep
from codat_tui.models.local import Failed, known
from codat_tui.services.activity import ActivityService
from codat_tui.services.context import ServiceContext
from codat_tui.services.reading import CompanyReader
from codat_tui.services.written_records import WrittenRecordsReader

# Of each kind of this machine's records about one company.
MOST_RECORDS = 2_000
MOST_FOLDERS = 100
_LIBRARIES = ("httpx", "pydantic", "textual")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


class EvidenceService:
    """Collects the evidence about one company at a time."""

    def __init__(
        self,
        context: ServiceContext,
        companies: CompanyReader,
        written_records: WrittenRecordsReader,
        activity: ActivityService,
    ) -> None:
        self._context = context
        self._companies = companies
        self._written_records = written_records
        self._activity = activity

    async def collect(
        self, company_id: str, company_name: str, progress: Callable[[PackStep], None] = lambda step: None
    ) -> PackFacts:
        """Read what is not known yet; *progress* is told each step as it begins.

        Raises CodatError only without a connection: what could not be read is in the facts.
        """
        profile = (await self._context.backend()).profile
        progress(PackStep.COMPANY)
        state = await self._companies.preview(company_id)
        progress(PackStep.WRITTEN)
        written = await self._written_records.read(company_id)
        progress(PackStep.RECORDS)
        facts = PackFacts(
            at=self._context.clock.now(),
            profile=profile,
            company_id=company_id,
            company_name=company_name,
            overview=known(state),
            written=written,
            versions=_versions(),
            problem=state.error if isinstance(state, Failed) else None,
        )
        return await self._with_records(facts)

    async def _with_records(self, facts: PackFacts) -> PackFacts:
        try:
            requests = await self._activity.ledger_of(facts.company_id, MOST_RECORDS)
            changes = await self._activity.journal_of(facts.company_id, MOST_RECORDS)
        except CodatError as error:
            return replace(facts, records_problem=error)
        return replace(facts, requests=requests, changes=changes)


def folder_name(company_name: str, now: datetime) -> str:
    """Return the name of a folder for a company's evidence: letters, digits and hyphens."""
    name = _NOT_IN_A_NAME.sub("-", company_name.casefold()).strip("-")[:40].strip("-") or "company"
    return f"codat-evidence-{name}-{now:%Y%m%d-%H%M%S}"


async def write_pack(
    folder: Path, pack: EvidencePack, progress: Callable[[PackStep], None] = lambda step: None
) -> Path:
    """Write the files of *pack*, masked, to *folder* or, when that exists, to one with a number; return its path.

    Raises CodatError; then, and when it is cancelled, nothing is left behind.
    """
    progress(PackStep.FILES)
    stop = threading.Event()
    work = asyncio.ensure_future(asyncio.to_thread(_write_all, folder, pack.files, stop))
    try:
        made = await asyncio.shield(work)
    except asyncio.CancelledError:
        # A thread cannot be cancelled: it stops between two files and removes what it wrote.
        stop.set()
        await asyncio.wait([work])
        if not work.exception() and (left := work.result()) is not None:
            await asyncio.to_thread(_remove, left, pack.files)
        raise
    except OSError as error:
        raise CodatError(
            title="The evidence could not be written",
            next_step=f"{error.strerror or error}: {folder}. Name a folder that you may write to.",
        ) from None
    assert made is not None
    return made


def _write_all(folder: Path, files: Mapping[str, str], stop: threading.Event) -> Path | None:
    made = _make(folder)
    try:
        for name, text in files.items():
            if stop.is_set():
                _remove(made, files)
                return None
            _write(made / name, text)
    except OSError:
        _remove(made, files)
        raise
    return made


def _make(folder: Path) -> Path:
    for number in range(1, MOST_FOLDERS):
        path = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"there are too many folders of this name: {folder.name}")


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(mask_all(text))


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):
            (folder / name).unlink()
    with suppress(OSError):
        folder.rmdir()


def _versions() -> Mapping[str, str]:
    found = {"codat-tui": __version__, "Python": platform.python_version(), "system": platform.platform()}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found
