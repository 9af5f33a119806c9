"""People."""

from __future__ import annotations

from sqlalchemy import String, true
from sqlalchemy.orm import Mapped, mapped_column

from etlab_jupyter.db.base import Base, WithUpdate


class User(WithUpdate, Base):
    """`email` in lower case; `password_hash` by bcrypt, `!` where nobody signs in by password."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(String(255), unique=True, index=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    name: Mapped[str | None] = mapped_column(String(255))
    avatar_url: Mapped[str | None] = mapped_column(String(500))
    is_active: Mapped[bool | None] = mapped_column(default=True, server_default=true())
