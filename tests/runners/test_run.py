"""Whole runs on a real kernel with a real Spark."""

from __future__ import annotations

import json
import re

import pytest

from etlab_jupyter.runners import RunOptions, events
from tests.runners.cells import finished, of_kind, only, run, text

COLUMNS = [{"name": "id", "type": "int"}, {"name": "name", "type": "string"}]
ROWS = [[1, "a"], [2, "b"], [3, "c"]]
SLEEP = "java_method('java.lang.Thread', 'sleep', 100L)"


def source(page, **config):
    return page.add("rows", columns=COLUMNS, rows=ROWS, id="rows", **config)


def nodes(found, kind):
    return [event.node for event in of_kind(found, kind)]


def test_the_events_of_a_run(runner, page):
    big = source(page).filter("id > 1", id="big")
    big.write.parquet("out/events", mode="overwrite", id="sink")
    found = run(runner, page.cells(), RunOptions(run_id="my-run", force=True))
    last = finished(found)
    assert last.status == "completed"
    assert last.run_id == "my-run"
    assert last.error is None
    order = ["setup", "rows", "big", "sink"]
    assert only(found, events.RunQueued).nodes == tuple(order)
    assert isinstance(found[1], events.RunStarted)
    assert [p.node for p in found[1].plan] == order
    assert list(last.ran) == nodes(found, events.NodeStarted) == order
    assert nodes(found, events.NodeFinished) == order
    assert (last.skipped, last.failed) == ((), ())
    assert last.application is not None
    assert last.application.startswith("local-")
    assert [e.time for e in found] == sorted(e.time for e in found)
    # Everything about a node comes between its start and its end.
    for node in order:
        mine = [e for e in found if isinstance(e, events.NodeEvent) and e.node == node]
        assert isinstance(mine[0], events.NodeStarted)
        assert isinstance(mine[-1], events.NodeFinished)
        assert mine == found[found.index(mine[0]) : found.index(mine[-1]) + 1]
    for event in found:
        assert events.RunEvent.from_dict(json.loads(json.dumps(event.to_dict()))) == event


def test_schemas_are_told_and_sinks_count_their_rows(runner, page):
    big = source(page).filter("id > 1", id="big")
    big.write.parquet("out/schemas", mode="overwrite", id="sink")
    found = run(runner, page.cells(), RunOptions(force=True))
    done = {event.node: event for event in of_kind(found, events.NodeFinished)}
    names = [field["name"] for field in done["big"].schemas["out"]["fields"]]
    assert names == ["id", "name"]
    assert done["big"].rows is None
    assert done["sink"].rows == 2
    assert finished(found).rows == {"sink": 2}
    assert done["setup"].schemas == {}


def test_every_sink_tells_the_rows_that_it_wrote(runner, page):
    rows = source(page)
    rows.write.csv("out/csv", mode="overwrite", id="csv")
    rows.write.json("out/json", mode="overwrite", id="json")
    rows.write.orc("out/orc", mode="overwrite", id="orc")
    rows.write.parquet("out/parquet", mode="overwrite", partition_by=["id"], id="parquet")
    rows.select(["name"], id="names").write.text("out/text", mode="overwrite", id="text")
    rows.write.table("t_rows", mode="overwrite", id="table")
    rows.write.jdbc("jdbc:derby:memory:db;create=true", "T", mode="overwrite", id="jdbc")
    rows.filter("id > 5", id="none").write.csv("out/none", mode="overwrite", id="empty")
    rows.write.console(id="show")
    found = run(runner, page.cells())
    last = finished(found)
    assert last.status == "completed"
    sinks = ["csv", "json", "orc", "parquet", "text", "table", "jdbc"]
    assert {sink: last.rows[sink] for sink in sinks} == dict.fromkeys(sinks, 3)
    assert last.rows["empty"] == 0
    assert last.rows["show"] is None
    assert "|  1|   a|" in text(found)


def test_appending_counts_the_new_rows_alone(runner, page):
    source(page).write.csv("out/append", mode="append", id="sink")
    for _ in range(2):
        found = run(runner, page.cells(), RunOptions(force=True))
        assert finished(found).rows == {"sink": 3}


def test_all_rows_are_counted_when_asked(runner, page):
    source(page).filter("id > 1", id="big")
    found = run(runner, page.cells(), RunOptions(count_rows="all", force=True))
    done = {event.node: event for event in of_kind(found, events.NodeFinished)}
    assert (done["rows"].rows, done["big"].rows) == (3, 2)
    assert done["big"].output_rows == {"out": 2}


def test_previews_have_schema_and_at_most_n_rows(runner, page):
    rows = source(page)
    rows.filter("id > 2", id="big")
    page.add("code", rows, code="df = df.selectExpr('explode(sequence(1, 100000)) AS n')",
             id="many")  # fmt: skip
    chosen = RunOptions(preview_rows=2, preview_nodes=frozenset({"rows", "big", "many"}))
    found = run(runner, page.cells(), chosen)
    shown = {event.node: event for event in of_kind(found, events.Preview)}
    assert list(shown) == ["rows", "big", "many"]
    assert shown["rows"].rows == ((1, "a"), (2, "b"))
    assert shown["rows"].truncated
    assert [f["type"] for f in shown["rows"].spark_schema["fields"]] == ["integer", "string"]
    assert (shown["big"].rows, shown["big"].truncated) == (((3, "c"),), False)
    assert len(shown["many"].rows) == 2
    # What is unchanged is not run again, but it is shown.
    again = run(runner, page.cells(), RunOptions(preview_rows=1, preview_nodes=frozenset({"big"})))
    assert finished(again).ran == ()
    assert only(again, events.Preview).rows == ((3, "c"),)


