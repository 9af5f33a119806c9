"""Cells that are followed by a runner after the one that began them."""

from __future__ import annotations

import asyncio

from jupyter_client.manager import AsyncKernelManager

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.runners import KernelRunner, RunOptions, events, kernel
from etlab_jupyter.runners.agent.journal import KEPT
from etlab_jupyter.runners.base import Resume


def cell(name, source):
    return Cell(name, "code", "transform", name.upper(), source)


SLOW = cell("slow", "import time\nfor n in range(3):\n    print(n)\n    time.sleep(0.7)")
QUICK = [cell(f"quick{number}", "1") for number in range(KEPT)]


async def ran(runner, cells, **options):
    return [event async for event in runner.run(cells, RunOptions(**options))]


async def pick_up(*others):
    """What a second runner tells of the slow cell; the others' cells run right after it."""
    manager = AsyncKernelManager()
    await manager.start_kernel()
    runners = [KernelRunner.attach(manager.connection_file) for _ in range(3)]
    try:
        begun = asyncio.create_task(ran(runners[0], [SLOW], run_id="lost"))
        while not ((run := runners[0]._run) and run.current and run.current.busy):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        began = events.NodeStarted(
            run_id="lost", seq=1, time="2026-01-01T00:00:00.000Z", node="slow", label="SLOW"
        )
        resumed = ran(runners[1], [SLOW], run_id="lost", resume=Resume((began,)))
        found, *_ = await asyncio.gather(resumed, ran(runners[2], others), begun)
        return found
    finally:
        for runner in runners:
            await runner.close()
        await manager.shutdown_kernel(now=True)


def test_a_cell_is_told_to_its_end():
    found = asyncio.run(pick_up())
    text = "".join(event.text for event in found if isinstance(event, events.Output))
    assert text == "0\n1\n2\n"
    [finished] = [event for event in found if isinstance(event, events.NodeFinished)]
    assert finished.seconds > 2
    assert [event.seq for event in found] == list(range(2, len(found) + 2))


def test_that_its_end_is_not_known_is_told(monkeypatch):
    monkeypatch.setattr(kernel, "FOLLOW_SECONDS", 4.0)  # the others are over by then
    found = asyncio.run(pick_up(*QUICK))
    [failed] = [event for event in found if isinstance(event, events.NodeFailed)]
    assert failed.message == (
        "How node 'SLOW' has ended is not known. Other cells ran in the kernel since."
    )
