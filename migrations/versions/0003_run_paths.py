"""The file that a run's page is in, where it is not stored.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("execution_history", sa.Column("page_path", sa.String(1000)))


def downgrade() -> None:
    op.drop_column("execution_history", "page_path")
