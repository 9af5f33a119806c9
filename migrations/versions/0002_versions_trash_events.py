"""Versions and their history, the trash, unique names, and the events of runs.

Where names must be unique and are not, the later rows get a number: `orders (2)`.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
TEXT = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
OPTIONS: Any = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
UNIQUE_NAMES = (
    ("schema_definitions", "workspace_id"),
    ("dag_definitions", "workspace_id"),
    ("spark_connections", "user_id"),
)
PAGE_LISTS = ("name", "updated_at", "created_at")


def upgrade() -> None:
    for table in ("pages", "schema_definitions", "dag_definitions"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for table in ("workspaces", "pages"):
        op.add_column(table, sa.Column("deleted_at", TIME))
    op.add_column("pages", sa.Column("live_name", sa.String(255)))
    _make_names_unique("pages", "workspace_id")
    op.execute("UPDATE pages SET live_name = name")
    op.create_index(
        "ix_pages_workspace_id_live_name", "pages", ["workspace_id", "live_name"], unique=True
    )
    for column in PAGE_LISTS:
        op.create_index(
            f"ix_pages_workspace_id_deleted_at_{column}",
            "pages",
            ["workspace_id", "deleted_at", column],
        )
    for table, owner in UNIQUE_NAMES:
        _make_names_unique(table, owner)
        op.create_index(f"ix_{table}_{owner}_name", table, [owner, "name"], unique=True)
        op.drop_index(f"ix_{table}_{owner}", table)
    _revisions()
    _runs()


def downgrade() -> None:
    op.drop_table("execution_events")
    op.create_index("ix_execution_history_page_id", "execution_history", ["page_id"])
    for column in ("user_id", "page_id"):
        op.drop_index(f"ix_execution_history_{column}_created_at", "execution_history")
    for name in ("connection_file", "request", "page_name", "page_version"):
        op.drop_column("execution_history", name)
    op.drop_table("page_revisions")
    for table, owner in UNIQUE_NAMES:
        op.create_index(f"ix_{table}_{owner}", table, [owner])
        op.drop_index(f"ix_{table}_{owner}_name", table)
    for column in PAGE_LISTS:
        op.drop_index(f"ix_pages_workspace_id_deleted_at_{column}", "pages")
    op.drop_index("ix_pages_workspace_id_live_name", "pages")
    op.drop_column("pages", "live_name")
    for table in ("workspaces", "pages"):
        op.drop_column(table, "deleted_at")
    for table in ("pages", "schema_definitions", "dag_definitions"):
        op.drop_column(table, "version")


def _revisions() -> None:
    op.create_table(
        "page_revisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("description", TEXT),
        sa.Column("nodes", sa.JSON()),
        sa.Column("edges", sa.JSON()),
        sa.Column("metadata", sa.JSON()),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_page_revisions"),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name="fk_page_revisions_page_id_pages", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_page_revisions_user_id_users", ondelete="SET NULL"
        ),
        sa.UniqueConstraint("page_id", "version", name="uq_page_revisions_page_id_version"),
        **OPTIONS,
    )
    op.create_index("ix_page_revisions_user_id", "page_revisions", ["user_id"])
    op.execute(
        "INSERT INTO page_revisions "
        "(id, page_id, version, name, description, nodes, edges, metadata, created_at) "
        "SELECT id, id, 1, name, description, nodes, edges, metadata, "
        "COALESCE(updated_at, created_at) FROM pages"
    )


def _runs() -> None:
    for column in (
        sa.Column("page_version", sa.Integer()),
        sa.Column("page_name", sa.String(255)),
        sa.Column("request", sa.JSON()),
        sa.Column("connection_file", sa.String(1000)),
    ):
        op.add_column("execution_history", column)
    for name in ("user_id", "page_id"):
        op.create_index(
            f"ix_execution_history_{name}_created_at", "execution_history", [name, "created_at"]
        )
    op.drop_index("ix_execution_history_page_id", "execution_history")
    op.create_table(
        "execution_events",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("event", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "seq", name="pk_execution_events"),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["execution_history.id"],
            name="fk_execution_events_run_id_execution_history",
            ondelete="CASCADE",
        ),
        **OPTIONS,
    )


def _make_names_unique(table: str, owner: str) -> None:
    rows: Any = sa.table(
        table,
        sa.column("id", sa.Uuid()),
        sa.column(owner, sa.Uuid()),
        sa.column("name", sa.String()),
        sa.column("created_at", TIME),
    )
    connection = op.get_bind()
    order = sa.select(rows.c.id, rows.c[owner], rows.c.name)
    found = connection.execute(order.order_by(rows.c.created_at, rows.c.id)).all()
    # MySQL takes no notice of spaces at the end when it compares.
    taken = {(of, name.rstrip(" ")) for _, of, name in found}
    seen: set[tuple[Any, str]] = set()
    for id_, of, name in found:
        new, number = name, 2
        while (key := (of, new.rstrip(" "))) in seen or (new != name and key in taken):
            suffix = f" ({number})"
            new, number = name[: 255 - len(suffix)] + suffix, number + 1
        seen.add(key)
        if new != name:
            connection.execute(rows.update().where(rows.c.id == id_).values(name=new))
