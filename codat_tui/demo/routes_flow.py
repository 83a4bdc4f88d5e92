"""The operations of the groups *sync flow settings* and *integrations*."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codat_tui.demo import json_objects
from codat_tui.demo.documented import LOCALES, PLATFORMS, ApiError, Platform
from codat_tui.demo.handler_support import answer, json_body, object_body, world_of
from codat_tui.demo.listing import list_answer
from codat_tui.demo.middleware import ignored
from codat_tui.demo.texts import ACCOUNT_KEYS


def _locale(request: Request) -> str:
    locale = request.query_params.get("locale", "")
    if locale not in LOCALES:
        raise ApiError(400, problems=(("locale", "The locale must be en-us or fr-fr."),))
    return locale


async def get_texts(request: Request) -> Response:
    return answer(world_of(request).flow.texts(_locale(request)))


async def update_texts(request: Request) -> Response:
    world, locale = world_of(request), _locale(request)
    changes = {key: _localization(key, value) for key, value in (await object_body(request)).items()}
    unknown = [key for key in changes if not world.flow.has_text(key)]
    if unknown:
        raise ApiError(400, problems=tuple((key, f"There is no text {key}.") for key in unknown))
    if changes and not ignored(request):
        # An empty text shows nothing; null restores the default.
        world.flow.change_texts(locale, changes)
        world.effects.texts += 1
    return answer(world.flow.texts(locale))


def _localization(key: str, value: Any) -> dict[str, Any]:
    good = isinstance(value, dict) and isinstance(value.get("text"), str | None)
    if not good or not isinstance(value.get("required", False), bool):
        raise ApiError(400, problems=((key, "An object with a text is required."),))
    return {name: value[name] for name in ("text", "required") if name in value}


def _platform(request: Request) -> Platform:
    key = request.path_params["platformKey"]
    if key not in PLATFORMS:
        raise ApiError(404, f"No integration was found with key {key}")
    return PLATFORMS[key]


async def get_visible_accounts(request: Request) -> Response:
    world = world_of(request)
    if request.path_params["clientId"].lower() != world.options.client_id.lower():
        raise ApiError(404, f"No client was found with ID {request.path_params['clientId']}")
    return answer(world.flow.visible_accounts(_platform(request).key))


async def update_visible_accounts(request: Request) -> Response:
    world, platform = world_of(request), _platform(request)
    body = await json_body(request)
    chosen = body.get("visibleAccounts") if isinstance(body, dict) else None
    if body is not None and not isinstance(body, dict):
        raise ApiError(400, problems=(("body", "The body must be an object."),))
    if chosen is not None and not (isinstance(chosen, list) and all(key in ACCOUNT_KEYS for key in chosen)):
        raise ApiError(
            400, problems=(("visibleAccounts", "Only account keys of the sync flow are allowed."),)
        )
    if not ignored(request):
        # None restores the default (all are shown); an empty list leaves the required accounts.
        world.flow.show_accounts(platform.key, chosen)
        world.effects.visible_accounts += 1
    return answer(world.flow.visible_accounts(platform.key))


async def list_integrations(request: Request) -> Response:
    rows = [json_objects.integration(platform) for platform in PLATFORMS.values()]
    return list_answer(request, rows, rows[0])


async def get_branding(request: Request) -> Response:
    return answer(json_objects.branding(_platform(request)))


ROUTES = [
    Route("/sync/commerce/config/ui/text", get_texts),
    Route("/sync/commerce/config/ui/text", update_texts, methods=["PATCH"]),
    Route("/clients/{clientId}/config/ui/accounts/platform/{platformKey}", get_visible_accounts),
    Route(
        "/sync/commerce/config/ui/accounts/platform/{platformKey}", update_visible_accounts, methods=["POST"]
    ),
    Route("/config/integrations", list_integrations),
    Route("/config/integrations/{platformKey}/branding", get_branding),
]
