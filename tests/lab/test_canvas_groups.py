"""Notes, groups, and the places of what is selected, as a person draws them."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.handlers.live import LiveServer
from tests.lab.accessibility import violations
from tests.lab.canvas import node, settled
from tests.lab.conftest import shot
from tests.lab.panel import theme
from tests.lab.test_canvas import hide_files, open_page, tool, wait_for

ROWS = {"columns": [{"name": "id", "type": "integer"}], "rows": [[1], [2]]}


@pytest.fixture
def file(page: Page, lab: LiveServer, request: pytest.FixtureRequest) -> Path:
    """A page of three nodes in a row, open; the last one has a problem."""
    name = request.node.name.removeprefix("test_").replace("_", "-")
    path: Path = lab.folder / "root" / f"{name}.etlab.json"
    path.write_text(json.dumps(document()))
    open_page(page, lab, path.name)
    hide_files(page)
    settled(page, node(page, "rows"))
    return path


IDS = ("rows", "limit", "filter")


def document() -> dict[str, Any]:
    kinds = [("rows", "source", ROWS), ("limit", "transform", {}), ("filter", "transform", {})]
    nodes = [
        {
            "id": kind, "type": sort, "position": {"x": 260 * index, "y": 60 * index},
            "data": {"label": kind.title(), "kind": kind, "config": config},
        }
        for index, (kind, sort, config) in enumerate(kinds)
    ]  # fmt: skip
    edges = [
        {"id": "e1", "source": "rows", "target": "limit"},
        {"id": "e2", "source": "limit", "target": "filter"},
    ]
    return {"etlab": 1, "name": "Drawn", "nodes": nodes, "edges": edges}


def saved(page: Page, path: Path) -> dict[str, Any]:
    before = path.stat().st_mtime_ns
    pressed = 0.0
    found: dict[str, Any] = {}

    def written() -> bool:
        """Whether the file is there as a whole: it is emptied before it is written.

        JupyterLab drops a save that is asked for while the checkpoint of the last one is made.
        """
        nonlocal pressed
        if path.stat().st_mtime_ns == before:
            if time.monotonic() > pressed + 2:
                page.keyboard.press("Control+s")
                pressed = time.monotonic()
            return False
        try:
            found.update(json.loads(path.read_text()))
        except json.JSONDecodeError:
            return False
        return True

    wait_for(page, written)
    expect(page.locator(".lm-mod-current.jp-mod-dirty")).to_have_count(0)
    return found


def canvas(page: Page, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = saved(page, path).get("metadata", {}).get("canvas", {})
    return found


def select(page: Page, *ids: str) -> None:
    node(page, ids[0]).click()
    for name in ids[1:]:
        node(page, name).click(modifiers=["Control"])


def leave(page: Page) -> None:
    """Select nothing, by a click beside all nodes."""
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 20})


def write(page: Page, text: str) -> None:
    """Into the note that has just been opened."""
    expect(page.locator(".etlab-Note-input")).to_be_focused()
    page.keyboard.type(text)


def drag(page: Page, found: Locator, by: tuple[int, int]) -> None:
    box = settled(page, found)
    x, y = box["x"] + box["width"] - 12, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=8)
    page.mouse.up()


def test_notes(page, lab, file):
    note = page.locator(".etlab-Note")
    node(page, "rows").click()
    page.keyboard.press("Shift+N")
    write(page, "Only two rows,")
    page.keyboard.press("Enter")
    page.keyboard.type("to begin with")
    page.keyboard.press("Escape")
    expect(note).to_have_text("Only two rows,\nto begin with")
    drag(page, note, (0, -160))
    page.get_by_role("button", name="Green").click()
    corner = page.locator(".react-flow__resize-control.bottom.right.handle")
    box = settled(page, corner)
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 64, box["y"] + 24, steps=6)
    page.mouse.up()
    shot(page, "notes")
    assert violations(page, ".etlab-Page") == []
    (made,) = canvas(page, file)["notes"]
    assert made["text"] == "Only two rows,\nto begin with"
    assert made["color"] == "green"
    assert made["size"]["width"] > 240
    # With Enter at the note that has the focus, and by double-click.
    page.locator(".react-flow__node-note").focus()
    page.keyboard.press("Enter")
    write(page, "!")
    page.keyboard.press("Escape")
    expect(note).to_have_text("Only two rows,\nto begin with!")
    note.dblclick()
    write(page, "")
    page.keyboard.press("Control+a")
    page.keyboard.type("Other")
    leave(page)
    expect(note).to_have_text("Other")
    # Copied with a node, deleted, and back.
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+d")
    expect(note).to_have_count(2)
    expect(page.locator(".etlab-Node")).to_have_count(6)
    page.keyboard.press("Delete")
    expect(note).to_have_count(1)
    expect(page.locator(".etlab-Node")).to_have_count(3)
    for _ in range(20):
        page.keyboard.press("Control+z")
    expect(note).to_have_count(0)
    assert canvas(page, file) == {}


def test_groups(page, lab, file):
    group = page.locator(".etlab-Group")
    edges = page.locator(".react-flow__edge")
    select(page, "limit", "filter")
    page.keyboard.press("Control+g")
    expect(group).to_have_count(1)
    page.keyboard.press("F2")
    expect(page.locator(".etlab-Node-input")).to_be_focused()
    page.keyboard.type("Clean")
    page.keyboard.press("Enter")
    expect(group).to_contain_text("Clean")
    shot(page, "group")
    # Its nodes move along.
    before = [settled(page, node(page, name)) for name in IDS]
    drag(page, page.locator(".etlab-Group-head"), (60, 80))
    after = [settled(page, node(page, name)) for name in IDS]
    moves = [
        (round(b["x"] - a["x"]), round(b["y"] - a["y"])) for a, b in zip(before, after, strict=True)
    ]
    assert moves[0] == (0, 0)
    assert moves[1] == moves[2]
    assert moves[1][1] > 40
    page.keyboard.press("Control+z")
    assert settled(page, node(page, "filter")) == before[2]
    # One card in their place; what comes from outside leads to it.
    page.get_by_role("button", name="Collapse group").click()
    expect(group).to_contain_text("2 nodes")
    expect(page.locator(".etlab-Node")).to_have_count(1)
    expect(edges).to_have_count(1)
    expect(group.locator(".etlab-Node-badge")).to_be_visible()
    shot(page, "group-collapsed")
    assert violations(page, ".etlab-Page") == []
    drag(page, page.locator(".etlab-Group-head"), (0, 100))
    assert canvas(page, file)["groups"] == [
        {
            "id": "group", "label": "Clean", "nodes": ["limit", "filter"],
            "collapsed": True, "color": "blue",
        }
    ]  # fmt: skip
    page.reload()
    expect(group).to_contain_text("2 nodes", timeout=60_000)
    page.get_by_role("button", name="Expand group").click()
    expect(page.locator(".etlab-Node")).to_have_count(3)
    expect(edges).to_have_count(2)
    # A copy has a group of its own; without its nodes a group is gone.
    page.locator(".etlab-Group-label").click()
    page.keyboard.press("Control+d")
    expect(group).to_have_count(2)
    expect(page.locator(".etlab-Node")).to_have_count(5)
    tool(page, "layout").click()
    page.wait_for_timeout(500)
    shot(page, "groups-layout")
    leave(page)
    select(page, "limit_2", "filter_2")
    page.keyboard.press("Delete")
    expect(group).to_have_count(1)
    # Its nodes stay where a group is deleted or dissolved.
    page.locator(".etlab-Group-label").click()
    page.keyboard.press("Delete")
    expect(group).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(group).to_have_count(1)
    page.locator(".etlab-Group-label").click(button="right")
    page.locator('.lm-Menu-item[data-command="etlab-page:ungroup"]').click()
    expect(group).to_have_count(0)
    expect(page.locator(".etlab-Node")).to_have_count(3)


def test_alignment(page, lab, file):
    def tops() -> set[float]:
        return {settled(page, node(page, name))["y"] for name in IDS}

    assert len(tops()) == 3
    node(page, "rows").click()
    page.keyboard.press("Control+a")
    page.locator(".etlab-ArrangeButton").click()
    shot(page, "align")
    page.locator('.lm-Menu-item[data-command="etlab-page:align-top"]').click()
    assert len(tops()) == 1
    leave(page)
    drag(page, node(page, "limit"), (60, 0))
    select(page, *IDS)
    node(page, "filter").click(button="right")
    page.locator(".lm-Menu-itemLabel", has_text="Align and Distribute").hover()
    page.locator('.lm-Menu-item[data-command="etlab-page:distribute-horizontally"]').click()
    boxes = [settled(page, node(page, name)) for name in IDS]
    gaps = [b["x"] - a["x"] - a["width"] for a, b in pairwise(boxes)]
    assert abs(gaps[0] - gaps[1]) <= 2
    page.keyboard.press("Control+Shift+c")
    page.locator(".lm-CommandPalette-input").fill("align left")
    page.keyboard.press("Enter")
    assert len({settled(page, node(page, name))["x"] for name in IDS}) == 1


def test_they_look_well_in_the_dark(page, lab, file):
    select(page, "limit", "filter")
    tool(page, "group").click()
    tool(page, "add-note").click()
    write(page, "A note")
    page.keyboard.press("Escape")
    drag(page, page.locator(".etlab-Note"), (0, 160))
    theme(page, "JupyterLab Dark")
    shot(page, "groups-dark")
    page.get_by_role("button", name="Collapse group").click()
    page.wait_for_timeout(500)
    shot(page, "groups-dark-collapsed")
    theme(page, "JupyterLab Light")


def test_nodes_are_dragged_into_a_group_and_out_of_it(page, lab, file):
    """The group that would take the node shows it; each drag is one step back."""
    target = page.locator(".etlab-mod-target .etlab-Group")
    select(page, "rows", "limit")
    page.keyboard.press("Control+g")
    leave(page)
    first = settled(page, node(page, "filter"))
    over = settled(page, node(page, "limit"))

    def carry(name: str, to: tuple[float, float]) -> None:
        """Take a node by its middle and hold it somewhere."""
        box = settled(page, node(page, name))
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 6)
        page.mouse.down()
        page.mouse.move(*to, steps=10)

    carry("filter", (over["x"] + over["width"] / 2, over["y"] - 20))
    expect(target).to_have_count(1)
    shot(page, "group-drop")
    page.mouse.up()
    expect(target).to_have_count(0)
    assert canvas(page, file)["groups"][0]["nodes"] == ["rows", "limit", "filter"]
    page.keyboard.press("Control+z")
    assert canvas(page, file)["groups"][0]["nodes"] == ["rows", "limit"]
    assert settled(page, node(page, "filter")) == first
    # Out of it, by as much as it takes to be beside the others.
    leave(page)
    frame = settled(page, page.locator(".etlab-Group"))
    carry("limit", (frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] + 150))
    page.mouse.up()
    found = canvas(page, file)["groups"]
    assert [group["nodes"] for group in found] == [["rows"]]
    shot(page, "group-left")
    page.keyboard.press("Control+z")
    assert canvas(page, file)["groups"][0]["nodes"] == ["rows", "limit"]
    # Within the group it stays a member.
    carry("limit", (over["x"] + over["width"] / 2 + 30, over["y"] + over["height"] + 20))
    page.mouse.up()
    assert canvas(page, file)["groups"][0]["nodes"] == ["rows", "limit"]
