"""What one reading of the list of companies saw, and whether that is all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.models.codat import CompanySummary, Page


class Listing:
    """The ids in *seen*, the rows that could not be read, and how many Codat counts."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.unreadable = 0
        self.total: int | None = None
        self.changed_while_read = False

    def add(self, page: Page[CompanySummary]) -> None:
        self.seen.update(company.id for company in page.results)
        self.unreadable += page.unreadable
        self.total = page.total_results
        self.changed_while_read = self.changed_while_read or page.changed_while_read

    @property
    def missing(self) -> int:
        """Return how many of the companies Codat counts were in no row."""
        return 0 if self.total is None else max(0, self.total - len(self.seen) - self.unreadable)

    @property
    def complete(self) -> bool:
        """Return whether a company that was not seen no longer exists."""
        return not (self.changed_while_read or self.unreadable or self.missing)

    @property
    def remark(self) -> str:
        """Return what must be said of a list with gaps; "" where the count of unreadable rows says it."""
        if self.missing > 0:
            return f"{self.missing} of {self.total} companies were not in the list. Refresh to read it again."
        if self.changed_while_read:
            return "The list of companies changed while it was read: some may be missing. Refresh to read it again."
        return ""
