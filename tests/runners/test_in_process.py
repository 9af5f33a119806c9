"""Cells run by code of the kernel itself."""

from __future__ import annotations

import json

import pytest
from IPython.core.interactiveshell import InteractiveShell

from etlab_jupyter import ETLabError
from etlab_jupyter.runners.in_process import InProcessRunner
from tests.magics.kernel import Kernel

PREPARE = """
import json
from etlab_jupyter.runners import RunOptions
from etlab_jupyter.runners.in_process import InProcessRunner
from tests.runners.cells import cell

def go(*cells, **options):
    told = []
    InProcessRunner(get_ipython()).run(cells, RunOptions(**options), told.append)
    print("EVENTS" + json.dumps([event.to_dict() for event in told]))
"""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory, request):
    root = str(request.config.rootpath)
    kernel = Kernel(tmp_path_factory.mktemp("in-process"), PYTHONPATH=root)
    kernel.run(PREPARE)
    yield kernel
    kernel.stop()


def told(done):
    events = json.loads(done.text.rpartition("EVENTS")[2])
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    return events


def test_cells_bind_the_users_variables_and_show_what_they_show(kernel):
    done = kernel.run("go(cell('a', 'x = 1\\nprint(\"so\", x)\\nx + 1'), cell('b', 'y = x + 1'))")
    assert done.text.startswith("so 1\n")
    assert done.shown[0]["text/plain"] == "2"
    events = told(done)
    assert [e["event"] for e in events] == [
        "run_queued", "run_started", "node_started", "output", "node_finished", "node_started",
        "node_finished", "run_finished",
    ]  # fmt: skip
    assert events[3]["text"] == "so 1\n"
    assert events[-1]["status"] == "completed"
    assert kernel.run("x + y").plain.strip() == "3"


def test_a_failure_ends_the_run_and_names_the_line(kernel):
    events = told(kernel.run("go(cell('a', 'one = 1\\n1 / 0'), cell('b', 'z = 1'))"))
    (failed,) = [e for e in events if e["event"] == "node_failed"]
    assert (failed["error"], failed["line"]) == ("ZeroDivisionError", 2)
    assert (events[-1]["status"], events[-1]["failed"]) == ("failed", ["a"])
    assert events[-1]["skipped"] == ["b"]
    (failed,) = [e for e in told(kernel.run("go(cell('a', 'x = ('))"))
                 if e["event"] == "node_failed"]  # fmt: skip
    assert failed["error"] == "SyntaxError"


def test_an_interrupt_cancels_the_run(kernel):
    code = 'import time\\nprint("begun", flush=True)\\ntime.sleep(60)'
    done = kernel.attempt(f"go(cell('a', '{code}'), cell('b', 'c = 1'))", interrupt_at="begun")
    assert done.error is None
    events = told(done)
    assert "node_cancelled" in [e["event"] for e in events]
    assert events[-1]["status"] == "cancelled"
    assert kernel.run("'c' in globals()").plain.strip() == "False"


def test_it_needs_a_kernel():
    with pytest.raises(ETLabError, match="this is none"):
        InProcessRunner(InteractiveShell())
