"""Runs of a page: listed, found again after a reload, on the kernel that is chosen."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.handlers.live import LiveServer
from tests.lab.accessibility import violations
from tests.lab.canvas import choose
from tests.lab.conftest import open_lab, shot
from tests.lab.panel import make
from tests.lab.test_history import edge, node, open_stored

RUN = 90_000
ROWS = {"columns": [{"name": "a", "type": "long"}], "rows": [[1], [2], [3]]}
SLOW = {
    "code": "import time\n\nfor _ in range(150):\n    time.sleep(0.1)\nresult = data",
    "inputs": ["data"], "output": "result",
}  # fmt: skip


def tool(page: Page, name: str) -> Locator:
    """A button of the visible document's toolbar."""
    command = f'[data-command="etlab-page:{name}"]'
    return page.locator(f".jp-MainAreaWidget:not(.lm-mod-hidden) .jp-Toolbar {command}")


def status(page: Page) -> Locator:
    return page.locator(".jp-MainAreaWidget:not(.lm-mod-hidden) .etlab-RunStatus")


def runs(page: Page) -> Locator:
    """The rows of the page's runs."""
    tab = page.locator('.jp-MainAreaWidget:not(.lm-mod-hidden) [data-tab="runs"]')
    if tab.get_attribute("aria-selected") == "false":
        tab.click()
    return page.locator(".etlab-Runs tbody tr")


def target(page: Page) -> Locator:
    return page.locator(".jp-MainAreaWidget:not(.lm-mod-hidden) .etlab-TargetSelect select")


def write_page(lab: LiveServer, name: str, code: str) -> Path:
    """A page file with one node of code."""
    path = lab.folder / "root" / f"{name}.etlab.json"
    code_node = node("code", "transform", "code", 0, code=code, inputs=[], output="df")
    sink = node("show", "sink", "console", 260)
    document = {"etlab": 1, "name": name, "nodes": [code_node, sink],
                "edges": [edge("code", "show")]}  # fmt: skip
    path.write_text(json.dumps(document))
    return path


def open_file(page: Page, lab: LiveServer, path: Path) -> None:
    open_lab(page, lab, f"lab/workspaces/{path.stem.split('.')[0]}/tree/{path.name}")
    page.locator(".etlab-Node").first.wait_for()


@pytest.fixture(scope="module")
def workspace(lab):
    return make(lab, "workspaces", name="Runs of pages")


def test_a_stored_page_is_drawn_saved_run_and_reloaded(lab, page, workspace):
    stored = make(lab, "pages", workspace_id=workspace["id"], name="Drawn")
    path = f"etlab:{stored['id']}/{stored['name']}.etlab.json"
    page.evaluate("path => { jupyterapp.commands.execute('docmanager:open', { path }) }", path)
    page.wait_for_selector(".etlab-Flow-empty")
    search = page.get_by_label("Search nodes")
    search.fill("rows")
    page.keyboard.press("Enter")
    page.locator('.etlab-Node[data-node="rows"]').wait_for()
    search.fill("show")
    page.keyboard.press("Enter")
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    page.keyboard.press("Control+s")
    expect(page.locator(".lm-DockPanel-tabBar .lm-mod-current")).not_to_have_class(
        re.compile("jp-mod-dirty")
    )
    found = lab.call("GET", f"pages/{stored['id']}")[1]
    ids = [n["id"] for n in found["nodes"]]
    assert ids[0] == "rows"
    assert found["edges"][0]["source"] == "rows"
    # Columns of its own, as text: the editor and the canvas show one page.
    found["nodes"][0]["data"]["config"] = ROWS
    change = {"nodes": found["nodes"]}
    version = found["version"]
    assert lab.call("PATCH", f"pages/{stored['id']}", change, version=version)[0] == 200
    page.reload()
    page.locator('.etlab-Node[data-node="rows"]').wait_for(timeout=60_000)
    tool(page, "run").click()
    expect(status(page)).to_have_text(re.compile("2 nodes ran"), timeout=RUN)
    rows = runs(page)
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("completed")
    expect(rows.first.locator("td").nth(2)).to_have_text(str(version + 1))
    expect(page.locator(".etlab-RunDetails .cm-content")).to_contain_text("createDataFrame")
    shot(page, "page-runs")
    assert violations(page, ".etlab-Bottom") == []
    page.locator('.etlab-RunDetails [data-tab="nodes"]').click()
    expect(page.locator(".etlab-Table")).to_contain_text("completed")
    # Of the page as it was then, and how it was.
    choose(page, "rows")
    page.locator(".etlab-Side").get_by_label("Label", exact=True).fill("Three")
    page.get_by_role("button", name="Run again").click()
    expect(rows).to_have_count(2, timeout=RUN)
    expect(status(page)).to_have_text(re.compile("Nothing had changed"), timeout=RUN)
    page.get_by_role("button", name="Compare with now").click()
    expect(page.locator('.etlab-DiffNode[data-node="rows"]')).to_contain_text("Changed")


