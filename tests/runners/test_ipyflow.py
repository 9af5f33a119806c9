"""A run on the ipyflow kernel, which follows the dataflow of cells itself."""

from __future__ import annotations

import pytest

from etlab_jupyter.runners import KernelRunner, SyncRunner
from tests import ipyflow_kernel
from tests.runners.cells import finished, run, text
from tests.runners.conftest import ENV, new_page


@pytest.fixture
def runner(tmp_path, monkeypatch):
    name = ipyflow_kernel.install(tmp_path, monkeypatch)
    with SyncRunner(KernelRunner(name, cwd=tmp_path, env=ENV)) as runner:
        yield runner


def test_a_whole_run_and_an_incremental_one(runner, tmp_path):
    def page(**options):
        page = new_page(tmp_path)
        rows = page.add("code", inputs=[], id="rows", code="print(type(get_ipython()).__module__)\n"
                        "df = spark.range(5)")  # fmt: skip
        big = rows.filter("id > 1", id="big")
        big.write.csv("out", mode="overwrite", id="sink", **options)
        return page

    found = run(runner, page().cells())
    last = finished(found)
    assert last.status == "completed"
    assert last.ran == ("setup", "rows", "big", "sink")
    assert last.rows == {"sink": 3}
    assert "ipyflow" in text(found)
    assert finished(run(runner, page().cells())).ran == ()
    last = finished(run(runner, page(header=True).cells()))
    assert (last.status, last.ran, last.rows) == ("completed", ("sink",), {"sink": 3})
