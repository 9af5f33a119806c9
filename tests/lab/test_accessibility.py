"""No serious accessibility violation in what ETLab shows, in each of JupyterLab's themes."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.lab.accessibility import violations
from tests.lab.conftest import open_lab, shot
from tests.lab.panel import expand, make, open_panel, refresh, row, theme

THEMES = ("JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast")
PAGE = {
    "etlab": 1, "name": "Cities",
    "nodes": [
        {"id": "rows", "type": "source", "position": {"x": 0, "y": 0}, "data": {
            "label": "Cities", "kind": "rows", "config": {
                "columns": [{"name": "city", "type": "string"}, {"name": "n", "type": "integer"}],
                "rows": [["Oslo", 1], ["Rome", None]]}}},
        {"id": "filter", "type": "transform", "position": {"x": 260, "y": 0}, "data": {
            "label": "Some", "kind": "filter", "config": {"condition": "m > 1"}}},
        {"id": "join", "type": "transform", "position": {"x": 520, "y": 0}, "data": {
            "label": "Join", "kind": "join", "config": {"left_on": ["city"]}}},
        {"id": "console", "type": "sink", "position": {"x": 780, "y": 0}, "data": {
            "label": "Show", "kind": "console", "config": {}}},
    ],
    "edges": [
        {"id": "a", "source": "rows", "target": "filter"},
        {"id": "b", "source": "filter", "target": "join", "targetHandle": "left"},
        {"id": "c", "source": "rows", "target": "join", "targetHandle": "right"},
        {"id": "d", "source": "join", "target": "console"},
    ],
    "metadata": {"parameters": [{"name": "day", "type": "date"}]},
}  # fmt: skip


def test_the_canvas(lab, page):
    (lab.folder / "root" / "cities.etlab.json").write_text(json.dumps(PAGE))
    open_lab(page, lab, "lab/tree/cities.etlab.json")
    node = page.locator('.etlab-Node[data-node="filter"]')
    node.wait_for()
    expect(node.locator(".etlab-Node-badge")).to_have_text("1")
    for name in THEMES:
        theme(page, name)
        page.locator(".react-flow__pane").click(position={"x": 20, "y": 20})
        expect(page.locator(".etlab-Side")).to_contain_text("Parameters")
        assert violations(page, ".etlab-Page") == []
        node.click()
        page.locator(".etlab-ProblemNote").wait_for()
        for bottom in ("problems", "preview", "log", "code"):
            tab = page.locator(f'.etlab-Bottom [data-tab="{bottom}"]')
            tab.click()
            expect(tab).to_have_attribute("aria-selected", "true")
            assert violations(page, ".etlab-Page") == []
        for side in ("code", "schema", "config"):
            page.locator(f'.etlab-Side [data-tab="{side}"]').click()
            assert violations(page, ".etlab-Side") == []
        shot(page, f"accessible-canvas-{name.split()[1].lower()}-{len(name)}")
        page.locator('.etlab-Bottom [data-tab="code"]').click()


def test_the_panel_and_its_editors(lab, page):
    workspace = make(lab, "workspaces", name="Accessible")
    make(lab, "pages", workspace_id=workspace["id"], name="Orders", nodes=[], edges=[])
    columns = [{"name": "a", "type": "struct", "fields": [{"name": "b", "type": "long"}]}]
    make(lab, "schemas", workspace_id=workspace["id"], name="Lines", columns=columns)
    open_panel(page)
    refresh(page)
    for group in ("Accessible", "Pages", "Schemas"):
        expand(page, group)
    row(page, "Lines").dblclick()
    editor = page.locator(".etlab-SchemaEditor")
    editor.wait_for()
    for name in THEMES:
        theme(page, name)
        assert violations(page, "#etlab-panel") == []
        assert violations(page, ".etlab-SchemaEditor") == []
        shot(page, f"accessible-panel-{name.split()[1].lower()}-{len(name)}")


@pytest.mark.parametrize("name", THEMES)
def test_a_connection(lab, page: Page, name: str):
    open_panel(page)
    page.locator('#etlab-panel [data-command="etlab:create-connection"]').first.click()
    page.locator(".etlab-Editor").wait_for()
    theme(page, name)
    assert violations(page, ".etlab-Editor") == []