def test_a_reload_in_the_middle_finds_the_run_again(lab, page, workspace):
    stored = make(
        lab, "pages", workspace_id=workspace["id"], name="Slow",
        nodes=[
            node("numbers", "source", "rows", 0, **ROWS),
            node("slow", "transform", "code", 260, **SLOW),
            node("show", "sink", "console", 520),
        ],
        edges=[edge("numbers", "slow"), edge("slow", "show")],
    )  # fmt: skip
    open_stored(page, stored)
    tool(page, "run").click()
    slow = page.locator('.etlab-Node[data-node="slow"]')
    expect(slow).to_contain_text("Running", timeout=RUN)
    page.wait_for_timeout(1000)  # JupyterLab keeps its layout a moment later
    page.reload()
    expect(slow).to_contain_text("Running", timeout=60_000)
    expect(status(page)).to_contain_text("Running")
    expect(runs(page).first).to_contain_text("running")
    shot(page, "page-runs-running")
    expect(status(page)).to_have_text(re.compile("3 nodes ran"), timeout=RUN)
    expect(runs(page).first).to_contain_text("completed")
    expect(slow).not_to_contain_text("Running")
    expect(runs(page)).to_have_count(1)


def test_code_is_saved_and_opened_as_a_notebook_that_runs(lab, page):
    path = write_page(lab, "exported", "df = spark.range(3).withColumnRenamed('id', 'seen')")
    open_file(page, lab, path)
    page.click('[data-tab="code"]')
    page.get_by_role("button", name="Save as .py").click()
    page.locator(".jp-FileEditor .cm-content").wait_for()
    script = (lab.folder / "root/exported.py").read_text()
    assert "spark.range(3)" in script
    page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text="exported.etlab").click()
    page.get_by_role("button", name="Open as Notebook").click()
    notebook = page.locator(".jp-NotebookPanel")
    notebook.locator(".jp-CodeCell").first.wait_for()
    page.get_by_role("button", name=re.compile("Python 3.*Idle")).wait_for(timeout=60_000)
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells') }")
    expect(notebook.locator(".jp-OutputArea-output").last).to_contain_text("seen", timeout=RUN)
    cells = json.loads((lab.folder / "root/exported.ipynb").read_text())["cells"]
    nodes = [cell["metadata"]["etlab"]["node"] for cell in cells if "etlab" in cell["metadata"]]
    assert nodes[-2:] == ["code", "show"]


def test_a_page_runs_where_it_is_told(lab, page):
    """On a new kernel of the Jupyter server, which is remembered."""
    path = write_page(lab, "placed", "import os\ndf = spark.range(1)\nprint('pid', os.getpid())")
    open_file(page, lab, path)
    expect(target(page)).to_have_value("own")
    target(page).select_option(label="New kernel…")
    expect(target(page)).to_have_value(re.compile("^kernel "))
    kernel = target(page).input_value().removeprefix("kernel ")
    expect(target(page).locator("optgroup")).to_have_attribute("label", "Running kernels")
    tool(page, "run").click()
    expect(status(page)).to_have_text(re.compile("2 nodes ran"), timeout=RUN)
    shot(page, "run-target")
    page.wait_for_timeout(1000)  # JupyterLab keeps its state a moment later
    page.reload()
    page.locator(".etlab-Node").first.wait_for(timeout=60_000)
    expect(target(page)).to_have_value(f"kernel {kernel}")
    tool(page, "run").click()
    expect(status(page)).to_have_text(re.compile("Nothing had changed"), timeout=RUN)
    total = lab.call("GET", "runs?page_path=placed.etlab.json")[1]["total"]
    assert total == 2


