"""Cells of a notebook in a session of Livy."""

from __future__ import annotations

import time

from tests.magics.conftest import etlab, folder, kernel, server  # noqa: F401


def test_a_notebooks_cells_run_in_its_own_session(kernel, etlab, livy):  # noqa: F811
    before = {one["id"] for one in livy.sessions()}
    config = {"url": livy.url, "spark_conf": {"spark.ui.enabled": "false"}}
    body = {"name": "cluster", "connection_type": "livy", "config": config}
    etlab.call("POST", "connections", body=body)
    done = kernel.run("%%etlab on cluster\nthere = spark.range(5)\nspark.version")
    assert "'3.5." in done.text
    done = kernel.run("%%etlab on cluster -o rows\nthere.filter('id > 2').toDF('n')")
    assert "<td>4</td>" in done.html
    assert kernel.run("list(rows.n)").plain.strip() == "[3, 4]"
    (error,) = kernel.attempt("%%etlab on cluster\nx = 1\nthere.select('nothing')").error
    assert error.startswith("ETLab: AnalysisException, line 3 of the cell: ")
    [mine] = {one["id"] for one in livy.sessions()} - before
    kernel.run("%etlab disconnect cluster")
    end = time.monotonic() + 30
    while any(one["id"] == mine for one in livy.sessions()):
        assert time.monotonic() < end
        time.sleep(0.2)
