"""The tables of ETLab's database contract.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
TEXT = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
OPTIONS: Any = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
ROLES = ("owner", "editor", "viewer")
TABLES = (
    "users", "workspaces", "pages", "workspace_members", "workspace_share_links",
    "spark_connections", "execution_history", "schema_definitions", "dag_definitions",
    "dag_executions",
)  # fmt: skip
ENUMS = (
    "workspace_member_role", "workspace_share_link_role", "connection_type", "execution_status",
    "dag_sync_status", "dag_execution_status",
)  # fmt: skip


def upgrade() -> None:
    _people()
    _workspaces()
    _members()
    _runs()
    _schemas()
    _dags()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for name in ENUMS:
        sa.Enum(name=name).drop(op.get_bind(), checkfirst=True)


def _people() -> None:
    _table(
        "users",
        sa.Column("email", sa.String(255), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255)),
        sa.Column("avatar_url", sa.String(500)),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true()),
        updated=True,
    )
    op.create_index("ix_users_email", "users", ["email"], unique=True)


def _workspaces() -> None:
    _table(
        "workspaces",
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("description", TEXT),
        sa.Column("owner_id", sa.Uuid()),
        sa.Column("settings", sa.JSON()),
        _foreign_key("workspaces", "owner_id", "users", None),
        updated=True,
    )
    op.create_index("ix_workspaces_owner_id", "workspaces", ["owner_id"])
    _table(
        "pages",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("description", TEXT),
        sa.Column("nodes", sa.JSON()),
        sa.Column("edges", sa.JSON()),
        sa.Column("generated_code", TEXT),
        sa.Column("metadata", sa.JSON()),
        _foreign_key("pages", "workspace_id", "workspaces"),
        updated=True,
    )
    op.create_index("ix_pages_workspace_id", "pages", ["workspace_id"])


def _members() -> None:
    _table(
        "workspace_members",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", _enum("workspace_member_role", *ROLES), nullable=False),
        _foreign_key("workspace_members", "workspace_id", "workspaces"),
        _foreign_key("workspace_members", "user_id", "users"),
        sa.UniqueConstraint(
            "workspace_id", "user_id", name="uq_workspace_members_workspace_id_user_id"
        ),
    )
    op.create_index("ix_workspace_members_user_id", "workspace_members", ["user_id"])
    _table(
        "workspace_share_links",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.String(255), nullable=False),
        sa.Column("role", _enum("workspace_share_link_role", *ROLES), nullable=False),
        sa.Column("expires_at", TIME),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true()),
        _foreign_key("workspace_share_links", "workspace_id", "workspaces"),
        sa.UniqueConstraint("token", name="uq_workspace_share_links_token"),
    )
    op.create_index(
        "ix_workspace_share_links_workspace_id", "workspace_share_links", ["workspace_id"]
    )


def _runs() -> None:
    kinds = ("local", "standalone", "yarn", "kubernetes", "databricks", "livy")
    _table(
        "spark_connections",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("connection_type", _enum("connection_type", *kinds), nullable=False),
        sa.Column("config", sa.JSON()),
        sa.Column("is_default", sa.Boolean(), server_default=sa.false()),
        _foreign_key("spark_connections", "user_id", "users"),
        updated=True,
    )
    op.create_index("ix_spark_connections_user_id", "spark_connections", ["user_id"])
    statuses = ("pending", "running", "completed", "failed", "cancelled")
    _table(
        "execution_history",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Uuid()),
        sa.Column("connection_id", sa.Uuid()),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("status", _enum("execution_status", *statuses), nullable=False),
        sa.Column("logs", TEXT),
        sa.Column("error", TEXT),
        sa.Column("result_summary", sa.JSON()),
        sa.Column("started_at", TIME),
        sa.Column("completed_at", TIME),
        _foreign_key("execution_history", "user_id", "users"),
        _foreign_key("execution_history", "page_id", "pages", "SET NULL"),
        _foreign_key("execution_history", "connection_id", "spark_connections", "SET NULL"),
    )
    for column in ("user_id", "status", "page_id", "connection_id"):
        op.create_index(f"ix_execution_history_{column}", "execution_history", [column])


def _schemas() -> None:
    _table(
        "schema_definitions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("description", TEXT),
        sa.Column("columns", sa.JSON(), nullable=False),
        _foreign_key("schema_definitions", "workspace_id", "workspaces"),
        updated=True,
    )
    op.create_index("ix_schema_definitions_workspace_id", "schema_definitions", ["workspace_id"])


def _dags() -> None:
    sync = _enum("dag_sync_status", "pending", "synced", "error", "modified")
    _table(
        "dag_definitions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("dag_id", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("description", TEXT),
        sa.Column("schedule", sa.JSON()),
        sa.Column("default_args", sa.JSON()),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("edges", sa.JSON()),
        sa.Column("generated_code", TEXT),
        sa.Column("sync_status", sync, server_default="pending"),
        sa.Column("last_synced_at", TIME),
        _foreign_key("dag_definitions", "workspace_id", "workspaces"),
        sa.UniqueConstraint("dag_id", name="uq_dag_definitions_dag_id"),
        updated=True,
    )
    op.create_index("ix_dag_definitions_workspace_id", "dag_definitions", ["workspace_id"])
    status = _enum("dag_execution_status", "queued", "running", "success", "failed")
    _table(
        "dag_executions",
        sa.Column("dag_definition_id", sa.Uuid(), nullable=False),
        sa.Column("dag_run_id", sa.String(255)),
        sa.Column("status", status, nullable=False),
        sa.Column("task_states", sa.JSON()),
        sa.Column("started_at", TIME),
        sa.Column("completed_at", TIME),
        sa.Column("error", TEXT),
        _foreign_key("dag_executions", "dag_definition_id", "dag_definitions"),
    )
    op.create_index("ix_dag_executions_dag_definition_id", "dag_executions", ["dag_definition_id"])


def _table(name: str, *parts: Any, updated: bool = False) -> None:
    columns = [part for part in parts if isinstance(part, sa.Column)]
    constraints = [part for part in parts if not isinstance(part, sa.Column)]
    times = [sa.Column("created_at", TIME, nullable=False)]
    if updated:
        times.append(sa.Column("updated_at", TIME))
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        *times,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *constraints,
        **OPTIONS,
    )


def _foreign_key(
    table: str, column: str, target: str, on_delete: str | None = "CASCADE"
) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target}"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=on_delete)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, create_constraint=True)
