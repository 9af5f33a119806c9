"""How a runner and its job come to an end."""

from __future__ import annotations

import asyncio

import pytest

from etlab_jupyter.runners import events
from etlab_jupyter.runners.submit.job import Job, JobState, Phase
from etlab_jupyter.runners.submit.runner import SubmitRunner
from tests.runners.cells import cell

pytestmark = pytest.mark.asyncio


class SlowJob(Job):
    """A job that is seen to be over before the call that cancels it has returned."""

    pause = 0.01
    address = "here"

    def __init__(self):
        self.calls = []
        self.started = asyncio.Event()
        self.gone = asyncio.Event()
        self.told = asyncio.Event()

    async def start(self, script):
        self.calls.append("start")
        self.started.set()

    async def find(self):
        raise AssertionError

    async def state(self):
        return JobState(Phase.OVER, None) if self.gone.is_set() else JobState(Phase.RUNNING)

    async def news(self):
        return []

    async def cancel(self):
        self.gone.set()
        await self.told.wait()
        self.calls.append("cancelled")

    async def forget(self):
        self.calls.append("forget")

    async def close(self):
        self.calls.append("close")


async def test_nothing_is_closed_under_the_call_that_cancels():
    job = SlowJob()
    runner = SubmitRunner(job)

    async def follow():
        async for event in runner.run([cell("slow", "x = 1")]):
            last = event
        await runner.forget()
        await runner.close()
        return last

    following = asyncio.create_task(follow())
    await job.started.wait()
    cancelling = asyncio.create_task(runner.cancel())
    done, _ = await asyncio.wait([following], timeout=1)
    assert (done, job.calls) == (set(), ["start"])
    job.told.set()
    await cancelling
    last = await following
    assert isinstance(last, events.RunFinished)
    assert last.status == "cancelled"
    assert job.calls == ["start", "cancelled", "forget", "close"]
