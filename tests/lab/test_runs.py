"""Runs in the sidebar panel."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.lab.conftest import shot
from tests.lab.panel import make, menu, open_panel, theme


def test_a_run_is_followed_to_its_end_and_shows_its_code(lab, page):
    workspace = make(lab, "workspaces", name="Running")
    source = {
        "id": "n", "type": "source", "position": {"x": 0, "y": 0},
        "data": {"label": "Numbers", "kind": "rows", "config": {
            "columns": [{"name": "a", "type": "long"}], "rows": [[1], [2]]}},
    }  # fmt: skip
    sink = {
        "id": "c", "type": "sink", "position": {"x": 200, "y": 0},
        "data": {"label": "Show", "kind": "console", "config": {}},
    }  # fmt: skip
    stored = make(
        lab, "pages", workspace_id=workspace["id"], name="Little", nodes=[source, sink],
        edges=[{"id": "e", "source": "n", "target": "c"}],
    )  # fmt: skip
    open_panel(page)
    make(lab, "runs", page_id=stored["id"])
    runs = page.locator("#etlab-section-runs")
    found = runs.locator(".etlab-Row", has_text="Little")
    found.wait_for(timeout=15_000)
    shot(page, "runs-running")
    found.click()
    page.locator(".etlab-RunDetails").wait_for()
    facts = page.locator(".etlab-RunDetails-facts")
    expect(facts).to_contain_text("completed", timeout=120_000)
    expect(found.locator('[data-icon="etlab:run-completed"]')).to_be_visible(timeout=15_000)
    expect(page.locator(".etlab-RunDetails .cm-content").first).to_contain_text("numbers")
    shot(page, "run-code")
    page.get_by_role("tab", name="Nodes").click()
    expect(page.locator(".etlab-Table")).to_contain_text("Numbers")
    shot(page, "run-nodes")
    page.get_by_role("tab", name="Logs").click()
    theme(page, "JupyterLab Dark")
    shot(page, "run-logs-dark")
    theme(page, "JupyterLab Light")
    menu(page, "Little", "Delete")
    expect(runs.locator(".etlab-Row", has_text="Little")).to_have_count(0)
