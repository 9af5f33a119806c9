"""The trash is emptied by time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from etlab_jupyter.db import models
from etlab_jupyter.db.base import utc_now
from etlab_jupyter.db.store import Store


async def purge_older_than(store: Store, days: float) -> int:
    """Delete for good what has been in the trash for so many days; how many rows that were."""
    end = utc_now() - timedelta(days=days)
    count = 0
    async with store.write() as session:
        for table in (models.Workspace, models.Page):
            found = await session.execute(delete(table).where(table.deleted_at < end))
            count += found.rowcount  # type: ignore[attr-defined]
    return count
