"""Stored pages as documents of JupyterLab, and what happens when two people save."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from playwright.sync_api import expect

from tests.lab.conftest import shot
from tests.lab.panel import confirm, make

numbers = itertools.count(1)


@pytest.fixture(scope="module")
def workspace(lab):
    return make(lab, "workspaces", name="Documents")


@pytest.fixture
def stored(lab, workspace):
    """A page of its own for each test."""
    name = f"Shared {next(numbers)}"
    return make(lab, "pages", workspace_id=workspace["id"], name=name, description="first")


def run(page, command, **args):
    return page.evaluate(
        "([command, args]) => { jupyterapp.commands.execute(command, args) }", [command, args]
    )


def edit(page, stored):
    """Open the page as text; its tab."""
    path = f"etlab:{stored['id']}/{stored['name']}.etlab.json"
    run(page, "docmanager:open", path=path, factory="Editor")
    page.locator(".cm-content", has_text='"etlab"').wait_for()
    return page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=stored["name"])


def write(page, name, description):
    """Put another text in, and save it."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(json.dumps({"etlab": 1, "name": name, "description": description}))
    page.keyboard.press("Control+s")


def change(lab, stored, description, version=1):
    status, _ = lab.call(
        "PATCH", f"pages/{stored['id']}", {"description": description}, version=version
    )
    assert status == 200


def now(lab, stored):
    return lab.call("GET", f"pages/{stored['id']}")[1]


def test_a_page_is_saved_as_its_next_version(lab, page, stored):
    tab = edit(page, stored)
    write(page, stored["name"], "second")
    expect(tab).not_to_have_class(re.compile("jp-mod-dirty"))
    page.wait_for_timeout(1000)
    assert now(lab, stored)["description"] == "second"
    assert now(lab, stored)["version"] == 2
    write(page, stored["name"], "third")
    page.wait_for_timeout(1000)
    assert now(lab, stored)["version"] == 3


def test_another_name_in_the_text_renames_the_page(lab, page, stored):
    edit(page, stored)
    write(page, stored["name"] + " renamed", "second")
    page.locator(".lm-DockPanel-tabBar", has_text=stored["name"] + " renamed").wait_for()
    assert now(lab, stored)["name"] == stored["name"] + " renamed"


def test_a_text_that_is_no_page_is_not_saved(lab, page, stored):
    edit(page, stored)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("{ this is no page")
    page.keyboard.press("Control+s")
    page.locator(".jp-Dialog", has_text="The text is not JSON").wait_for()
    shot(page, "document-not-json")
    page.locator(".jp-Dialog-button").last.click()
    assert now(lab, stored)["version"] == 1


def conflict(lab, page, stored):
    edit(page, stored)
    change(lab, stored, "theirs")
    write(page, stored["name"], "mine")
    dialog = page.locator(".jp-Dialog", has_text="was changed meanwhile")
    dialog.wait_for()
    expect(dialog).to_contain_text("version 1")
    expect(dialog).to_contain_text("version 2")
    return dialog


def test_nothing_is_stored_and_nothing_lost_where_one_only_closes_the_dialog(lab, page, stored):
    conflict(lab, page, stored)
    shot(page, "conflict")
    confirm(page, "Cancel")
    assert now(lab, stored)["description"] == "theirs"
    expect(page.locator(".cm-content")).to_contain_text("mine")


def test_a_conflict_can_be_overwritten(lab, page, stored):
    conflict(lab, page, stored)
    confirm(page, "Overwrite version 2")
    page.wait_for_timeout(1000)
    found = now(lab, stored)
    assert (found["description"], found["version"]) == ("mine", 3)
    write(page, stored["name"], "mine again")
    page.wait_for_timeout(1000)
    assert now(lab, stored)["version"] == 4


def test_in_a_conflict_theirs_can_be_loaded(lab, page, stored):
    conflict(lab, page, stored)
    confirm(page, "Load version 2")
    expect(page.locator(".cm-content")).to_contain_text("theirs")
    assert now(lab, stored)["version"] == 2
    write(page, stored["name"], "after theirs")
    page.wait_for_timeout(1000)
    assert now(lab, stored)["description"] == "after theirs"


def test_in_a_conflict_both_can_be_kept(lab, page, stored):
    conflict(lab, page, stored)
    page.locator(".jp-Dialog-button", has_text="Keep mine as a new page").click()
    page.locator(".jp-Dialog input").wait_for()
    confirm(page, "Keep")
    page.locator(".lm-DockPanel-tabBar", has_text=f"{stored['name']} (mine)").wait_for()
    assert now(lab, stored)["description"] == "theirs"
    kept = lab.call("GET", "pages?search=(mine)")[1]["items"]
    assert [p["description"] for p in kept if p["name"].startswith(stored["name"])] == ["mine"]
