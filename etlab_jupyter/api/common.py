"""What the bodies of all resources share."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo

Item = TypeVar("Item")


class Body(BaseModel):
    """What a client sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_max_length=1_000_000)


class Row(BaseModel):
    """What the server answers."""

    model_config = ConfigDict(from_attributes=True)


def _printable(text: str) -> str:
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise ValueError("a name has no line breaks or other control characters")
    return text


def no_null(text: str) -> str:
    """Refuse what no database can store."""
    # PostgreSQL's text holds every character but this one.
    if "\0" in text:
        raise ValueError("the character U+0000 cannot be stored")
    return text


def path_in(folder: PurePath, path: str) -> str:
    """A file as Jupyter's own paths name it: relative to the server's folder, if it is in there."""
    file = PurePath(path)
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else path


def _in_folder(path: str, info: ValidationInfo) -> str:
    """With the server's `folder` in the validation's context."""
    folder = (info.context or {}).get("folder")
    return path if folder is None else path_in(folder, path)


FilePath = Annotated[
    str, Field(max_length=1000), AfterValidator(no_null), AfterValidator(_in_folder)
]

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=255),
    AfterValidator(_printable),
]
"""A name that people see: one line, at most 255 characters."""

Text = Annotated[str, Field(max_length=100_000), AfterValidator(no_null)]
"""A description."""

Version = Annotated[int, Field(ge=1, description="Counts the saved changes, from 1.")]


class Listing(BaseModel, Generic[Item]):
    """One page of a list.

    `total` counts what matches the search. `next_offset` is where the next page starts, null
    behind the last one.
    """

    items: list[Item]
    total: int
    offset: int
    limit: int
    next_offset: int | None


class ProblemDetails(BaseModel):
    """An error (RFC 9457). `code` is stable; `node` and `field` say where, if it is somewhere."""

    model_config = ConfigDict(extra="allow")

    type: str = Field("about:blank", description="A URI for the kind of problem.")
    title: str = Field(description="The HTTP status in words.")
    status: int
    code: str
    detail: str = Field(description="What happened and what to do.")
    node: str | None = None
    field: str | None = None
    errors: list[dict[str, Any]] = Field([], description="Each of several mistakes.")


class Stamped(Row):
    """What most rows have."""

    id: UUID
    created_at: datetime
    updated_at: datetime | None
