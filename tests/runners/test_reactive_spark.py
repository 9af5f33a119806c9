"""The same edits on ipyflow's dataflow and on ETLab's incremental runs: the same cells run."""

from __future__ import annotations

import json
import sys

import pytest
from jupyter_client.manager import KernelManager

from etlab_jupyter.runners import KernelRunner, SyncRunner
from etlab_jupyter.runners.events import RunFinished
from etlab_jupyter.runners.reactive import ReactiveCells
from tests.runners.conftest import ENV, new_page


@pytest.fixture
def reactive(tmp_path, monkeypatch):
    argv = [sys.executable, "-m", "ipyflow.kernel", "-f", "{connection_file}"]
    folder = tmp_path / "jupyter" / "kernels" / "etlab-test-ipyflow"
    folder.mkdir(parents=True)
    spec = {"argv": argv, "display_name": "ipyflow", "language": "python", "env": ENV}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    manager = KernelManager(kernel_name="etlab-test-ipyflow")
    (tmp_path / "reactive").mkdir()
    manager.start_kernel(cwd=str(tmp_path / "reactive"))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    yield ReactiveCells(client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def plain(tmp_path):
    (tmp_path / "plain").mkdir()
    with SyncRunner(KernelRunner(cwd=tmp_path / "plain", env=ENV)) as runner:
        yield runner


def pages(folder):
    """A page, and after it each edit of it."""
    page = new_page(folder)
    left = page.add("code", code="df = spark.range(10)", inputs=[], id="left", label="Left")
    right = page.add("code", code="df = spark.range(5)", inputs=[], id="right", label="Right")
    big = left.filter("id > 1", id="big", label="Big")
    joined = big.join(right, on=["id"], id="joined", label="Joined")
    joined.write.csv("joined", mode="overwrite", id="first", label="First")
    big.distinct(id="once", label="Once").write.csv(
        "once", mode="overwrite", id="second", label="Second"
    )
    yield page
    page.node("right").node.data.config["code"] = "df = spark.range(4)"
    yield page
    page.node("second").node.data.config["header"] = True
    yield page
    page.node("big").node.data.config["condition"] = "id > 2"
    yield page
    yield page
    page.node("left").node.data.config["code"] = "df = spark.range(3, 20)"
    page.node("right").node.data.config["code"] = "df = spark.range(9)"
    yield page


def rows(folder):
    return {
        name: sorted(
            line for part in (folder / name).glob("*.csv") for line in part.read_text().split()
        )
        for name in ("joined", "once")
    }


def test_both_run_the_same_cells_to_the_same_rows(tmp_path, reactive, plain):
    counts = []
    for page in pages(tmp_path):
        cells = page.cells()
        sources = {cell.node: cell.source for cell in cells}
        reactive.edit(sources, {cell.node: cell.inputs for cell in cells})
        ran = reactive.run(timeout=120)
        (*_, last) = plain.run(cells)
        assert isinstance(last, RunFinished)
        assert sorted(ran) == sorted(last.ran)
        assert rows(tmp_path / "reactive") == rows(tmp_path / "plain")
        counts.append(len(ran))
    assert counts == [8, 3, 1, 5, 0, 7]
    assert rows(tmp_path / "plain")["joined"] == ["3", "4", "5", "6", "7", "8"]
