"""Alembic's environment: runs the migrations on the connection that `etlab_jupyter.db` hands it."""

from alembic import context

import etlab_jupyter.db.models  # noqa: F401 (fills the metadata)
from etlab_jupyter.db.base import Base
from etlab_jupyter.db.migrate import render_type, same_type

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=same_type,
    compare_server_default=False,
    render_item=render_type,
    # SQLite changes tables by copying them.
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
