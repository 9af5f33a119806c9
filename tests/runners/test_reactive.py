"""Reactive cells on a real ipyflow kernel."""

from __future__ import annotations

import pytest
from jupyter_client.manager import KernelManager

from etlab_jupyter import ETLabError
from etlab_jupyter.runners.reactive import CellFailedError, ReactiveCells
from tests import ipyflow_kernel

CELLS = {
    "setup": "import math",
    "a": "a = 1",
    "b": "b = 2",
    "from_a": "from_a = a + 10",
    "both": "both = from_a + b",
    "last": "last = math.floor(both)",
}


@pytest.fixture
def client(tmp_path, monkeypatch):
    name = ipyflow_kernel.install(tmp_path, monkeypatch)
    yield from started(name, tmp_path)


def started(name, folder):
    manager = KernelManager(kernel_name=name)
    manager.start_kernel(cwd=str(folder))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def cells(client):
    cells = ReactiveCells(client)
    cells.edit(CELLS)
    assert cells.run() == list(CELLS)
    return cells


def value(client, name):
    """A variable of the kernel, asked without leaving a trace in ipyflow."""
    message = client.session.msg(
        "execute_request",
        {"code": "", "silent": True, "store_history": False, "user_expressions": {"x": name}},
        metadata={"cellId": "asks"},
    )
    client.shell_channel.send(message)
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            return reply["content"]["user_expressions"]["x"]["data"]["text/plain"]


@pytest.mark.parametrize(
    ("changed", "ran"),
    [
        ({"a": "a = 5"}, ["a", "from_a", "both", "last"]),
        ({"b": "b = 5"}, ["b", "both", "last"]),
        ({"last": "last = -both"}, ["last"]),
        ({"a": "a = 5", "b": "b = 5"}, ["a", "b", "from_a", "both", "last"]),
        ({"from_a": "from_a = a + 100", "last": "last = both"}, ["from_a", "both", "last"]),
        ({}, []),
    ],
)
def test_exactly_what_an_edit_touches_runs_again(cells, changed, ran):
    assert cells.edit({**CELLS, **changed}) == [cell for cell in CELLS if cell in changed]
    assert cells.run() == ran
    assert cells.stale == []


def test_values_are_those_of_the_edited_cells(cells, client):
    assert value(client, "last") == "13"
    cells.edit({**CELLS, "a": "a = 100"})
    cells.run()
    assert value(client, "last") == "112"
    cells.edit({**CELLS, "a": "a = 100", "b": "b = 0"})
    assert cells.run() == ["b", "both", "last"]
    assert value(client, "last") == "110"


def test_new_and_removed_cells(cells, client):
    grown = {**CELLS, "more": "more = last * 2"}
    cells.edit(grown)
    assert cells.run() == ["more"]
    cells.edit({**grown, "b": "b = 3"})
    assert cells.run() == ["b", "both", "last", "more"]
    cells.edit({**CELLS, "b": "b = 4"})
    assert cells.run() == ["b", "both", "last"]


def test_a_failure_leaves_what_depends_on_it_stale(cells):
    cells.edit({**CELLS, "from_a": "from_a = 1 / 0"})
    with pytest.raises(CellFailedError, match="Cell from_a failed: ZeroDivisionError") as failed:
        cells.run()
    assert failed.value.cell == "from_a"
    assert cells.stale == ["from_a"]
    cells.edit(CELLS)
    assert cells.run() == ["from_a", "both", "last"]


def test_a_plain_kernel_is_told_apart(tmp_path):
    for client in started("python3", tmp_path):
        cells = ReactiveCells(client)
        cells.edit({"a": "a = 1"})
        with pytest.raises(ETLabError, match="This kernel does not run ipyflow"):
            cells.run()


def test_what_is_known_to_read_a_cell_runs_too(client):
    cells = ReactiveCells(client)
    code, inputs = {"a": "a = 1", "other": "1", "behind": "2"}, {"behind": ["a"]}
    cells.edit(code, inputs)
    assert cells.run() == ["a", "other", "behind"]
    cells.edit({**code, "a": "a = 2"}, inputs)
    assert cells.run() == ["a", "behind"]
