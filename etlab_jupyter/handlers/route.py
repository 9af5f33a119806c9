"""Routes: each is declared once, and serves requests and the OpenAPI document alike."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.errors import InvalidError
from etlab_jupyter.services.listing import MAX_LIMIT, ListQuery
from etlab_jupyter.services.versions import ANY

if TYPE_CHECKING:
    from etlab_jupyter.handlers.context import Context

Method = Literal["GET", "POST", "PATCH", "DELETE"]
_NUMBER = re.compile(r"^[0-9]{1,12}$", re.ASCII)
_ETAG = re.compile(r'^\s*(?:W/)?"?(\d{1,9})"?\s*$')


@dataclass(frozen=True, slots=True)
class Query:
    """A query parameter: its type as JSON Schema, and what it is for."""

    schema: Mapping[str, Any]
    description: str
    required: bool = False


UUID_SCHEMA = {"type": "string", "format": "uuid"}
LIST_QUERY: Mapping[str, Query] = {
    "offset": Query({"type": "integer", "minimum": 0, "maximum": 10**9, "default": 0},
                    "How many items to leave out first."),
    "limit": Query({"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": 100},
                   "How many items to tell."),
    "search": Query({"type": "string", "maxLength": 255},
                    "A part of the name, in upper or lower case."),
    "sort": Query({"type": "string", "maxLength": 255},
                  "Fields with commas between them; a minus before one means downwards."),
    "fields": Query({"type": "string", "maxLength": 1000},
                    "Fields to tell, with commas between them; all without it."),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One method of one path. `path` is under the API's root, with `{name}` for ids in it.

    `query` names the query parameters, `versioned` routes need `If-Match`, and answers that have
    a `version` tell it as `ETag`. `raw` routes answer bytes of that media type.
    """

    method: Method
    path: str
    handle: Callable[[Call], Awaitable[Any]]
    tag: str
    body: type[BaseModel] | None = None
    answer: Any = None
    status: int = 200
    query: Mapping[str, Query] = field(default_factory=dict)
    versioned: bool = False
    listing: bool = False
    raw: str = ""
    raw_body: str = ""

    @property
    def name(self) -> str:
        """The operation's id."""
        return self.handle.__name__

    @property
    def parameters(self) -> list[str]:
        """The ids in the path."""
        return re.findall(r"\{(\w+)\}", self.path)


@dataclass(slots=True)
class Call:
    """One request, read and checked."""

    context: Context
    actor: Actor
    ids: Mapping[str, Any]
    arguments: Mapping[str, str]
    body: Any = None
    based_on: int | None = None
    content: bytes = b""

    def id(self, name: str) -> uuid.UUID:
        """An id of the path."""
        found: uuid.UUID = self.ids[name]
        return found

    def uuid(self, name: str) -> uuid.UUID | None:
        """A query parameter that is an id."""
        text = self.arguments.get(name)
        if text is None:
            return None
        try:
            return uuid.UUID(text)
        except ValueError:
            raise InvalidError(f"{name} is no id: {text!r}.", field=name) from None

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        """A query parameter that is a number."""
        text = self.arguments.get(name, str(default))
        value = int(text) if _NUMBER.match(text) else low - 1
        if not low <= value <= high:
            raise InvalidError(f"{name} is a number from {low} to {high}.", field=name)
        return value

    def flag(self, name: str) -> bool:
        """A query parameter that is true or false."""
        text = self.arguments.get(name, "false").lower()
        if text not in ("true", "false"):
            raise InvalidError(f"{name} is true or false.", field=name)
        return text == "true"

    def _text(self, name: str) -> str:
        text, limit = self.arguments.get(name, ""), LIST_QUERY[name].schema["maxLength"]
        if len(text) > limit:
            raise InvalidError(f"{name} has at most {limit} characters.", field=name)
        return text

    @property
    def listing(self) -> ListQuery:
        """What a list is asked for."""
        return ListQuery(
            offset=self.integer("offset", 0, 0, 10**9),
            limit=self.integer("limit", 100, 1, MAX_LIMIT),
            search=self._text("search"),
            sort=_words(self._text("sort")),
            fields=_words(self._text("fields")),
        )


def read_version(header: str | None) -> int | None:
    """The version in an `If-Match` header: `"7"`, `7`, or `*` for any; None without one."""
    if header is None:
        return None
    if header.strip() == "*":
        return ANY
    match = _ETAG.match(header)
    if match is None or int(match[1]) == ANY:
        raise InvalidError('If-Match holds a version, such as "7", or *.', field="If-Match")
    return int(match[1])


class Routes:
    """A group of routes with one tag; used as decorators."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.all: list[Route] = []

    def add(self, method: Method, path: str, **options: Any) -> Callable[[Any], Any]:
        """Declares the decorated function as a route; its docstring describes it."""

        def declare(handle: Any) -> Any:
            self.all.append(Route(method, path, handle, self.tag, **options))
            return handle

        return declare

    def list(self, path: str, answer: Any, **query: Query) -> Callable[[Any], Any]:
        """A route that answers a part of a list."""
        return self.add("GET", path, answer=answer, listing=True, query={**LIST_QUERY, **query})


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
