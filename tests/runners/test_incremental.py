"""Which cells a run executes, and why."""

from __future__ import annotations

import pytest

from etlab_jupyter.runners.incremental import (
    Done,
    KernelState,
    effective_keys,
    make_plan,
    upstream,
)
from tests.runners.cells import cell

SETUP = cell("setup", "spark = 1", type="setup")
PARAMETERS = cell("parameters", "day = 1", type="parameters")
A = cell("a", "a = 1", type="source", outputs={"out": "a"}, reads=["in/a"])
B = cell("b", "b = 1", type="source", outputs={"out": "b"}, reads=["in/b"])
JOINED = cell("joined", "joined = a + b", inputs=[A, B], outputs={"out": "joined"})
SINK = cell("sink", "write(joined)", type="sink", inputs=[JOINED], writes="out")
OTHER = cell("other", "write(b)", type="sink", inputs=[B], writes="out2")
CELLS = [SETUP, PARAMETERS, A, B, JOINED, SINK, OTHER]
FILES = {"in/a": "1", "in/b": "1"}


def state(cells=CELLS, files=FILES, **changes):
    keys = effective_keys(cells, files)
    record = {c.node: Done(keys[c.node], c.key) for c in cells}
    for node, done in changes.items():
        record[node] = Done(keys[node], next(c.key for c in cells if c.node == node), **done)
    return KernelState("app", record, files)


def plan(cells, known, files=FILES, **options):
    keys = effective_keys(cells, files)
    return {p.node: p for p in make_plan(cells, keys, known, **options)}


def running(found):
    return {node for node, planned in found.items() if planned.action == "run"}


def test_a_new_kernel_runs_everything_in_order():
    found = plan(CELLS, KernelState())
    assert list(found) == [c.node for c in CELLS]
    assert running(found) == set(found)
    assert {p.reason for p in found.values()} == {"has not succeeded yet in this Spark session"}
    assert found["joined"].label == "Joined"


def test_nothing_changed_runs_nothing():
    found = plan(CELLS, state())
    assert running(found) == set()
    assert {p.reason for p in found.values()} == {"unchanged"}


def test_a_changed_last_node_runs_alone():
    changed = cell("sink", "write(joined, 2)", type="sink", inputs=[JOINED], writes="out")
    found = plan([SETUP, PARAMETERS, A, B, JOINED, changed, OTHER], state())
    assert running(found) == {"sink"}
    assert found["sink"].reason == "it or one of its inputs changed"


def test_a_changed_source_runs_all_that_depends_on_it():
    a = cell("a", "a = 2", type="source", outputs={"out": "a"}, reads=["in/a"])
    joined = cell("joined", JOINED.source, inputs=[a, B], outputs=JOINED.outputs)
    sink = cell("sink", SINK.source, type="sink", inputs=[joined], writes="out")
    found = plan([SETUP, PARAMETERS, a, B, joined, sink, OTHER], state())
    assert running(found) == {"a", "joined", "sink"}


@pytest.mark.parametrize("now", ["2", None])
def test_changed_or_vanished_input_files_run_all_that_reads_them(now):
    found = plan(CELLS, state(), files={"in/a": "1", "in/b": now})
    assert running(found) == {"b", "joined", "sink", "other"}
    assert {found[n].reason for n in running(found)} == {"the files that it reads changed"}


def test_a_replaced_variable_runs_its_node_alone():
    found = plan(CELLS, state(joined={"intact": False}))
    assert running(found) == {"joined"}
    assert found["joined"].reason == "its variable was deleted or replaced"


def test_a_deleted_output_is_written_again():
    found = plan(CELLS, state(sink={"written": False}))
    assert running(found) == {"sink"}
    assert found["sink"].reason == "its output is gone"


def test_a_changed_parameters_cell_runs_alone():
    changed = cell("parameters", "day = 2", type="parameters")
    found = plan([SETUP, changed, A, B, JOINED, SINK, OTHER], state())
    assert running(found) == {"parameters"}


def test_a_run_to_a_node_takes_what_it_needs():
    assert upstream(CELLS, "joined") == {"setup", "parameters", "a", "b", "joined"}
    assert upstream(CELLS, "other") == {"setup", "parameters", "b", "other"}
    found = plan(CELLS, KernelState(), to_node="other")
    assert running(found) == {"setup", "parameters", "b", "other"}
    assert found["a"].reason == "not needed for the node that the run stops at"
    with pytest.raises(ValueError, match="no node 'nope'"):
        upstream(CELLS, "nope")


def test_force_runs_unchanged_nodes_but_only_those_that_are_needed():
    assert running(plan(CELLS, state(), force=True)) == {c.node for c in CELLS}
    found = plan(CELLS, state(), force=True, to_node="b")
    assert running(found) == {"setup", "parameters", "b"}
    assert found["b"].reason == "everything was asked to run"


def test_keys_depend_on_files_and_inputs_only():
    keys = effective_keys(CELLS, FILES)
    assert keys == effective_keys(CELLS, dict(reversed(FILES.items())))
    assert len(set(keys.values())) == len(CELLS)
    other = effective_keys(CELLS, {**FILES, "in/a": "2"})
    assert {n for n in keys if keys[n] != other[n]} == {"a", "joined", "sink"}