def test_a_page_runs_on_a_connection(lab, page):
    config = {"master": "local[1]"}
    make(lab, "connections", name="One core", connection_type="local", config=config)
    code = "df = spark.createDataFrame([(spark.sparkContext.master,)], ['master'])"
    open_file(page, lab, write_page(lab, "connected", code))
    target(page).select_option("One core")
    choose(page, "code")
    page.locator('.jp-MainAreaWidget:not(.lm-mod-hidden) [data-tab="preview"]').click()
    tool(page, "run").click()
    expect(page.locator(".etlab-Grid-row")).to_contain_text("local[1]", timeout=RUN)
    shot(page, "page-on-connection")
    expect(runs(page).first).to_contain_text("One core")
    facts = page.locator(".etlab-RunDetails-facts")
    expect(facts).to_have_text(re.compile(r"completed · on One core · .* · local-\d+$"))
    shot(page, "runs-on-connection")
    # The choice is kept.
    page.reload()
    page.locator(".etlab-Node").first.wait_for(timeout=60_000)
    expect(target(page).locator("option:checked")).to_have_text("One core")


def test_what_ran_before_an_edit_is_outdated_also_on_a_collapsed_group(lab, page):
    path = lab.folder / "root" / "outdated.etlab.json"
    nodes = [
        node("rows", "source", "rows", 0, **ROWS),
        node("limit", "transform", "limit", 260, rows=2),
        node("show", "sink", "console", 520),
    ]
    edges = [edge("rows", "limit"), edge("limit", "show")]
    document = {"etlab": 1, "name": "outdated", "nodes": nodes, "edges": edges}
    path.write_text(json.dumps(document))
    open_file(page, lab, path)
    outdated = page.locator(".etlab-NodeState.etlab-mod-stale")
    tool(page, "run").click()
    expect(status(page)).to_have_text(re.compile("3 nodes ran"), timeout=RUN)
    expect(outdated).to_have_count(0)
    choose(page, "limit")
    page.locator('.jp-MainAreaWidget:not(.lm-mod-hidden) [data-tab="preview"]').click()
    expect(page.locator(".etlab-Preview-count")).to_have_text("2 rows")
    count = page.locator('.etlab-Side [data-field="rows"] input')
    count.fill("1")
    expect(outdated).to_have_count(2)
    expect(outdated.first).to_contain_text(re.compile(r"^Outdated · \d"))
    expect(page.locator(".etlab-Preview-note")).to_be_visible()
    shot(page, "outdated")
    assert violations(page, ".etlab-Page") == []
    # Taken back, it is what ran.
    count.fill("2")
    expect(outdated).to_have_count(0)
    expect(page.locator(".etlab-Preview-note")).to_have_count(0)
    count.fill("1")
    page.locator('.etlab-Node[data-node="limit"]').click()
    page.locator('.etlab-Node[data-node="show"]').click(modifiers=["Control"])
    page.keyboard.press("Control+g")
    page.get_by_role("button", name="Collapse group").click()
    card = page.locator(".etlab-Group.etlab-mod-collapsed .etlab-NodeState")
    expect(card).to_have_text("2 done · 2 outdated")
    page.keyboard.press("Control+s")
    expect(page.locator(".lm-DockPanel-tabBar .lm-mod-current")).not_to_have_class(
        re.compile("jp-mod-dirty")
    )
    page.reload()
    expect(card).to_have_text("2 done · 2 outdated", timeout=60_000)
    tool(page, "run").click()
    expect(card).to_have_text(re.compile("^1 (running|waiting)|^2 waiting"))
    expect(card).to_have_text("2 done", timeout=RUN)
    expect(page.locator(".etlab-Node .etlab-NodeState-text")).to_have_text("Unchanged")


def test_a_page_is_submitted_as_a_job(lab, page):
    make(
        lab, "connections", name="A job's", connection_type="local",
        config={"master": "local[1]", "spark_conf": {"spark.log.level": "WARN"}},
    )  # fmt: skip
    open_file(page, lab, write_page(lab, "submitted", "df = spark.range(3)"))
    submit = "() => jupyterapp.commands.isEnabled('etlab-page:submit-as-job')"
    assert not page.evaluate(submit)  # its own kernel takes no jobs
    target(page).select_option("A job's")
    page.wait_for_function(submit)
    page.evaluate("() => { jupyterapp.commands.execute('etlab-page:submit-as-job') }")
    expect(status(page)).to_have_text(re.compile("2 nodes ran"), timeout=RUN)
    expect(runs(page)).to_have_count(1)
    facts = page.locator(".etlab-RunDetails-facts")
    expect(facts).to_contain_text("as a job", timeout=RUN)
    shot(page, "page-as-job")
