"""New companies with an unfinished guided path, kept as a draft."""

from __future__ import annotations

from codat_tui.services.drafts import Drafts

KIND, KEY = "onboarding", "paths"


async def unfinished(drafts: Drafts) -> dict[str, str]:
    """Return the names by id, oldest first."""
    draft = await drafts.load(KIND, KEY)
    companies = (draft or {}).get("companies")
    if not isinstance(companies, dict):
        return {}
    return {str(company_id): str(name) for company_id, name in companies.items()}


async def begin(drafts: Drafts, company_id: str, name: str) -> None:
    """Keep the company until `end` is called for it."""
    await drafts.save(KIND, KEY, {"companies": {**await unfinished(drafts), company_id: name}})


async def end(drafts: Drafts, company_id: str) -> None:
    """Remove the company: its path is complete, or the user removed it."""
    companies = await unfinished(drafts)
    if companies.pop(company_id, None) is not None:
        await drafts.save(KIND, KEY, {"companies": companies})
