"""Versions of a stored page: listed, compared, restored, and kept when two people save."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.handlers.live import LiveServer
from tests.lab.accessibility import violations
from tests.lab.canvas import choose, field
from tests.lab.conftest import PATIENCE, open_lab, shot
from tests.lab.panel import confirm, make, theme

ROWS = {"columns": [{"name": "a", "type": "long"}], "rows": [[1], [2], [3]]}


def node(id, type, kind, x, y=0, label=None, **config):
    data = {"label": label or id.title(), "kind": kind, "config": config}
    return {"id": id, "type": type, "position": {"x": x, "y": y}, "data": data}


def edge(source, target):
    return {"id": f"{source}-{target}", "source": source, "target": target}


@pytest.fixture(scope="module")
def workspace(lab):
    return make(lab, "workspaces", name="Versions")


@pytest.fixture
def stored(lab, workspace, request):
    """A page with three versions: a filter changes, a sort goes, a limit comes."""
    numbers, big = node("numbers", "source", "rows", 0, **ROWS), "a > 1"
    made = make(
        lab, "pages", workspace_id=workspace["id"], name=request.node.name,
        nodes=[
            numbers, node("big", "transform", "filter", 240, condition=big),
            node("sorted", "transform", "sort", 480, by=[{"column": "a"}]),
            node("show", "sink", "console", 720),
        ],
        edges=[edge("numbers", "big"), edge("big", "sorted"), edge("sorted", "show")],
    )  # fmt: skip
    changes = [
        {"description": "Second thoughts"},
        {
            "nodes": [
                numbers, node("big", "transform", "filter", 240, condition="a > 2"),
                node("few", "transform", "limit", 480, rows=10),
                node("show", "sink", "console", 720),
            ],
            "edges": [edge("numbers", "big"), edge("big", "few"), edge("few", "show")],
        },
    ]  # fmt: skip
    for version, change in enumerate(changes, 1):
        assert lab.call("PATCH", f"pages/{made['id']}", change, version=version)[0] == 200
    return made


def now(lab, stored):
    return lab.call("GET", f"pages/{stored['id']}")[1]


def open_stored(page: Page, stored: dict[str, str]) -> None:
    path = f"etlab:{stored['id']}/{stored['name']}.etlab.json"
    page.evaluate("path => { jupyterapp.commands.execute('docmanager:open', { path }) }", path)
    page.locator(".etlab-Node").first.wait_for(timeout=30_000)
    if page.locator("#filebrowser").is_visible():
        page.click('.jp-SideBar [data-id="filebrowser"]')


def history(page: Page) -> Locator:
    """The rows of the page's history."""
    page.click('[data-tab="history"]')
    rows = page.locator(".etlab-List-table tbody tr")
    rows.first.wait_for()
    return rows


def rename_node(page: Page, id: str, label: str) -> None:
    choose(page, id)
    field(page, "Label").fill(label)


def drawn(page: Page, id: str) -> Locator:
    return page.locator(f'.etlab-DiffNode[data-node="{id}"]')


def test_versions_are_compared_and_restored(lab, page, stored):
    open_stored(page, stored)
    rows = history(page)
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("3 (newest)")
    shot(page, "history")
    assert violations(page, ".etlab-Bottom") == []
    page.get_by_label("Compare version 1").check()
    page.get_by_label("Compare version 3").check()
    page.get_by_role("button", name="Compare 1 and 3").click()
    expect(drawn(page, "big")).to_contain_text("Changed")
    expect(drawn(page, "sorted")).to_contain_text("Removed")
    expect(drawn(page, "few")).to_contain_text("Added")
    expect(drawn(page, "numbers")).not_to_contain_text("hanged")
    changes = page.locator(".etlab-Changes")
    expect(changes).to_contain_text("Second thoughts")
    drawn(page, "big").click()
    expect(changes.locator("dl").last).to_contain_text("Condition")
    expect(changes.locator(".etlab-mod-removed pre").last).to_have_text("a > 1")
    expect(changes.locator(".etlab-mod-added pre").last).to_have_text("a > 2")
    page.wait_for_timeout(500)
    shot(page, "compare-drawing")
    assert violations(page, ".etlab-CompareWidget") == []
    page.locator('[data-tab="text"]').click()
    expect(page.locator(".cm-merge-a .cm-changedLine").first).to_be_visible()
    expect(page.locator(".cm-merge-b")).to_contain_text("a > 2")
    shot(page, "compare-text")
    assert violations(page, ".etlab-Compare") == []
    page.locator(".etlab-Compare").locator('[data-tab="code"]').click()
    expect(page.locator(".cm-merge-a")).to_contain_text("a > 1")
    theme(page, "JupyterLab Dark")
    shot(page, "compare-code-dark")
    page.locator('.etlab-Compare [data-tab="drawing"]').click()
    drawn(page, "big").click()
    page.wait_for_timeout(500)
    shot(page, "compare-drawing-dark")
    assert violations(page, ".etlab-CompareWidget") == []
    theme(page, "JupyterLab Dark High Contrast")
    shot(page, "compare-drawing-contrast")
    assert violations(page, ".etlab-CompareWidget") == []
    theme(page, "JupyterLab Light")

    page.get_by_role("button", name="Restore Version 1").click()
    expect(changes).to_contain_text("Nothing differs")
    found = now(lab, stored)
    assert (found["version"], [n["id"] for n in found["nodes"]][2]) == (4, "sorted")
    page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=stored["name"]).first.click()
    expect(page.locator('.etlab-Node[data-node="sorted"]')).to_be_visible()
    expect(rows).to_have_count(4)


