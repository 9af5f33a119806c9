"""What the clients can do: each operation once, as a generator of calls that gets their answers.

So that the synchronous and the asynchronous client differ only in how a call is made.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from etlab_jupyter.builder import Page
from etlab_jupyter.page.document import FORMAT, Document
from etlab_jupyter.problems import ETLabError, did_you_mean
from etlab_jupyter.runners.events import RunEvent

Json = dict[str, Any]
LIMIT = 500
SEARCH = 255


class ClientError(ETLabError):
    """The server refused; `status`, `code` and `problem` (RFC 9457) tell programs why."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or "It was refused."))
        self.problem = dict(problem)
        self.status = int(problem.get("status", 0))
        self.code = str(problem.get("code", "error"))


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    version: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that go with it."""
        return {} if self.version is None else {"If-Match": f'"{self.version}"'}


@dataclass(slots=True)
class StoredPage:
    """A page of the store: `page` may be changed and saved again."""

    id: str
    workspace_id: str
    version: int
    page: Page

    @property
    def name(self) -> str:
        return self.page.name


T = TypeVar("T")
Steps = Generator[Call, Any, T]


def every(path: str, **params: Any) -> Steps[list[Json]]:
    """All items of a list."""
    items: list[Json] = []
    offset: int | None = 0
    while offset is not None:
        found = yield Call("GET", path, {**params, "limit": LIMIT, "offset": offset})
        items += found["items"]
        offset = found["next_offset"]
    return items


def page(name: str, workspace: str | None = None) -> Steps[StoredPage]:
    """A page by its name or id."""
    return _stored((yield from _named("page", "pages", name, workspace)))


def schema(name: str, workspace: str | None = None) -> Steps[Json]:
    """A schema with its columns, by its name or id."""
    return (yield from _named("schema", "schemas", name, workspace))


def connection(name: str) -> Steps[Json]:
    """A connection with its config, by its name or id."""
    return (yield from _named("connection", "connections", name))


def _named(kind: str, path: str, name: str, workspace: str | None = None) -> Steps[Json]:
    """A whole row, by its id, its name, or its workspace's name, a slash and its name."""
    if _is_id(name):
        return (yield Call("GET", f"{path}/{name}"))  # type: ignore[no-any-return]
    params = {} if workspace is None else {"workspace_id": (yield from _workspace(workspace))["id"]}
    rows = yield from every(path, fields="id,name", search=name[:SEARCH], **params)
    ids = [row["id"] for row in rows if row["name"] == name]
    if len(ids) == 1:
        return (yield Call("GET", f"{path}/{ids[0]}"))  # type: ignore[no-any-return]
    if ids:
        raise ETLabError(
            f"Several workspaces have a {kind} {name!r}. Use WORKSPACE/{name}, or the id."
        )
    if workspace is None and "/" in name:
        first, _, rest = name.partition("/")
        return (yield from _named(kind, path, rest, first))
    rows = yield from every(path, fields="name", **params)
    hint = did_you_mean(name, (row["name"] for row in rows))
    raise ETLabError(f"There is no {kind} {name!r}. {hint}".strip())


def save(page: Page | StoredPage, workspace: str | None = None) -> Steps[StoredPage]:
    """Save a page: a new one into a workspace (by name or id; the first without), or a change."""
    document = (page.page if isinstance(page, StoredPage) else page).document
    body = document.model_dump(mode="json", exclude_unset=True, exclude={"etlab"})
    body = {name: body[name] for name in _FIELDS if name in body}
    body["name"] = document.name
    if isinstance(page, StoredPage):
        row = yield Call("PATCH", f"pages/{page.id}", body=body, version=page.version)
        page.version = row["version"]
        return page
    body["workspace_id"] = (yield from _workspace(workspace))["id"]
    row = yield Call("POST", "pages", body=body)
    return StoredPage(row["id"], row["workspace_id"], row["version"], page)


def source(
    page: Page | StoredPage | None, page_id: str | None, parameters: Mapping[str, Any]
) -> Json:
    """The body that names a page, stored or not."""
    body: Json = {"parameters": dict(parameters)}
    if isinstance(page, StoredPage):
        page_id = page.id
        page = page.page
    if page_id is not None:
        body["page_id"] = page_id
    if page is not None:
        body["document"] = page.document.model_dump(mode="json", exclude_unset=True)
    return body


def record(
    page: Page | StoredPage,
    events: Iterable[RunEvent],
    *,
    code: str,
    parameters: Mapping[str, Any] | None = None,
    page_path: str | None = None,
    connection_id: str | None = None,
    **options: Any,
) -> Json:
    """The body that tells of a run that is over."""
    return {
        **source(page, None, parameters or {}),
        "page_path": page_path,
        "connection_id": connection_id,
        "code": code,
        "options": options,
        "events": [event.to_dict() for event in events],
    }


def start(
    page: Page | StoredPage | None = None,
    *,
    page_id: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    kernel_id: str | None = None,
    connection: str | None = None,
    submit: bool = False,
    page_path: str | None = None,
    **options: Any,
) -> Steps[Json]:
    """Start a run; its row."""
    where = {"kernel_id": kernel_id, "page_path": page_path}
    if connection is not None:
        where["connection_id"] = (yield from _named("connection", "connections", connection))["id"]
    body = {
        **source(page, page_id, parameters or {}),
        **{name: value for name, value in where.items() if value is not None},
        "mode": "submit" if submit else "interactive",
        "options": options,
    }
    return (yield Call("POST", "runs", body=body))  # type: ignore[no-any-return]


def test(name: str) -> Steps[Json]:
    """Really connect."""
    id_ = (yield from _named("connection", "connections", name))["id"]
    return (yield Call("POST", f"connections/{id_}/test", body={}))  # type: ignore[no-any-return]


def _workspace(name: str | None) -> Steps[Json]:
    rows = yield from every("workspaces")
    if name is None:
        if rows:
            return rows[0]
        raise ETLabError("You have no workspace yet.")
    for row in rows:
        if name in (row["id"], row["name"]):
            return row
    hint = did_you_mean(name, (row["name"] for row in rows))
    raise ETLabError(f"There is no workspace {name!r}. {hint}".strip())


_FIELDS = ("name", "description", "nodes", "edges", "metadata")


def _stored(row: Json) -> StoredPage:
    given = {name: row[name] for name in _FIELDS if row[name] not in (None, {})}
    document = Document.model_validate({"etlab": FORMAT, **given})
    return StoredPage(row["id"], row["workspace_id"], row["version"], Page(document=document))


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def problem_of(status: int, content: bytes) -> Json:
    """The problem document of an answer, or one that says what came instead."""
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if isinstance(found, dict) and "detail" in found:
        return found
    text = f"The server answered {status}. Is ETLab installed there?"
    if status in (401, 403):
        text = f"The server did not let this kernel in ({status})."
    return {"status": status, "code": "no-etlab", "detail": text}
