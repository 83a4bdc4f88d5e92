"""The JSON objects of Codat's document.

Invariant: no added field, no required field missing.
"""

from __future__ import annotations

from datetime import datetime

from codat_tui.demo.causes import CAUSES
from codat_tui.demo.configuration import render
from codat_tui.demo.documented import Json, Platform, stamp
from codat_tui.demo.merchants import Link, Merchant
from codat_tui.demo.sync import Sync
from codat_tui.demo.world import World

# Every property a query on connections may name.
CONNECTION_SAMPLE: Json = dict.fromkeys(
    (
        "id",
        "integrationId",
        "integrationKey",
        "sourceId",
        "sourceType",
        "platformName",
        "linkUrl",
        "status",
        "created",
        "lastSync",
    )
) | {"connectionInfo": {}, "dataConnectionErrors": [dict.fromkeys(("statusCode", "statusText", "status"))]}

# Every property a query on companies may name.
COMPANY_SAMPLE: Json = dict.fromkeys(
    ("id", "name", "description", "redirect", "created", "createdByUserName", "lastSync", "products")
) | {"tags": {}, "dataConnections": [CONNECTION_SAMPLE]}


def connection(world: World, merchant: Merchant, link: Link, status: str) -> Json:
    platform = link.platform
    body: Json = {
        "id": link.id,
        "integrationId": platform.integration_id,
        "integrationKey": platform.key,
        "sourceId": platform.source_id,
        "sourceType": platform.kind,
        "platformName": platform.name,
        "linkUrl": f"https://link-api.codat.io/companies/{merchant.id}/connections/{link.id}/start",
        "status": status,
        "created": stamp(link.created),
        "dataConnectionErrors": _platform_errors(world, merchant, link),
    }
    if status != "PendingAuth":
        body["lastSync"] = stamp(world.last_read(merchant, link, status))
    return body


def _platform_errors(world: World, merchant: Merchant, link: Link) -> list[Json]:
    rows: list[Json] = []
    for episode in merchant.episodes:
        error = CAUSES[episode.cause].error
        if error is None or error.kind != link.platform.kind or episode.begins > world.now():
            continue
        row: Json = {
            "statusCode": error.status_code,
            "statusText": error.status_text,
            "errorMessage": error.message,
            "erroredOnUtc": stamp(episode.begins),
            "status": "Active",
        }
        if episode.ends is not None and episode.ends <= world.now():
            row |= {"status": "Resolved", "resolvedOnUtc": stamp(episode.ends)}
        rows.append(row)
    return rows


def connections(world: World, merchant: Merchant) -> list[Json]:
    statuses = world.statuses(merchant)
    return [connection(world, merchant, link, statuses[link.id]) for link in world.links(merchant)]


def company(world: World, merchant: Merchant) -> Json:
    links = connections(world, merchant)
    body: Json = {
        "id": merchant.id,
        "name": merchant.name,
        "description": merchant.description,
        "redirect": f"https://link.codat.io/company/{merchant.id}",
        "created": stamp(merchant.created),
        "createdByUserName": merchant.made_by,
        "products": ["sync-for-commerce"],
        "tags": dict(merchant.tags),
        "dataConnections": links,
        "referenceSubsidiaryCompanies": [],
    }
    read = [link["lastSync"] for link in links if "lastSync" in link]
    if read:
        body["lastSync"] = max(read)
    return body


def company_sync_status(sync: Sync, now: datetime) -> Json:
    """Return the object of latest, lastSuccessful, by id and list."""
    view = sync.seen_at(now)
    return {
        "companyId": sync.company_id,
        "syncId": sync.sync_id,
        "syncStatusCode": view.code,
        "syncStatus": view.word,
        "errorMessage": view.message,
        "syncExceptionMessage": view.message,
        "syncUtc": stamp(sync.at),
        "dataPushed": view.pushed,
    }


def sync_status(world: World, merchant: Merchant, sync: Sync) -> Json:
    """Return the object of get-sync-status, the only one with both ids."""
    return {
        **company_sync_status(sync, world.now()),
        "commerceSyncId": sync.commerce_sync_id,
        "dataConnections": connections(world, merchant),
    }


def sync_summary(world: World, merchant: Merchant, sync: Sync) -> Json:
    """Return the answer to a requested sync: it has the commerce sync id and no sync id."""
    body = sync_status(world, merchant, sync)
    del body["syncId"]
    return {**body, "syncDateRangeUtc": {"start": stamp(sync.start), "finish": stamp(sync.finish)}}


def configuration(world: World, merchant: Merchant) -> Json:
    situation = world.situation(merchant)
    return render(
        situation.choices,
        situation.records,
        company_id=merchant.id,
        name=f"{merchant.name} {situation.records.organisation}".strip(),
        country=merchant.place.country,
    )


_FEATURES = {
    "Commerce": ("commerce-orders", "commerce-payments", "commerce-transactions", "commerce-taxComponents"),
    "Accounting": ("chartOfAccounts", "customers", "suppliers", "taxRates", "journalEntries", "invoices"),
}
_WRITTEN = ("journalEntries", "invoices")


def integration(platform: Platform) -> Json:
    return {
        "key": platform.key,
        "logoUrl": _image(platform, "square"),
        "name": platform.name,
        "enabled": platform.enabled,
        "sourceId": platform.source_id,
        "sourceType": platform.kind,
        "integrationId": platform.integration_id,
        "isOfflineConnector": False,
        "isBeta": platform.beta,
        "dataProvidedBy": platform.name,
        "datatypeFeatures": [
            {
                "datatype": name,
                "supportedFeatures": [
                    {"featureType": feature, "featureState": "Beta" if platform.beta else "Release"}
                    for feature in (("Get", "Post") if name in _WRITTEN else ("Get",))
                ],
            }
            for name in _FEATURES[platform.kind]
        ],
    }


def branding(platform: Platform) -> Json:
    def image(shape: str, alt: str) -> Json:
        return {"image": {"src": _image(platform, shape), "alt": f"{platform.name} {alt}"}}

    return {
        "logo": {"full": image("full", "full logo"), "square": image("square", "square logo")},
        "button": {"default": image("button", "button"), "hover": image("hover", "button, pointed at")},
        "sourceId": platform.source_id,
    }


def _image(platform: Platform, shape: str) -> str:
    return f"https://static.codat.io/public/demo/{shape}/{platform.key}.png"
