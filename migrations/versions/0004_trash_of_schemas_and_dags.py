"""Schemas and DAGs go to the trash as pages do.

Down from here, what is in the trash is deleted: before, deleted schemas and DAGs were gone.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("schema_definitions", "dag_definitions")
TIME = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("deleted_at", TIME))
        op.add_column(table, sa.Column("live_name", sa.String(255)))
        rows = _rows(table)
        op.execute(rows.update().values(live_name=rows.c.name))
        op.create_index(
            f"ix_{table}_workspace_id_live_name", table, ["workspace_id", "live_name"], unique=True
        )
        op.create_index(
            f"ix_{table}_workspace_id_deleted_at_name",
            table,
            ["workspace_id", "deleted_at", "name"],
        )
        op.drop_index(f"ix_{table}_workspace_id_name", table)


def downgrade() -> None:
    for table in TABLES:
        rows = _rows(table)
        op.execute(rows.delete().where(rows.c.deleted_at.is_not(None)))
        op.create_index(
            f"ix_{table}_workspace_id_name", table, ["workspace_id", "name"], unique=True
        )
        for columns in ("live_name", "deleted_at_name"):
            op.drop_index(f"ix_{table}_workspace_id_{columns}", table)
        for column in ("live_name", "deleted_at"):
            op.drop_column(table, column)


def _rows(table: str) -> Any:
    return sa.table(table, *map(sa.column, ("name", "live_name", "deleted_at")))
