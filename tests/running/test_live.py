"""Events on their way to listeners and to a real database that goes away meanwhile."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest

from etlab_jupyter.api.enums import RunStatus
from etlab_jupyter.db import migrate, models
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url
from etlab_jupyter.runners import events
from etlab_jupyter.running.live import LiveRun
from etlab_jupyter.running.record import Record
from etlab_jupyter.services import runs, users
from tests.servers import PostgreSQL

pytestmark = pytest.mark.asyncio


@pytest.fixture
def server():
    """A server of its own, since it is killed."""
    with tempfile.TemporaryDirectory(prefix="etlab-", ignore_cleanup_errors=True) as folder:
        server = PostgreSQL(Path(folder))
        server.start()
        yield server
        server.stop()


def output(live, text):
    return events.Output(
        run_id=live.id.hex, seq=live.next_seq, time="2026-01-02T03:04:05.678Z",
        node="n", label="N", stream="stdout", text=text,
    )  # fmt: skip


def finished(live):
    return events.RunFinished(
        run_id=live.id.hex, seq=live.next_seq, time="2026-01-02T03:04:06.678Z",
        status="completed", seconds=1,
    )  # fmt: skip


async def new_run(store):
    await migrate.upgrade(store)
    actor = await users.solo_actor(store)
    row = models.ExecutionHistory(user_id=actor.id, code="1", status=RunStatus.PENDING)
    async with store.write() as session:
        session.add(row)
    return LiveRun(Record(row.id), actor.id)


async def test_nothing_is_lost_while_the_database_is_away(server):
    store = Store(database_url(server.database("etlab")))
    live = await new_run(store)
    storing = asyncio.create_task(live.store_events(store))
    await live.take(output(live, "before\n"))
    await asyncio.sleep(1)
    server.kill()
    for number in range(5):
        await live.take(output(live, f"meanwhile {number}\n"))
        await asyncio.sleep(0.1)
    await live.take(finished(live))
    await live.close()
    await asyncio.sleep(1)
    assert not storing.done()
    server.start()
    await asyncio.wait_for(storing, 30)
    stored = await runs.all_events(store, live.id)
    assert [event["seq"] for event in stored] == list(range(1, 8))
    async with store.read() as session:
        row = await session.get_one(models.ExecutionHistory, live.id)
    assert row.logs is not None
    assert (row.status, row.logs[:7], row.logs[-12:]) == ("completed", "before\n", "meanwhile 4\n")
    await store.close()


async def test_listeners_hear_all_from_the_number_that_they_name(tmp_path):
    store = Store(database_url(f"sqlite:///{tmp_path / 'etlab.sqlite'}"))
    live = await new_run(store)

    async def hear(start):
        return [event["seq"] async for event in live.follow(start)]

    await live.take(output(live, "1"))
    early = asyncio.create_task(hear(1))
    late = asyncio.create_task(hear(3))
    await asyncio.sleep(0)
    for text in "234":
        await live.take(output(live, text))
    await live.take(finished(live))
    await live.close()
    assert await asyncio.wait_for(early, 5) == [1, 2, 3, 4, 5]
    assert await asyncio.wait_for(late, 5) == [3, 4, 5]
    assert await asyncio.wait_for(hear(9), 5) == []
    await store.close()
