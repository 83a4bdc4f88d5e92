"""Which new companies are still on their way: remembered as drafts, so that a path left is found again."""

from __future__ import annotations

from codat_tui.services.drafts import Drafts

KIND, KEY = "onboarding", "paths"


async def unfinished(drafts: Drafts) -> dict[str, str]:
    """Names by id of the companies whose path was begun and not ended, oldest first."""
    draft = await drafts.load(KIND, KEY)
    companies = (draft or {}).get("companies")
    if not isinstance(companies, dict):
        return {}
    return {str(company_id): str(name) for company_id, name in companies.items()}


async def begin(drafts: Drafts, company_id: str, name: str) -> None:
    """Remember the company until its path is ended."""
    await drafts.save(KIND, KEY, {"companies": {**await unfinished(drafts), company_id: name}})


async def end(drafts: Drafts, company_id: str) -> None:
    """Its path is over, or put aside."""
    companies = await unfinished(drafts)
    if companies.pop(company_id, None) is not None:
        await drafts.save(KIND, KEY, {"companies": companies})
