"""The operations of the group *advanced controls*: companies and their configuration."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codat_tui.demo import json_objects
from codat_tui.demo.company_at import choices_of
from codat_tui.demo.configuration import merged, problem_of_type
from codat_tui.demo.documented import NAME_FORBIDDEN, ApiError
from codat_tui.demo.handler_support import answer, as_json, merchant_of, object_body, world_of
from codat_tui.demo.listing import list_answer
from codat_tui.demo.middleware import has_fault, ignored
from codat_tui.demo.paging import Page

Tags = tuple[tuple[str, str], ...]
MAXIMUM_TAGS, LONGEST_TAG_KEY, LONGEST_TAG_VALUE = 10, 27, 100


async def list_companies(request: Request) -> Response:
    world = world_of(request)
    if request.query_params.get("query") or request.query_params.get("orderBy"):
        everyone = (json_objects.company(world, merchant) for merchant in world.merchants())
        return list_answer(request, everyone, json_objects.COMPANY_SAMPLE)
    page = Page.of(request)
    if has_fault(request, "deleted"):
        world.delete_first()
    indexes = world.indexes()[page.first : page.last]
    rows = [
        world.row(index, lambda merchant: as_json(json_objects.company(world, merchant))) for index in indexes
    ]
    frame = as_json(page.frame(world.size))
    content = b'{"results":[' + b",".join(rows) + b"]," + frame[1:]
    return Response(content, media_type="application/json")


async def create_company(request: Request) -> Response:
    world, body = world_of(request), await object_body(request)
    name = body.get("name")
    if not isinstance(name, str) or not (spelled := NAME_FORBIDDEN.sub("", name).strip()):
        raise ApiError(400, problems=(("name", "A name is required."),))
    description = body.get("description")
    if description is not None and not isinstance(description, str):
        raise ApiError(400, problems=(("description", "The description must be text."),))
    merchant = world.add_company(spelled, description, _tags(body.get("tags")), kept=not ignored(request))
    return answer(json_objects.company(world, merchant))


def _tags(value: Any) -> Tags:
    if value is None:
        return ()
    good = (
        isinstance(value, dict)
        and len(value) <= MAXIMUM_TAGS
        and all(
            isinstance(text, str) and 0 < len(key) <= LONGEST_TAG_KEY and len(text) <= LONGEST_TAG_VALUE
            for key, text in value.items()
        )
    )
    if not good:
        raise ApiError(
            400, problems=(("tags", "At most 10 tags; keys of 1 to 27 characters, values of at most 100."),)
        )
    return tuple(value.items())


async def get_configuration(request: Request) -> Response:
    return answer(json_objects.configuration(world_of(request), merchant_of(request)))


async def set_configuration(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    body = await object_body(request)
    situation = world.situation(merchant)
    usual = choices_of(merchant, situation.records)
    if field := problem_of_type(usual, body):
        raise ApiError(400, problems=((field, f"{field} has a value of the wrong type."),))
    # An empty body is all that Codat's document allows; it changes nothing.
    if body and not ignored(request):
        world.set_choices(merchant, merged(situation.choices, body, usual))
    return answer(json_objects.configuration(world, merchant))


ROUTES = [
    Route("/companies", list_companies),
    Route("/companies", create_company, methods=["POST"]),
    Route("/config/companies/{companyId}/sync/commerce", get_configuration),
    Route("/config/companies/{companyId}/sync/commerce", set_configuration, methods=["POST"]),
]
