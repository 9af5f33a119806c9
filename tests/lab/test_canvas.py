"""Pages: drawn, saved, run, broken and mended as a person does it."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.handlers.live import ROOT, LiveServer
from tests.lab.canvas import choose, field, node, settled
from tests.lab.conftest import open_lab, shot

RUN = 90_000
CITIES = ("Oslo", "Paris", "Rome")


@pytest.fixture(scope="module")
def files(lab: LiveServer) -> Path:
    """The server's root, with something in it."""
    root = lab.folder / "root"
    rows = "".join(f"{i},{CITIES[i % 3]},{i * 3.5}\n" for i in range(1, 200))
    (root / "orders.csv").write_text("id,city,amount\n" + rows)
    for name in ("events", "tpch/q05"):
        shutil.copy(ROOT / f"examples/{name}.etlab.json", root)
    return root


def tool(page: Page, name: str) -> Locator:
    """A button of the visible document's toolbar."""
    command = f'[data-command="etlab-page:{name}"]'
    return page.locator(f".jp-MainAreaWidget:not(.lm-mod-hidden) .jp-Toolbar {command}")


def add(page: Page, text: str) -> None:
    """By keyboard, behind the chosen node."""
    page.get_by_label("Search nodes").fill(text)
    page.keyboard.press("Enter")


def open_page(page: Page, lab: LiveServer, name: str) -> None:
    """In a workspace of its own, where no other document is open."""
    open_lab(page, lab, f"lab/workspaces/{name.split('.')[0]}/tree/{name}")
    page.wait_for_selector(".etlab-Flow")


def hide_files(page: Page) -> None:
    if page.locator("#filebrowser").is_visible():
        page.click('.jp-SideBar [data-id="filebrowser"]')


def wait_for(page: Page, true: Callable[[], object]) -> None:
    """Until what happens behind the browser has happened."""
    end = time.monotonic() + 30
    while not true() and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert true()


def ends(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(edge["source"], edge["target"]) for edge in document["edges"]]


def status(page: Page) -> Locator:
    return page.locator(".etlab-RunStatus")


@pytest.mark.parametrize("lab", ["/", "/user/ann/"], indirect=True)
def test_a_page_is_drawn_run_broken_and_mended(page, lab, files):
    path = files / "untitled.etlab.json"
    page.locator(".jp-LauncherCard", has_text="Page File").first.click()
    page.wait_for_selector(".etlab-Flow-empty")
    hide_files(page)
    # By mouse: a source out of the palette.
    page.drag_and_drop(
        '.etlab-Palette-item[data-kind="read_csv"]',
        ".react-flow__pane",
        target_position={"x": 150, "y": 200},
    )
    node(page, "read_csv").wait_for()
    field(page, "Path").fill("orders.csv")
    field(page, "Header").check()
    field(page, "Infer types").check()
    # By keyboard: what comes behind it; columns are known and completed.
    add(page, "filter")
    field(page, "Condition").click()
    page.keyboard.type("amo")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("amountdouble")
    shot(page, "canvas-completion")
    page.keyboard.press("Tab")
    page.keyboard.type(" > 10")
    add(page, "aggregate")
    field(page, "Group by").fill("city")
    page.keyboard.press("Enter")
    page.locator(".etlab-mod-add").first.click()
    field(page, "Function").select_option(label="sum")
    field(page, "Of").fill("amount")
    field(page, "Name").fill("total")
    add(page, "write parquet")
    field(page, "Path").fill("out/cities")
    field(page, "If it exists").select_option(label="overwrite")
    expect(page.locator(".etlab-Node")).to_have_count(4)
    expect(page.locator(".react-flow__edge")).to_have_count(3)
    expect(page.locator(".etlab-Node-badge")).to_have_count(0)
    page.click('[data-command="docmanager:save"]')
    wait_for(page, lambda: path.read_text() != "")
    document = json.loads(path.read_text())
    assert ends(document) == [
        ("read_csv", "filter"), ("filter", "aggregate"), ("aggregate", "write_parquet"),
    ]  # fmt: skip
    assert document["nodes"][0]["data"]["config"] == {
        "path": "orders.csv", "header": True, "infer_schema": True,
    }  # fmt: skip
    tool(page, "fit").click()

    # It runs on a real kernel with real Spark.
    choose(page, "aggregate")
    page.click('[data-tab="preview"]')
    tool(page, "run").click()
    expect(status(page)).to_have_text(re.compile("4 nodes ran"), timeout=RUN)
    expect(node(page, "write_parquet")).to_contain_text("3 rows")
    rows = page.locator(".etlab-Grid-row")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="Paris")).to_contain_text("23446.5")
    assert list((files / "out/cities").glob("*.parquet"))
    shot(page, "canvas-preview")
    page.locator(".etlab-Grid-head button", has_text="total").click(click_count=1)
    page.locator(".etlab-Grid-head button", has_text="total").click()
    expect(rows.first).to_contain_text("Paris")

    # A broken expression is told at the node and its field, and mended.
    choose(page, "filter")
    field(page, "Condition").fill("amoun > 20")
    expect(node(page, "filter").locator(".etlab-Node-badge")).to_have_text("1")
    expect(page.locator(".etlab-ProblemNote")).to_contain_text("amoun")
    expect(page.locator(".cm-lintRange-error")).to_have_text("amoun")
    expect(field(page, "Condition")).to_have_attribute("aria-invalid", "true")
    page.click('[data-tab="problems"]')
    choose(page, "read_csv")
    page.locator(".etlab-Problems button").first.click()
    expect(field(page, "Condition")).to_be_focused()
    shot(page, "canvas-problems")
    field(page, "Condition").fill("amount > 20")
    expect(page.locator(".etlab-Node-badge")).to_have_count(0)

    # Only what changed runs.
    tool(page, "run").click()
    expect(status(page)).to_have_text(re.compile("3 nodes ran.*1 unchanged"), timeout=RUN)
    expect(node(page, "read_csv")).to_contain_text("Unchanged")
    shot(page, "canvas-run")

    # Undo goes back over the mended and the broken expression.
    page.locator(".react-flow__pane").click(position={"x": 300, "y": 20})
    choose(page, "filter")
    page.keyboard.press("Control+z")
    expect(field(page, "Condition")).to_have_text("amoun > 20")
    page.keyboard.press("Control+z")
    expect(field(page, "Condition")).to_have_text("amount > 10")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    expect(field(page, "Condition")).to_have_text("amount > 20")
    page.keyboard.press("Control+s")
    wait_for(page, lambda: "amount > 20" in path.read_text())

    # A reload finds the page and its run.
    page.reload()
    expect(page.locator(".etlab-Node")).to_have_count(4, timeout=60_000)
    expect(status(page)).to_have_text(re.compile("3 nodes ran"), timeout=RUN)
    choose(page, "aggregate")
    page.click('[data-tab="preview"]')
    expect(page.locator(".etlab-Grid-row")).to_have_count(3)


