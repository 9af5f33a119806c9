"""ETLab in JupyterLab's settings."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.lab.canvas import choose
from tests.lab.conftest import open_lab, shot
from tests.lab.test_canvas import tool

NODES = [
    {"id": f"n{i}", "type": "source", "position": {"x": 200 * i, "y": 0},
     "data": {"label": f"Node {i}", "kind": "rows", "config": {}}}
    for i in range(8)
]  # fmt: skip


def test_they_say_what_a_page_opens_with(lab, page):
    (lab.folder / "root/many.etlab.json").write_text(json.dumps({"nodes": NODES, "edges": []}))
    open_lab(page, lab, "lab/tree/many.etlab.json")
    page.locator(".react-flow__minimap").wait_for()
    expect(page.get_by_label("Search nodes")).to_be_visible()
    folder = lab.folder / "config/lab/user-settings/etlab-jupyter"
    folder.mkdir(parents=True)
    buttons = [{"name": "code", "disabled": True}]
    settings = {"palette": False, "minimap": False, "toolbar": buttons}
    (folder / "page.jupyterlab-settings").write_text(json.dumps(settings))
    open_lab(page, lab, "lab/tree/many.etlab.json")
    page.locator(".etlab-Node").first.wait_for()
    expect(tool(page, "run")).to_be_visible()
    expect(tool(page, "show-code")).to_have_count(0)
    expect(page.get_by_label("Search nodes")).to_have_count(0)
    expect(page.locator(".react-flow__minimap")).to_have_count(0)


def test_they_are_changed_in_the_editor_of_settings(lab, page):
    """Expressions are checked as the setting says, at once."""
    config = {"columns": [{"name": "a", "type": "string"}], "rows": []}
    rows = {**NODES[0], "data": {"label": "Rows", "kind": "rows", "config": config}}
    sum_ = {"id": "sum", "type": "transform", "position": {"x": 300, "y": 0}, "data": {
        "label": "Sum", "kind": "derive", "config": {
            "columns": [{"name": "b", "expression": "a + 1"}]}}}  # fmt: skip
    edges = [{"id": "e", "source": "n0", "target": "sum"}]
    document = {"nodes": [rows, sum_], "edges": edges}
    (lab.folder / "root/ansi.etlab.json").write_text(json.dumps(document))
    open_lab(page, lab, "lab/tree/ansi.etlab.json")
    choose(page, "sum")
    page.locator('.etlab-Side [data-tab="schema"]').click()
    row = page.locator(".etlab-Side tr", has_text="b")
    expect(row).to_contain_text("bigint")
    page.keyboard.press("Control+,")
    page.locator(".jp-PluginList-entry", has_text="ETLab Page").click()
    shot(page, "settings")
    page.get_by_label("Spark's ANSI mode").uncheck()
    page.locator(".lm-TabBar-tab", has_text="ansi.etlab.json").first.click()
    expect(row).to_contain_text("double")
