"""A second run on the same kernel executes what changed, and nothing else."""

from __future__ import annotations

import os
import shutil

import pytest

from etlab_jupyter.runners import RunOptions, events
from tests.runners.cells import finished, of_kind, run
from tests.runners.conftest import new_page


@pytest.fixture
def folder(home):
    data = home / "incremental"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    (data / "in.csv").write_text("id,day\n1,2026-01-01\n2,2026-01-02\n3,2026-01-02\n")
    return data


def make(home, *, limit="id > 1", mode="overwrite", extra=False):
    """Two branches of one source, of which one uses a parameter."""
    page = new_page(home)
    page.parameter("day", "string", default="2026-01-02")
    rows = page.read.csv("incremental/in.csv", header=True, id="rows")
    big = rows.filter(limit, id="big", label="Big")
    big.write.parquet("incremental/big", mode=mode, id="sink")
    day = rows.filter("day = ${day}", id="day", label="Of the day")
    day.write.csv("incremental/day", mode="overwrite", header=extra, id="day_sink")
    return page


def ran(runner, page, options=None, **parameters):
    last = finished(run(runner, page.cells(**parameters), options))
    assert last.status == "completed"
    return set(last.ran)


ALL = {"rows", "big", "sink", "day", "day_sink"}


@pytest.fixture
def first(runner, home, folder):
    """The page after its first run."""
    page = make(home)
    assert ran(runner, page) >= ALL
    return page


def test_what_is_unchanged_is_skipped_and_changes_run(runner, first, home):
    found = run(runner, first.cells())
    last = finished(found)
    assert last.ran == ()
    assert set(last.skipped) == {"setup", "parameters", *ALL}
    assert last.rows == {}
    reasons = {event.reason for event in of_kind(found, events.NodeSkipped)}
    assert reasons == {"unchanged"}
    assert ran(runner, make(home, extra=True)) == {"day_sink"}  # the last node alone
    assert ran(runner, make(home, extra=True, limit="id > 2")) == {"big", "sink"}
    assert ran(runner, make(home, extra=True, limit="id > 2")) == set()


def test_a_moved_node_runs_nothing(runner, first):
    first.node("big").node.position.x += 100
    assert ran(runner, first) == set()


@pytest.mark.parametrize("change", ["longer", "touched"])
def test_a_changed_input_file_runs_all_that_depends_on_it(runner, first, folder, change):
    path = folder / "in.csv"
    if change == "longer":
        path.write_text(path.read_text() + "4,2026-01-03\n")
    else:
        os.utime(path, ns=(1, 1))
    assert ran(runner, first) == ALL
    assert ran(runner, first) == set()


def test_a_changed_parameter_runs_what_uses_it(runner, first):
    assert ran(runner, first, day="2026-01-01") == {"parameters", "day", "day_sink"}
    assert ran(runner, first, day="2026-01-01") == set()


def test_deleted_output_is_written_again(runner, first, folder):
    shutil.rmtree(folder / "big")
    assert ran(runner, first) == {"sink"}
    assert (folder / "big" / "_SUCCESS").exists()


def test_force_runs_everything(runner, first):
    assert ran(runner, first, RunOptions(force=True)) == {"setup", "parameters", *ALL}


def test_a_run_to_a_node(runner, home, folder):
    page = make(home)
    found = run(runner, page.cells(), RunOptions(to_node="big", force=True))
    last = finished(found)
    assert set(last.ran) == {"setup", "parameters", "rows", "big"}
    assert not (folder / "big").exists()
    assert {"big", "rows"}.isdisjoint(ran(runner, page))


def test_a_variable_that_somebody_else_took_is_made_again(runner, first, home):
    other = new_page(home, "Other page")
    other.add("code", code="big = spark.range(1)\ndf = big", inputs=[], id="other")
    ran(runner, other)
    assert ran(runner, first) == {"setup", "big"}
    assert ran(runner, first) == set()


def test_a_stopped_spark_runs_everything(runner, first, home):
    other = new_page(home, "Stops Spark")
    other.add("code", code="df = spark.range(1)\nspark.stop()\ndel df", inputs=[], id="other",
              output="df")  # fmt: skip
    finished(run(runner, other.cells()))
    assert ran(runner, first) == {"setup", "parameters", *ALL}


def test_the_page_keeps_its_kernel_when_parameters_change(home, folder, monkeypatch):
    """`Page.run` starts one kernel; here it is told by the process that runs the cells."""
    from etlab_jupyter import Page

    page = Page("Kernel", base_dir=folder)
    page.parameter("day", "string", default="1")
    pids = []
    monkeypatch.setattr(page, "pipeline", lambda **values: FakePipeline(values))
    with page:
        for day in ("1", "2"):
            page.run(
                parameters={"day": day},
                on_event=lambda e: pids.append(e.text) if isinstance(e, events.Output) else None,
            )
        assert page._runner is not None
    assert page._runner is None
    assert len(pids) == 2
    assert pids[0] == pids[1]


class FakePipeline:
    """A pipeline of one cell that needs no Spark."""

    def __init__(self, values):
        self.values = values

    def runnable(self):
        from tests.runners.cells import cell

        return [cell("pid", f"import os\nday = {self.values['day']!r}\nprint(os.getpid())")]


def test_kept_rows_are_written_again_without_reading_and_never_when_stale(runner, home, folder):
    """The file changes behind Spark's back: only who reads it again would notice."""
    source, out = folder / "in.csv", home / "incremental" / "day"
    reuse = RunOptions(reuse=True, force=True)
    assert ran(runner, make(home), reuse) >= ALL
    before = source.stat()
    source.write_text(source.read_text().replace("3,", "7,"))
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert ran(runner, make(home, extra=True), RunOptions(reuse=True)) == {"day_sink"}
    assert written(out) == ["2,2026-01-02", "3,2026-01-02", "id,day"]
    source.touch()
    assert ran(runner, make(home, extra=True), RunOptions(reuse=True)) == ALL
    assert written(out) == ["2,2026-01-02", "7,2026-01-02", "id,day"]


def written(folder):
    """The lines of the CSV files that Spark wrote, sorted."""
    return sorted(line for file in folder.glob("*.csv") for line in file.read_text().split())