def test_edits_by_mouse_and_keyboard(page, lab, files):
    source = files / "events.etlab.json"
    before = source.read_text()
    open_page(page, lab, "events.etlab.json")
    hide_files(page)
    nodes = page.locator(".etlab-Node")
    nodes.first.wait_for()
    count = nodes.count()
    tool(page, "fit").click()
    settled(page, nodes.first)

    # The search at an empty spot.
    page.locator(".react-flow__pane").dblclick(position={"x": 200, "y": 40})
    page.keyboard.type("limit")
    shot(page, "canvas-search")
    page.keyboard.press("Enter")
    expect(nodes).to_have_count(count + 1)
    expect(node(page, "limit")).to_be_visible()

    # Connected by mouse, renamed, deleted, and all of it undone.
    output = node(page, "events").locator(".react-flow__handle.source")
    target = node(page, "limit").locator(".react-flow__handle.target")
    edges = page.locator(".react-flow__edge")
    connected = edges.count()
    output.drag_to(target)
    expect(edges).to_have_count(connected + 1)
    node(page, "limit").click()
    page.keyboard.press("F2")
    page.keyboard.type("A few")
    page.keyboard.press("Enter")
    expect(node(page, "limit")).to_contain_text("A few")
    page.keyboard.press("Control+d")
    expect(node(page, "limit_2")).to_contain_text("A few 2")
    page.keyboard.press("Delete")
    expect(node(page, "limit_2")).to_have_count(0)
    for _ in range(5):
        page.keyboard.press("Control+z")
    expect(nodes).to_have_count(count)
    changed = source.stat().st_mtime_ns
    page.keyboard.press("Control+s")
    # The file is there before its text is.
    wait_for(page, lambda: source.stat().st_mtime_ns != changed and source.read_text() == before)


