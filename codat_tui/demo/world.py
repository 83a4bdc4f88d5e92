"""The state of the demo.

Invariant: companies are computed on request; `effects` counts what really happened, also when the client was
told otherwise.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from codat_tui.demo.causes import CAUSES
from codat_tui.demo.company_at import ClientWrites, CompanyAt, link_statuses, situation_at
from codat_tui.demo.deterministic import index_of
from codat_tui.demo.documented import ApiError, Json
from codat_tui.demo.history import History, next_run, replay, schedules
from codat_tui.demo.merchants import Link, Merchant, active_companies, company_id, merchant_at, new_merchant
from codat_tui.demo.options import DemoOptions
from codat_tui.demo.sync import NOT_YET_KNOWN, Sync, Trigger
from codat_tui.demo.texts import FlowSettings


@dataclass(frozen=True, slots=True)
class _Replayed:
    """A history that holds from `at` until `until`."""

    merchant: Merchant
    at: datetime
    until: datetime
    history: History


KEPT_HISTORIES, KEPT_ROWS = 2048, 20_000
# What happens without a write depends on seed, start and moment alone, so the worlds of a process share it.
_UNTOUCHED: OrderedDict[tuple[datetime, str], _Replayed] = OrderedDict()


@dataclass(slots=True)
class Effects:
    """What writes really did, by company id."""

    syncs: Counter[str] = field(default_factory=Counter)
    companies: list[str] = field(default_factory=list)
    connections: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    authorizations: Counter[str] = field(default_factory=Counter)
    configurations: Counter[str] = field(default_factory=Counter)
    flow_urls: int = 0
    texts: int = 0
    visible_accounts: int = 0


class World:
    """All companies of one seed, from the moment `start` on."""

    def __init__(self, options: DemoOptions, now: Callable[[], datetime]) -> None:
        self.options = options
        self.now = now
        self.start = now()
        self.effects = Effects()
        self.flow = FlowSettings()
        self._created: list[Merchant] = []
        self._deleted: set[int] = set()
        self._changes: dict[str, ClientWrites] = {}
        self._rows: OrderedDict[int, tuple[int, bytes]] = OrderedDict()
        self._histories: OrderedDict[str, tuple[int, datetime, History]] = OrderedDict()

    @property
    def _indexes_used(self) -> int:
        return self.options.companies + len(self._created)

    @property
    def size(self) -> int:
        return self._indexes_used - len(self._deleted)

    def indexes(self) -> Sequence[int]:
        everyone = range(self._indexes_used)
        return [index for index in everyone if index not in self._deleted] if self._deleted else everyone

    def merchants(self) -> Iterator[Merchant]:
        return map(self._merchant, self.indexes())

    def delete_first(self) -> None:
        """Delete the company listed first, as another client may do between two pages."""
        self._deleted.update(self.indexes()[:1])

    def merchant(self, identifier: str) -> Merchant:
        """Raises ApiError 404."""
        index = index_of(identifier.lower(), "company", self.options.seed)
        merchant = None
        if index is not None and index < self._indexes_used and index not in self._deleted:
            merchant = self._merchant(index)
        if merchant is None or merchant.deleted:
            raise ApiError(404, f"No company was found with ID {identifier}", "ClientsApi")
        return merchant

    def zone_of(self, identifier: str) -> str | None:
        """Return the IANA time zone of the company, None when there is no such company."""
        index = index_of(identifier, "company", self.options.seed)
        if index is None or index >= self._indexes_used:
            return None
        merchant = self._merchant(index)
        return schedules(merchant, self.changes(merchant))[0].zone.key

    def active_companies(self) -> int:
        return active_companies(self.options.seed, self.options.companies, self.start)

    def _merchant(self, index: int) -> Merchant:
        if index >= self.options.companies:
            return self._created[index - self.options.companies]
        return merchant_at(self.options.seed, index, self.start)

    def knows(self, identifier: str) -> bool:
        """Return whether a company has this id or exactly this name."""
        index = index_of(identifier.lower(), "company", self.options.seed)
        if index is not None and index < self._indexes_used and index not in self._deleted:
            return True
        return any(merchant.name == identifier for merchant in self.merchants())

    def add_company(
        self,
        name: str,
        description: str | None,
        tags: tuple[tuple[str, str], ...],
        platforms: tuple[str, ...] = (),
        *,
        kept: bool = True,
    ) -> Merchant:
        """Create a company and count it; `kept` false only returns what it would be."""
        merchant = new_merchant(
            self.options.seed,
            self._indexes_used,
            self.now(),
            name=name,
            description=description,
            tags=tags,
            platforms=platforms,
        )
        if kept:
            self._created.append(merchant)
            self.effects.companies.append(merchant.id)
        return merchant

    def links(self, merchant: Merchant) -> tuple[Link, ...]:
        changes = self.changes(merchant)
        return merchant.links + (tuple(changes.links) if changes else ())

    def statuses(self, merchant: Merchant) -> dict[str, str]:
        """Return the current status by connection id."""
        return link_statuses(merchant, self.changes(merchant), self.now())

    def add_link(self, merchant: Merchant, link: Link) -> None:
        self.change(merchant).links.append(link)
        self.effects.connections[merchant.id] += 1

    def changes(self, merchant: Merchant) -> ClientWrites | None:
        return self._changes.get(merchant.id)

    def change(self, merchant: Merchant) -> ClientWrites:
        """Return the changes to add a write to, and count the write."""
        changes = self._changes.setdefault(merchant.id, ClientWrites())
        changes.version += 1
        return changes

    def situation(self, merchant: Merchant) -> CompanyAt:
        situation = situation_at(merchant, self.changes(merchant), self.now())
        if self.history(merchant).off_since is not None:
            # Codat shows a nightly sync that it switched off as disabled.
            situation.choices = {**situation.choices, "enable": False}
        return situation

    def history(self, merchant: Merchant) -> History:
        now, changes = self.now(), self.changes(merchant)
        if changes is None:
            return self._untouched_history(merchant, now)
        known = self._histories.get(merchant.id)
        # Nothing changes before the next scheduled run, except by a write.
        if known and known[0] == changes.version and now < known[1]:
            self._histories.move_to_end(merchant.id)
            return known[2]
        history = replay(merchant, changes, self.start, now)
        self._histories[merchant.id] = (changes.version, next_run(merchant, changes, now), history)
        if len(self._histories) > KEPT_HISTORIES:
            self._histories.popitem(last=False)
        return history

    def _untouched_history(self, merchant: Merchant, now: datetime) -> History:
        key = (self.start, merchant.id)
        known = _UNTOUCHED.get(key)
        if known and known.at <= now < known.until and known.merchant == merchant:
            _UNTOUCHED.move_to_end(key)
            return known.history
        history = replay(merchant, None, self.start, now)
        _UNTOUCHED[key] = _Replayed(merchant, history.changed_at, next_run(merchant, None, now), history)
        if len(_UNTOUCHED) > KEPT_HISTORIES:
            _UNTOUCHED.popitem(last=False)
        return history

    def request_sync(
        self, merchant: Merchant, start: datetime | None, finish: datetime, *, kept: bool = True
    ) -> Sync:
        """Start and count a sync up to `finish`.

        Without `start` it begins where the last successful one ended. `kept` false only returns what it would
        be. Raises ApiError 400 for an empty window.
        """
        now, history = self.now(), self.history(merchant).copy()
        history.settle(now)
        begins = start or history.received_until or merchant.created
        if begins >= finish:
            raise ApiError(400, problems=(("syncTo", "The end of the range must be after its start."),))
        known = self.changes(merchant)
        label = f"requested {len(known.triggers) if known else 0}"
        trigger = Trigger(now, begins, finish, self.options.sync_seconds * merchant.slowness, label)
        if kept:
            self.change(merchant).triggers.append(trigger)
            self.effects.syncs[merchant.id] += 1
        return Sync(merchant.id, label, now, begins, finish, trigger.seconds, NOT_YET_KNOWN)

    def row(self, index: int, write: Callable[[Merchant], bytes]) -> bytes:
        """Return the company as `write` serializes it, again only after a change."""
        known = self._rows.get(index)
        version = 0
        if self._changes:
            changes = self._changes.get(company_id(self.options.seed, index))
            version = changes.version if changes else 0
        if known and known[0] == version:
            return known[1]
        written = write(self._merchant(index))
        self._rows[index] = (version, written)
        if len(self._rows) > KEPT_ROWS:
            self._rows.popitem(last=False)
        return written

    def set_choices(self, merchant: Merchant, choices: Json) -> None:
        self.change(merchant).choices.append((self.now(), choices))
        self.effects.configurations[merchant.id] += 1

    def set_status(self, merchant: Merchant, connection_id: str, status: str) -> None:
        self.change(merchant).statuses.append((self.now(), connection_id, status))

    def last_read(self, merchant: Merchant, link: Link, status: str) -> datetime:
        """Return when data was last read over a connection: recently, or just before it was lost."""
        kind, now = link.platform.kind, self.now()
        stale = [
            e.begins
            for e in merchant.episodes
            if e.cause == "commerce-data-old" and kind == "Commerce" and e.lasts_at(now)
        ]
        if stale:
            return max(stale)
        if status == "Linked":
            # A sync that somebody asks for reads first.
            asked = self.changes(merchant)
            triggers = asked.triggers if asked else ()
            return max(
                (each.at for each in triggers),
                default=self.start - timedelta(minutes=5 + merchant.index % 170),
            )
        lost = [
            e.begins for e in merchant.episodes if e.lasts_at(now) and kind in dict(CAUSES[e.cause].links)
        ]
        changes = self.changes(merchant)
        lost += [at for at, link_id, _ in changes.statuses if link_id == link.id] if changes else []
        return max([link.created, *lost])
