"""The forms of nodes: what one types code into, and what is picked."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from tests.handlers.live import LiveServer
from tests.lab.canvas import choose, field
from tests.lab.conftest import open_lab, shot
from tests.lab.panel import confirm, expand, make, open_panel, refresh, row, theme

COLUMNS = [{"name": "id", "type": "integer"}, {"name": "full name", "type": "string"}]

# No two nodes are at the same place any more.
LAID_OUT = """
() => {
  const places = [...document.querySelectorAll('.react-flow__node')].map(n => n.style.transform);
  return places.length > 0 && new Set(places).size === places.length;
}
"""


def one(kind: str, type: str = "transform", **config: object) -> dict[str, Any]:
    return {"id": kind, "type": type, "data": {"label": kind, "kind": kind, "config": config}}


def open_page(page: Page, lab: LiveServer, name: str, nodes: list[dict[str, Any]]) -> Path:
    """A page whose first node leads to all others."""
    path = lab.folder / f"root/{name}.etlab.json"
    edges = [
        {"id": node["id"], "source": nodes[0]["id"], "target": node["id"],
         **({"targetHandle": "left"} if node["id"] == "join" else {})}
        for node in nodes[1:] if node["type"] != "source"
    ]  # fmt: skip
    document = {"etlab": 1, "name": name, "nodes": nodes, "edges": edges, "metadata": {}}
    path.write_text(json.dumps(document))
    open_lab(page, lab, f"lab/workspaces/{name}/tree/{name}.etlab.json")
    page.wait_for_selector(".etlab-Flow")
    if page.locator("#filebrowser").is_visible():
        page.click('.jp-SideBar [data-id="filebrowser"]')
    page.locator('[data-command="etlab-page:layout"]:visible').click()
    page.wait_for_function(LAID_OUT)
    return path


def offered(page: Page) -> Locator:
    return page.locator(".cm-tooltip-autocomplete li")


def test_an_expression_is_completed_marked_and_undone(page, lab):
    rows = one("rows", "source", columns=COLUMNS, rows=[[1, "a"]])
    open_page(page, lab, "expressions", [rows, one("filter", condition="id > 0")])
    choose(page, "filter")
    condition = field(page, "Condition")
    expect(condition).to_have_text("id > 0")
    # Columns that need quotes, and functions of the server with what they take.
    page.locator(".etlab-Side label", has_text="Condition").click()
    expect(condition).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" and ful")
    expect(offered(page).first).to_contain_text("full namestring")
    page.keyboard.press("Enter")
    expect(condition).to_have_text("id > 0 and `full name`")
    page.keyboard.type(" = concat_w")
    expect(offered(page)).to_have_text(["concat_ws(string, [any], …)"])
    shot(page, "form-functions")
    page.keyboard.press("Enter")
    page.keyboard.type("'-', nme")
    expect(condition).to_have_text("id > 0 and `full name` = concat_ws('-', nme)")
    # The mistake is underlined where it is.
    expect(page.locator(".cm-lintRange-error")).to_have_text("nme")
    expect(condition).to_have_attribute("aria-invalid", "true")
    page.locator(".cm-lintRange-error").hover()
    expect(page.locator(".cm-tooltip-lint")).to_contain_text("nme")
    shot(page, "form-mistake")
    # Undo stays in the field, and Tab leaves it.
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(condition).not_to_contain_text("nme")
    expect(condition).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("id < 5")
    page.keyboard.press("Tab")
    expect(condition).not_to_be_focused()
    expect(condition).to_have_text("id < 5")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    # What the canvas takes back is shown.
    page.locator(".react-flow__pane").click(position={"x": 300, "y": 20})
    choose(page, "filter")
    page.keyboard.press("Control+z")
    expect(condition).not_to_have_text("id < 5")


def test_columns_that_come_late_join_an_open_list(page, lab):
    rows = one("rows", "source", columns=COLUMNS, rows=[[1, "a"]])
    held: list[Route] = []
    page.route("**/etlab/api/columns", lambda route: held.append(route))
    open_page(page, lab, "late", [rows, one("filter")])
    choose(page, "filter")
    page.locator(".etlab-Side label", has_text="Condition").click()
    page.keyboard.type("ful")
    expect(page.locator(".cm-tooltip-autocomplete")).to_be_visible()
    expect(offered(page).filter(has_text="full name")).to_have_count(0)
    for route in held:
        with suppress(Error):  # of questions that were given up for newer ones
            route.continue_()
    page.unroute("**/etlab/api/columns")
    expect(offered(page).first).to_contain_text("full namestring")


@pytest.mark.parametrize("name", ["Light", "Dark"])
def test_forms_share_their_edges(page, lab, name):
    nodes = [
        one("rows", "source", columns=COLUMNS, rows=[[1, "a"]]),
        one("read_csv", "source", path="in.csv"),
        one("read_jdbc", "source", url="jdbc:postgresql://db/shop", table="orders"),
        one("join", on=["id"]),
        one("aggregate", group_by=["id"], aggregations=[
            {"function": "count", "name": "n"}, {"expression": "sum(id)", "name": "total"},
        ]),
        one("window"),
        one("sql", query="SELECT *\nFROM input"),
    ]  # fmt: skip
    open_page(page, lab, f"edges-{name.lower()}", nodes)
    if name == "Dark":
        theme(page, "JupyterLab Dark")
    page.mouse.move(0, 0)
    for node in nodes:
        choose(page, node["id"])
        page.wait_for_timeout(300)
        shot(page, f"form-{node['id']}-{name.lower()}")
        label = page.locator(".etlab-Side").get_by_label("Label", exact=True).bounding_box()
        assert label is not None
        wrong = page.locator(".etlab-Form-root > .etlab-Field").evaluate_all(
            "(all, [left, right]) => all.map(one => one.getBoundingClientRect())"
            ".filter(box => Math.abs(box.left - left) > 1 || Math.abs(box.right - right) > 1)"
            ".length",
            [label["x"], label["x"] + label["width"]],
        )
        assert wrong == 0, node["id"]
    if name == "Dark":
        theme(page, "JupyterLab Light")


def test_a_schema_of_the_workspace_is_attached_opened_and_made(lab, page):
    workspace = make(lab, "workspaces", name="Sources")["id"]
    columns = [{"name": "amount", "type": "double"}]
    make(lab, "schemas", workspace_id=workspace, name="orders", columns=columns)
    node = {**one("read_json", "source", path="in.json"), "position": {"x": 0, "y": 0}}
    inner = {"inner": [{"name": "a", "type": "long"}]}
    stored = make(
        lab, "pages", workspace_id=workspace, name="stored", nodes=[node], edges=[],
        metadata={"schemas": inner},
    )  # fmt: skip
    (lab.folder / "root/in.json").write_text("{}")
    open_panel(page)
    refresh(page)
    expand(page, "Sources")
    expand(page, "Pages")
    row(page, stored["name"]).dblclick()
    page.wait_for_selector(".etlab-Flow")
    choose(page, "read_json")
    picker = field(page, "Schema")
    expect(picker.locator("optgroup")).to_have_count(2)
    picker.select_option(label="orders")
    page.click('[data-tab="schema"]')
    expect(page.locator(".etlab-Side-content")).to_contain_text("amount")
    page.click('[data-tab="config"]')
    shot(page, "form-schema")
    page.get_by_title("Open the schema").click()
    page.locator(".etlab-SchemaEditor").wait_for()
    expect(page.locator(".etlab-SchemaEditor").get_by_label("Name", exact=True)).to_have_value(
        "amount"
    )
    page.locator(".lm-TabBar-tab", has_text="stored").first.click()
    page.get_by_title("New schema").click()
    page.locator(".etlab-SchemaEditor", has_text="no columns yet").wait_for()
    page.locator(".lm-TabBar-tab", has_text="stored").first.click()
    expect(picker).to_have_value("schema")


def test_a_path_is_picked_among_those_of_spark(page, lab):
    (lab.folder / "root/lake/orders").mkdir(parents=True)
    (lab.folder / "root/lake/orders/2026.csv").write_text("x\n1\n")
    open_page(page, lab, "paths", [one("read_csv", "source", path="lake/*.csv")])
    choose(page, "read_csv")
    page.get_by_title(re.compile("Browse Spark")).click()
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_role("button", name="orders").click(timeout=60_000)
    file = dialog.get_by_role("button", name="2026.csv")
    file.click()
    expect(file).to_have_attribute("aria-pressed", "true")
    shot(page, "form-paths")
    # A path that is not there is told; Enter in the path goes there.
    dialog.get_by_label("Path", exact=True).fill("nowhere")
    page.keyboard.press("Enter")
    expect(dialog.locator(".etlab-Form-error")).to_contain_text("does not exist")
    dialog.get_by_label("Path", exact=True).fill(f"{lab.folder}/root/lake/orders")
    page.keyboard.press("Enter")
    file.focus()
    page.keyboard.press("Enter")
    confirm(page, "Choose")
    expect(field(page, "Path")).to_have_value(f"file:{lab.folder}/root/lake/orders/2026.csv")
