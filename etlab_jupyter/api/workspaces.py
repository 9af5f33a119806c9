"""Workspaces, their members and their share links."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from etlab_jupyter.api.common import Body, Name, Row, Stamped, Text
from etlab_jupyter.api.enums import Role


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the time is out of range") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A time with its zone."""


class WorkspaceSettings(BaseModel):
    """A workspace's settings; further keys are kept."""

    model_config = ConfigDict(extra="allow")

    default_connection_id: UUID | None = None


class Move(Body):
    """The workspace to move a page or a schema to."""

    workspace_id: UUID


class WorkspaceIn(Body):
    """A workspace to create."""

    name: Name
    description: Text | None = None
    settings: WorkspaceSettings | None = None


class WorkspaceChange(Body):
    """What to change in a workspace; what is left out stays as it is."""

    name: Name | None = None
    description: Text | None = None
    settings: WorkspaceSettings | None = None


class WorkspaceRow(Stamped):
    """A workspace. `role` is what the person who asks may do in it."""

    name: str
    description: str | None
    owner_id: UUID | None
    deleted_at: datetime | None
    role: Role


class Workspace(WorkspaceRow):
    """A workspace with its settings."""

    settings: WorkspaceSettings | None


class MemberIn(Body):
    """A person to take into a workspace, by the e-mail address of the account."""

    email: str = Field(min_length=3, max_length=255)
    role: Role


class MemberChange(Body):
    """Another role."""

    role: Role


class MemberRow(Row):
    """A member. `id` is the membership's, `user_id` the person's."""

    id: UUID
    workspace_id: UUID
    user_id: UUID
    role: Role
    created_at: datetime
    email: str
    name: str | None


class ShareLinkIn(Body):
    """A link to make. Who opens it becomes a member with this role."""

    role: Literal[Role.EDITOR, Role.VIEWER] = Role.VIEWER
    expires_at: Moment | None = None


class ShareLinkChange(Body):
    """Switching a link off or on, or another end."""

    is_active: bool | None = None
    expires_at: Moment | None = None


class ShareLinkRow(Row):
    """A link with its token."""

    id: UUID
    workspace_id: UUID
    token: str
    role: Role
    expires_at: datetime | None
    is_active: bool
    created_at: datetime


class Join(Body):
    """The token of a share link."""

    token: str = Field(min_length=1, max_length=255)


WorkspaceSort = Literal["name", "created_at", "updated_at"]
MemberSort = Literal["email", "name", "role", "created_at"]
ShareLinkSort = Literal["created_at", "expires_at"]
