"""The OpenAPI 3.1 document, made of the routes and their pydantic models."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from etlab_jupyter.__about__ import __version__
from etlab_jupyter.api.common import Listing, ProblemDetails
from etlab_jupyter.handlers.events import PATH as EVENTS_PATH
from etlab_jupyter.handlers.problem import MEDIA_TYPE
from etlab_jupyter.handlers.route import UUID_SCHEMA, Route
from etlab_jupyter.runners.events import AnyRunEvent

Json = dict[str, Any]
Refs = dict[tuple[type[BaseModel], JsonSchemaMode], Json]
_REF = "#/components/schemas/{model}"
_STATUSES = {
    "400": "The request cannot be read.",
    "401": "Nobody is signed in.",
    "403": "Nobody is signed in, or the role does not allow it.",
    "404": "There is no such thing (for this person).",
    "409": "It does not go with what is there.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "A value cannot be used.",
    "503": "The database does not answer; try again after `Retry-After` seconds.",
}
_VERSIONED = {
    "412": "It was changed meanwhile; `version` is the newest one's number.",
    "428": "There was no `If-Match` header.",
}


@cache
def document(routes: tuple[Route, ...]) -> Json:
    """The document for these routes."""
    schemas, refs = _schemas(routes)
    paths: Json = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs)
    paths[EVENTS_PATH] = {"get": _events()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ETLab",
            "version": __version__,
            "description": "Pages, schemas, DAGs, connections and runs. Signed in as on the "
            "Jupyter server, for example with `Authorization: token …`.",
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        },
        "servers": [{"url": "/etlab/api", "description": "Under the Jupyter server's base URL."}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "Authorization"}
            },
        },
    }


def _schemas(routes: Iterable[Route]) -> tuple[Json, Refs]:
    """Component schemas by name, and references to them by model and mode."""
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {
        (ProblemDetails, "serialization"): None
    }
    for route in routes:
        if route.body is not None:
            wanted[route.body, "validation"] = None
        if (model := _model(route.answer)) is not None:
            wanted[model, "serialization"] = None
    events = get_args(get_args(AnyRunEvent)[0])
    wanted.update(((event, "serialization"), None) for event in events)
    refs, found = models_json_schema(list(wanted), ref_template=_REF)
    schemas: Json = found["$defs"]
    for route in routes:
        if route.listing:
            name = refs[route.answer, "serialization"]["$ref"].rsplit("/", 1)[1]
            # With `fields` only some of them are told.
            part = {k: v for k, v in schemas[name].items() if k not in ("required", "title")}
            schemas[f"{route.answer.__name__}Part"] = part
    schemas["RunEvent"] = {
        "description": "What a run tells while it goes on; `event` says which it is.",
        "oneOf": [refs[event, "serialization"] for event in events],
        "discriminator": {
            "propertyName": "event",
            "mapping": {
                event.model_fields["event"].default: refs[event, "serialization"]["$ref"]
                for event in events
            },
        },
    }
    return schemas, cast(Refs, refs)


def _model(answer: Any) -> type[BaseModel] | None:
    """The model of an answer that is one, or a list of them."""
    item = get_args(answer)[0] if get_origin(answer) is list else answer
    return item if isinstance(item, type) and issubclass(item, BaseModel) else None


def _operation(route: Route, refs: Refs) -> Json:
    summary, _, rest = (route.handle.__doc__ or route.name).partition("\n")
    operation: Json = {
        "operationId": route.name,
        "tags": [route.tag],
        "summary": summary.rstrip("."),
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": _responses(route, refs),
    }
    if rest.strip():
        operation["description"] = rest.strip()
    if route.versioned:
        operation["parameters"].append(
            {
                "name": "If-Match", "in": "header", "required": True,
                "description": "The version that the change is based on, or *.",
                "schema": {"type": "string", "pattern": r'^("[1-9][0-9]{0,8}"|\*)$'},
            }
        )  # fmt: skip
    if route.body is not None:
        content = {"application/json": {"schema": refs[route.body, "validation"]}}
        operation["requestBody"] = {"required": True, "content": content}
    if route.raw_body:
        schema = {"type": "string", "contentMediaType": route.raw_body}
        operation["requestBody"] = {
            "required": True,
            "content": {route.raw_body: {"schema": schema}},
        }
    return operation


def _path_parameters(route: Route) -> list[Json]:
    number = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
    return [
        {
            "name": name, "in": "path", "required": True,
            "schema": number if name == "version" else UUID_SCHEMA,
        }
        for name in route.parameters
    ]  # fmt: skip


def _query_parameters(route: Route) -> list[Json]:
    return [
        {
            "name": name, "in": "query", "schema": dict(query.schema),
            "required": query.required, "description": query.description,
        }
        for name, query in route.query.items()
    ]  # fmt: skip


def _responses(route: Route, refs: Refs) -> Json:
    answer: Json = {"description": "Done."}
    if route.raw:
        kind = "object" if route.raw == "application/json" else "string"
        answer["content"] = {route.raw: {"schema": {"type": kind}}}
    elif route.answer is not None:
        answer["content"] = {"application/json": {"schema": _answer(route, refs)}}
    status = str(204 if route.answer is None and not route.raw else route.status)
    problem = refs[ProblemDetails, "serialization"]
    texts = {**_STATUSES, **(_VERSIONED if route.versioned else {})}
    problems = {
        code: {"description": text, "content": {MEDIA_TYPE: {"schema": problem}}}
        for code, text in texts.items()
    }
    return {status: answer, **problems}


def _answer(route: Route, refs: Refs) -> Json:
    if route.listing:
        schema = TypeAdapter(Listing[dict[str, Any]]).json_schema()
        part = {"$ref": _REF.format(model=f"{route.answer.__name__}Part")}
        schema["properties"]["items"] = {"type": "array", "items": part}
        return schema
    model = _model(route.answer)
    if model is not None:
        item = refs[model, "serialization"]
        return item if route.answer is model else {"type": "array", "items": item}
    return TypeAdapter(route.answer).json_schema()


def _events() -> Json:
    return {
        "operationId": "run_events",
        "tags": ["runs"],
        "summary": "A run's events, over a WebSocket",
        "description": "Each text is one event as JSON, from number `from` on, until the run is "
        "over. Who was cut off connects again with the number behind the last one that came.",
        "parameters": [
            {"name": "run_id", "in": "path", "required": True, "schema": UUID_SCHEMA},
            {
                "name": "from", "in": "query", "schema": {"type": "integer", "minimum": 1},
                "description": "The first event's number, 1 without it.",
            },
        ],
        "responses": {
            "101": {"description": "The WebSocket is open."},
            "400": {"description": "This is no WebSocket request."},
        },
    }  # fmt: skip
