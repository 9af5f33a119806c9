"""Fills the databases of the API benchmark."""

from __future__ import annotations

import asyncio
import json
import subprocess
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, bindparam, insert, select

from bench.chain import chain_text
from etlab_jupyter.db import migrate, models
from etlab_jupyter.db.base import utc_now
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url
from etlab_jupyter.services import users

PAGES = 10_000
NODES = 40
PART = 500


def fill(address: str) -> tuple[str, list[str]]:
    """Makes pages in the first workspace of a new database; its id and those of the pages."""
    return asyncio.run(_fill(Store(database_url(address, {}))))


async def _fill(store: Store) -> tuple[str, list[str]]:
    try:
        await migrate.upgrade(store)
        await users.solo_actor(store)
        async with store.read() as session:
            workspace = (await session.scalars(select(models.Workspace.id))).one()
        ids = [uuid.uuid4() for _ in range(PAGES)]
        for start in range(0, PAGES, PART):
            await _add(store, workspace, dict(enumerate(ids[start : start + PART], start)))
        return str(workspace), [str(id_) for id_ in ids]
    finally:
        await store.close()


async def _add(store: Store, workspace: uuid.UUID, ids: dict[int, uuid.UUID]) -> None:
    page, revision = models.Page, models.PageRevision
    tables: list[Any] = [page.__table__, revision.__table__]
    # As plain JSON: the pages are known to be valid, and there are many.
    plain: dict[str, Any] = {field: bindparam(field, type_=JSON) for field in ("nodes", "edges")}
    rows = [_row(number, id_, workspace) for number, id_ in ids.items()]
    kept = [revision.id, revision.page_id, revision.version, revision.name, revision.nodes,
            revision.edges, revision.metadata_, revision.created_at]  # fmt: skip
    same = [page.id, page.id, page.version, page.name, page.nodes, page.edges, page.metadata_,
            page.created_at]  # fmt: skip
    async with store.write() as session:
        await session.execute(insert(tables[0]).values(**plain), rows)
        wanted = select(*same).where(page.id.in_(list(ids.values())))
        await session.execute(insert(tables[1]).from_select(kept, wanted))


def _row(number: int, id_: uuid.UUID, workspace: uuid.UUID) -> dict[str, Any]:
    document = json.loads(chain_text(NODES, number))
    name, now = f"Page {number}", utc_now()
    return {
        "id": id_, "workspace_id": workspace, "name": name, "live_name": name, "version": 1,
        "nodes": document["nodes"], "edges": document["edges"], "metadata": {},
        "created_at": now, "updated_at": now,
    }  # fmt: skip


def fill_scheduler(python: Path, file: Path) -> list[str]:
    """Makes as many jobs in jupyter-scheduler's database; their ids."""
    code = f"""
import json, sys, uuid
from jupyter_scheduler.orm import Job, create_session, create_tables
create_tables("sqlite:///{file}")
ids = [str(uuid.uuid4()) for _ in range({PAGES})]
rows = [
    dict(job_id=id_, name=f"Job {{number}}", input_filename="notebook.ipynb", status="COMPLETED",
         runtime_environment_name="python3", runtime_environment_parameters={{}}, tags=[],
         output_formats=["ipynb", "html"], parameters={{"day": str(number)}},
         url=f"/jobs/{{id_}}", output_filename_template="{{{{input_filename}}}}",
         create_time=1_700_000_000_000 + number, update_time=1_700_000_000_000 + number,
         start_time=1_700_000_000_000 + number, end_time=1_700_000_001_000 + number)
    for number, id_ in enumerate(ids)
]
with create_session("sqlite:///{file}")() as session:
    session.bulk_insert_mappings(Job, rows)
    session.commit()
json.dump(ids, sys.stdout)
"""
    command = [str(python), "-c", code]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={"PATH": ""})
    ids: list[str] = json.loads(done.stdout)
    return ids
