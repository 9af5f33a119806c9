"""The contract of the tables, written down by hand: what every version of ETLab must have."""

from __future__ import annotations

ROLES = ["owner", "editor", "viewer"]

# A column that must not be null ends with "!".
COLUMNS = {
    "users": "id! email! password_hash! name avatar_url is_active created_at! updated_at",
    "workspaces": "id! name! description owner_id settings created_at! updated_at",
    "pages": (
        "id! workspace_id! name! description nodes edges generated_code metadata created_at! "
        "updated_at"
    ),
    "workspace_members": "id! workspace_id! user_id! role! created_at!",
    "workspace_share_links": ("id! workspace_id! token! role! expires_at is_active created_at!"),
    "spark_connections": (
        "id! user_id! name! connection_type! config is_default created_at! updated_at"
    ),
    "execution_history": (
        "id! user_id! page_id connection_id code! status! logs error result_summary started_at "
        "completed_at created_at!"
    ),
    "schema_definitions": "id! workspace_id! name! description columns! created_at! updated_at",
    "dag_definitions": (
        "id! workspace_id! dag_id! name! description schedule default_args tasks! edges "
        "generated_code sync_status last_synced_at created_at! updated_at"
    ),
    "dag_executions": (
        "id! dag_definition_id! dag_run_id status! task_states started_at completed_at error "
        "created_at!"
    ),
}
ENUMS = {
    ("workspace_members", "role"): ROLES,
    ("workspace_share_links", "role"): ROLES,
    ("spark_connections", "connection_type"): [
        "local", "standalone", "yarn", "kubernetes", "databricks", "livy",
    ],
    ("execution_history", "status"): ["pending", "running", "completed", "failed", "cancelled"],
    ("dag_definitions", "sync_status"): ["pending", "synced", "error", "modified"],
    ("dag_executions", "status"): ["queued", "running", "success", "failed"],
}  # fmt: skip
INDEXES = {
    "ix_users_email": ("users", ["email"]),
    "ix_workspaces_owner_id": ("workspaces", ["owner_id"]),
    "ix_pages_workspace_id": ("pages", ["workspace_id"]),
    "ix_execution_history_user_id": ("execution_history", ["user_id"]),
    "ix_execution_history_status": ("execution_history", ["status"]),
}
UNIQUE = {
    ("users", ("email",)),
    ("workspace_members", ("workspace_id", "user_id")),
    ("workspace_share_links", ("token",)),
    ("dag_definitions", ("dag_id",)),
}
DEFAULTS = {
    ("users", "is_active"): True,
    ("workspace_share_links", "is_active"): True,
    ("spark_connections", "is_default"): False,
    ("dag_definitions", "sync_status"): "pending",
}
FOREIGN_KEYS = {
    ("workspaces", "owner_id", "users"),
    ("pages", "workspace_id", "workspaces"),
    ("workspace_members", "workspace_id", "workspaces"),
    ("workspace_members", "user_id", "users"),
    ("workspace_share_links", "workspace_id", "workspaces"),
    ("spark_connections", "user_id", "users"),
    ("execution_history", "user_id", "users"),
    ("execution_history", "page_id", "pages"),
    ("execution_history", "connection_id", "spark_connections"),
    ("schema_definitions", "workspace_id", "workspaces"),
    ("dag_definitions", "workspace_id", "workspaces"),
    ("dag_executions", "dag_definition_id", "dag_definitions"),
}


def columns(table):
    """The names of a table's columns, and which of them may be null."""
    return {name.rstrip("!"): not name.endswith("!") for name in COLUMNS[table].split()}