def test_a_preview_takes_no_more_than_n_rows_from_spark(runner, page):
    """Spark's own record of the preview: one task of four, stopped after five rows."""
    page.add("code", code="df = spark.range(0, 1_000_000, 1, 4)", inputs=[], id="many")
    run(runner, page.cells(), RunOptions(preview_rows=5))
    code = (
        "store = spark._jsparkSession.sharedState().statusStore()\n"
        "last = store.executionsList().apply(int(store.executionsCount()) - 1)\n"
        "print(last.physicalPlanDescription())\n"
        "print('jobs:', last.jobs().size())\n"
        "tracker = spark.sparkContext.statusTracker()\n"
        "stages = tracker.getJobInfo(last.jobs().keys().head()).stageIds\n"
        "print('tasks:', [tracker.getStageInfo(i).numTasks for i in stages])\n"
        "df = spark.range(1)"
    )
    page.add("code", code=code, inputs=[], id="asked")
    told = text(run(runner, page.cells()))
    assert re.search(r"\(\d\) CollectLimit\nInput.*\nArguments: 5\n", told)
    assert "jobs: 1\ntasks: [1]\n" in told


def test_a_preview_may_take_longer_than_the_cell_and_be_silent(runner, page):
    code = "df = spark.range(1).selectExpr(\"java_method('java.lang.Thread', 'sleep', 8000L)\")"
    page.add("code", code=code, inputs=[], id="slow")
    found = run(runner, page.cells(), RunOptions(preview_rows=1))
    assert finished(found).status == "completed"
    assert only(found, events.Preview).rows == (("null",),)


def test_progress_of_a_job_of_several_stages(runner, page):
    code = (
        f'df = spark.range(0, 24, 1, 12).selectExpr("id", "{SLEEP} AS s")\n'
        'df = df.groupBy("s").count().orderBy("count")\n'
        "df.collect()"
    )
    page.add("code", code=code, inputs=[], id="slow")
    found = run(runner, page.cells(), RunOptions(force=True))
    steps = [e for e in of_kind(found, events.Progress) if e.node == "slow"]
    assert len(steps) >= 2
    assert any(0 < step.tasks_done < step.tasks_total for step in steps)
    assert any(step.tasks_active for step in steps)
    assert [s.tasks_done for s in steps] == sorted(s.tasks_done for s in steps)
    end = steps[-1]
    assert end.stages_total >= 2
    assert end.jobs_running == end.tasks_active == end.tasks_failed == 0
    assert end.jobs_done >= 1
    assert (end.stages_done, end.tasks_done) == (end.stages_total, end.tasks_total)


def test_lines_of_both_streams(runner, page):
    code = (
        "import sys\n"
        "print('to out')\n"
        "print('to err', file=sys.stderr)\n"
        "spark.sparkContext._jvm.System.err.println('from the JVM')\n"
        "df = spark.range(1)\n"
        "df.show()\n"
        "import time\n"
        "time.sleep(0.5)"  # the kernel passes on what other processes write when it can
    )
    page.add("code", code=code, inputs=[], id="talk")
    found = run(runner, page.cells(), RunOptions(force=True))
    assert finished(found).status == "completed"
    mine = [e for e in found if isinstance(e, events.NodeEvent) and e.node == "talk"]
    assert text(mine).startswith("to out\n")
    assert "+---+" in text(mine)
    assert "to err\n" in text(mine, "stderr")
    assert "from the JVM\n" in text(mine, "stderr")


def test_displayed_objects_are_shown_as_text(runner, page):
    code = "from IPython.display import display\ndisplay({'a': 1})\ndf = spark.range(1)\ndf"
    page.add("code", code=code, inputs=[], id="shown")
    found = run(runner, page.cells(), RunOptions(force=True))
    assert "{'a': 1}\n" in text(found)


def test_the_kernel_works_in_the_folder_of_the_checks(runner, page, home):
    (home / "in.csv").write_text("a,b\n1,2\n")
    page.read.csv("in.csv", header=True).write.csv("out/relative", mode="overwrite")
    assert page.check() == []
    last = finished(run(runner, page.cells()))
    assert last.status == "completed"
    assert (home / "out" / "relative" / "_SUCCESS").exists()


@pytest.mark.parametrize("options", [RunOptions(to_node="nope")])
def test_a_run_to_a_node_that_is_not_there_is_refused_at_once(runner, page, options):
    source(page)
    with pytest.raises(ValueError, match="no node 'nope'"):
        run(runner, page.cells(), options)
    assert finished(run(runner, page.cells())).status == "completed"