def test_nodes_are_inserted_dragged_and_pasted(page, lab, files):
    open_page(page, lab, "q05.etlab.json")
    hide_files(page)
    nodes = page.locator(".etlab-Node")
    nodes.first.wait_for()
    count = nodes.count()
    shot(page, "canvas-large")
    # On an edge, from its menu.
    box = settled(page, page.locator(".react-flow__edge").first)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(*middle, button="right")
    page.locator('.lm-Menu-item[data-command="etlab-page:insert-on-edge"]').click()
    page.keyboard.type("limit")
    page.keyboard.press("Enter")
    expect(nodes).to_have_count(count + 1)
    expect(node(page, "limit").locator(".react-flow__handle")).to_have_count(2)
    # A drag is one step back.
    box = settled(page, node(page, "limit"))
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 120, steps=8)
    page.mouse.up()
    moved = settled(page, node(page, "limit"))
    assert moved["y"] > box["y"] + 60
    page.keyboard.press("Control+z")
    back = settled(page, node(page, "limit"))
    assert abs(back["y"] - box["y"]) < 2
    # Everything onto the clipboard and into another page.
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(nodes).to_have_count(2 * (count + 1))
    page.keyboard.press("Control+z")
    expect(nodes).to_have_count(count + 1)
    tool(page, "layout").click()
    page.wait_for_timeout(500)
    shot(page, "canvas-layout")


def test_a_failure_is_told_at_its_node_and_a_run_is_cancelled(page, lab, files):
    """Up to a node a page runs whatever is wrong elsewhere; what the page lacks is asked for."""
    config = {
        "code": "import time\n\nfor _ in range(300):\n    time.sleep(0.1)\nresult = data",
        "inputs": ["data"], "output": "result",
    }  # fmt: skip
    bad = {"condition": "1 / (id - 1) > ${least}"}
    document = {
        "etlab": 1, "name": "Bad",
        "nodes": [
            _node("rows", "source", columns=[{"name": "id", "type": "integer"}], rows=[[1], [2]]),
            _node("filter", "transform", **bad), _node("code", "transform", **config),
            _node("console", "sink"), _node("limit", "transform"),
        ],
        "edges": [
            {"id": "a", "source": "rows", "target": "filter"},
            {"id": "b", "source": "filter", "target": "console"},
            {"id": "c", "source": "rows", "target": "code"},
        ],
        "metadata": {"parameters": [{"name": "least", "type": "double"}]},
    }  # fmt: skip
    (files / "bad.etlab.json").write_text(json.dumps(document))
    open_page(page, lab, "bad.etlab.json")
    hide_files(page)
    tool(page, "layout").click()
    choose(page, "console")
    tool(page, "run-to-selected").click()
    page.locator(".jp-Dialog input").fill("0.5")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(node(page, "filter")).to_contain_text(
        re.compile("division by zero", re.IGNORECASE), timeout=RUN
    )
    expect(node(page, "console")).to_contain_text("Not run")
    expect(status(page)).to_contain_text("Failed")
    page.click('[data-tab="log"]')
    shot(page, "canvas-failed")
    choose(page, "code")
    tool(page, "run-to-selected").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(node(page, "code")).to_contain_text("Running", timeout=RUN)
    tool(page, "cancel").click()
    expect(status(page)).to_contain_text("Cancelled", timeout=30_000)
    expect(node(page, "code")).to_contain_text("Cancelled")


def _node(kind: str, type: str, **config: object) -> dict[str, Any]:
    return {"id": kind, "type": type, "data": {"label": kind, "kind": kind, "config": config}}


def test_a_text_that_is_no_page_is_told_and_read_again(page, lab, files):
    (files / "broken.etlab.json").write_text('{"nodes": [')
    open_lab(page, lab, "lab/tree/broken.etlab.json")
    page.wait_for_selector(".etlab-Broken")
    shot(page, "canvas-broken")
    page.get_by_role("button", name="Open as Text").click()
    page.wait_for_selector(".jp-FileEditor")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type('{"name": "Mended", "nodes": [], "edges": []}')
    page.locator(".lm-TabBar-tab", has_text="broken.etlab.json").first.click()
    page.wait_for_selector(".etlab-Flow-empty")


def test_it_looks_well_in_the_dark(page, lab, files):
    open_page(page, lab, "events.etlab.json")
    hide_files(page)
    page.locator(".etlab-Node").first.wait_for()
    page.click(".lm-MenuBar-item:has-text('Settings')")
    page.hover(".lm-Menu-item:has-text('Theme')")
    page.click(".lm-Menu-item:has-text('JupyterLab Dark')")
    page.wait_for_selector('body[data-jp-theme-light="false"]', state="attached")
    tool(page, "fit").click()
    choose(page, "last_version_of_each")
    page.wait_for_timeout(600)
    shot(page, "canvas-dark")