def test_unsaved_work_is_shown_and_asked_about_before_a_restore(lab, page, stored):
    open_stored(page, stored)
    rename_node(page, "big", "Larger")
    rows = history(page)
    page.get_by_role("button", name="Show what is not saved").click()
    expect(drawn(page, "big")).to_contain_text("Changed")
    expect(drawn(page, "few")).not_to_contain_text("Changed")
    # The other side is what is open: it is followed as it changes.
    page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=stored["name"]).first.click()
    page.locator('.etlab-Node[data-node="few"]').wait_for()
    rows.last.get_by_role("button", name="Restore").click()
    page.locator(".jp-Dialog", has_text="changes that are not saved").wait_for()
    shot(page, "history-restore")
    confirm(page, "Cancel")
    assert now(lab, stored)["version"] == 3
    rows.last.get_by_role("button", name="Restore").click()
    confirm(page, "Save and Restore")
    expect(rows).to_have_count(5)
    found = now(lab, stored)
    assert (found["version"], found["nodes"][1]["data"]["label"]) == (5, "Big")
    between = lab.call("GET", f"pages/{stored['id']}/versions/4")[1]
    assert between["nodes"][1]["data"]["label"] == "Larger"
    expect(page.locator('.etlab-Node[data-node="sorted"]')).to_be_visible()


@pytest.fixture
def other(browser: Browser, lab: LiveServer):
    """A second person's browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    open_lab(page, lab, reset=True)
    yield page
    context.close()


def save(page: Page) -> None:
    page.locator('.jp-MainAreaWidget:not(.lm-mod-hidden) [data-command="docmanager:save"]').click()


@pytest.mark.parametrize("choice", ["keep", "overwrite", "theirs"])
def test_two_who_save_one_page_lose_nothing(lab, page, other, stored, choice):
    for who, label in ((page, "Hers"), (other, "His")):
        open_stored(who, stored)
        rename_node(who, "big", label)
    save(other)
    expect(other.locator(".lm-DockPanel-tabBar .lm-mod-current")).not_to_have_class(
        re.compile("jp-mod-dirty")
    )
    save(page)
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("version 4")
    dialog.get_by_role("button", name="Compare").click()
    expect(drawn(page, "big")).to_contain_text("Changed")
    drawn(page, "big").click()
    expect(dialog.locator(".etlab-Changes dl")).to_contain_text("His")
    expect(dialog.locator(".etlab-Changes dl")).to_contain_text("Hers")
    shot(page, "conflict-compare")
    assert violations(page, ".jp-Dialog") == []
    label = page.locator('.etlab-Page .etlab-Node[data-node="big"] .etlab-Node-label')
    versions = {4: "His"}
    if choice == "keep":
        page.locator(".jp-Dialog-button", has_text="Keep mine as a new page").click()
        page.locator(".jp-Dialog input").wait_for()
        confirm(page, "Keep")
        page.locator(".lm-TabBar-tab", has_text=f"{stored['name']} (mine)").first.wait_for()
        search = f"pages?search={stored['name']} (mine)".replace(" ", "%20")
        (kept,) = lab.call("GET", search)[1]["items"]
        kept = lab.call("GET", f"pages/{kept['id']}")[1]
        assert kept["nodes"][1]["data"]["label"] == "Hers"
    elif choice == "overwrite":
        confirm(page, "Overwrite version 4")
        expect(page.locator(".lm-DockPanel-tabBar .lm-mod-current")).not_to_have_class(
            re.compile("jp-mod-dirty")
        )
        versions[5] = "Hers"
    else:
        confirm(page, "Load version 4")
        expect(label).to_have_text("His")
        # What was given up is only one step back.
        page.keyboard.press("Escape")
        page.locator(".react-flow__pane").first.click(position={"x": 10, "y": 10})
        page.keyboard.press("Control+z")
        expect(label).to_have_text("Hers")
    for version, text in versions.items():
        found = lab.call("GET", f"pages/{stored['id']}/versions/{version}")[1]
        assert found["nodes"][1]["data"]["label"] == text
    assert now(lab, stored)["version"] == max(versions)
