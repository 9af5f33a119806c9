"""Notebooks whose cells are bound to the nodes of a page."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

from etlab_jupyter.api.notebooks import NotebookSync
from etlab_jupyter.db.store import Store
from etlab_jupyter.notebooks import Synced, sync
from etlab_jupyter.services import looks
from etlab_jupyter.services.access import Actor


async def bring_up_to_date(
    store: Store, actor: Actor, body: NotebookSync, base_dir: Path
) -> Synced:
    """The notebook as its page says it, and how each cell stood; nothing is stored."""
    loaded = await looks.load(store, actor, body)

    def work() -> Synced:
        return sync(
            body.notebook,
            loaded.document,
            lambda document: looks.pipeline(
                dataclasses.replace(loaded, document=document), body, base_dir
            ),
            page=str(loaded.page_id or loaded.document.name),
            choices=body.choices,
            after=body.after,
        )

    return await asyncio.to_thread(work)
