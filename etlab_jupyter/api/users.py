"""Users."""

from __future__ import annotations

from etlab_jupyter.api.common import Body, Name, Stamped


class Me(Stamped):
    """The person who asks."""

    email: str
    name: str | None
    avatar_url: str | None
    is_active: bool


class MeChange(Body):
    """What people may change of themselves."""

    name: Name | None = None
