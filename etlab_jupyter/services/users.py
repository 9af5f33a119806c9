"""People."""

from __future__ import annotations

import getpass
import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.users import Me, MeChange
from etlab_jupyter.db.models import User
from etlab_jupyter.db.store import Store
from etlab_jupyter.services import workspaces
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.errors import ForbiddenError, NotFoundError

NO_PASSWORD = "!"  # noqa: S105 (no hash by bcrypt is this)
NAME: Any = func.coalesce(User.name, User.email)
"""What people are called, in lists that are joined with theirs."""


async def solo_actor(store: Store) -> Actor:
    """The one user of a solo server, made with a first workspace where missing.

    That is the system's user, whoever Jupyter takes the visitor for: without a sign-in of its own
    Jupyter makes up a name for every browser.
    """
    name = getpass.getuser()
    email = f"{name}@localhost"
    async with store.read() as session:
        user = await session.scalar(select(User).where(User.email == email))
    if user is None:
        user = User(email=email, name=name, password_hash=NO_PASSWORD)
        try:
            async with store.write() as session:
                session.add(user)
                await session.flush()
                workspaces.add(session, Actor(user.id, email, name), "My workspace")
        except IntegrityError:  # a second server was faster
            return await solo_actor(store)
    return Actor(user.id, user.email, user.name)


async def actor_of(store: Store, email: str) -> Actor:
    """The user with this address; `ForbiddenError` without an active account."""
    async with store.read() as session:
        user = await session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None or not user.is_active:
        raise ForbiddenError(
            "You are signed in, but have no active ETLab account. Ask the administrator for one."
        )
    return Actor(user.id, user.email, user.name)


async def me(store: Store, actor: Actor) -> Me:
    """The person who asks."""
    async with store.read() as session:
        user = await session.get(User, actor.id)
    if user is None:
        raise NotFoundError("Your account is gone.")
    return Me.model_validate(user)


async def name_of(session: AsyncSession, user_id: uuid.UUID | None) -> str | None:
    """What somebody is called; None for people who are gone."""
    name: str | None = await session.scalar(select(NAME).where(User.id == user_id))
    return name


async def change_me(store: Store, actor: Actor, change: MeChange) -> Me:
    """Change what people may change of themselves."""
    async with store.write() as session:
        user = await session.get(User, actor.id, with_for_update=True)
        if user is None:
            raise NotFoundError("Your account is gone.")
        for field, value in change.model_dump(exclude_unset=True).items():
            setattr(user, field, value)
        await session.flush()
        await session.refresh(user)
    return Me.model_validate(user)
