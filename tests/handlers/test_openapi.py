"""The OpenAPI document says what the server does."""

from __future__ import annotations

import re

import schemathesis
from jsonschema import Draft202012Validator

from etlab_jupyter.handlers.routes import ROUTES


async def document(api):
    answer = await api("GET", "openapi.json")
    assert answer.status == 200
    return answer.json


async def test_the_document_is_valid(api):
    found = await document(api)
    schemathesis.openapi.from_dict(found).validate()
    for name, schema in found["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert "title" not in schema or schema["title"], name


async def test_the_document_has_every_route_of_the_server_and_no_other(api, jp_serverapp):
    (app,) = jp_serverapp.extension_manager.extension_apps["etlab_jupyter"]
    found = await document(api)
    served = set()
    for pattern, *_ in app.handlers:
        match = re.fullmatch(r"(?:.*?)/etlab/api(/.*?)(?:/\?)?", pattern)
        if match is None or "(?:/" in pattern:
            continue
        path = re.sub(r"\(\?P<(\w+)>\[\^/\]\+\)", r"{\1}", match[1])
        served.add(path)
    assert served == set(found["paths"])
    paths = found["paths"].items()
    documented = {(path, method.upper()) for path, item in paths for method in item}
    routed = {(route.path, route.method) for route in ROUTES}
    assert documented - routed == {("/runs/{run_id}/events", "GET")}
    assert routed <= documented


async def test_operations_are_named_once_and_say_what_they_do(api):
    found = await document(api)
    operations = [op for item in found["paths"].values() for op in item.values()]
    names = [op["operationId"] for op in operations]
    assert len(names) == len(set(names))
    assert all(op["summary"] and op["tags"] for op in operations)
    for operation in operations:
        for parameter in operation["parameters"]:
            assert parameter["in"] == "path" or parameter.get("description"), parameter


async def test_every_operation_documents_its_errors(api):
    found = await document(api)
    for path, item in found["paths"].items():
        for method, operation in item.items():
            if path.endswith("/events"):
                continue
            answers = operation["responses"]
            assert {"400", "401", "403", "404", "503"} <= set(answers), (method, path)
            for status, answer in answers.items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"]
