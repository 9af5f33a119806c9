"""The sidebar panel."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Download, expect

from tests.lab.conftest import open_lab, shot
from tests.lab.panel import (
    TREE,
    confirm,
    expand,
    make,
    menu,
    open_panel,
    refresh,
    row,
    theme,
    type_name,
)


@pytest.fixture(scope="module")
def sales(lab):
    """A workspace with some of everything."""
    workspace = make(lab, "workspaces", name="Sales")
    id_ = workspace["id"]
    for name in ("Orders by day", "Customers", "A page with a rather long name that is cut off"):
        make(lab, "pages", workspace_id=id_, name=name)
    make(lab, "schemas", workspace_id=id_, name="customer",
         columns=[{"name": "id", "type": "long"}])  # fmt: skip
    make(lab, "dags", workspace_id=id_, name="Nightly", dag_id="nightly")
    make(lab, "connections", name="Laptop", connection_type="local", is_default=True)
    make(lab, "workspaces", name="Archive")
    return workspace


def names_of(lab, workspace, path="pages", **params):
    query = "&".join(f"{k}={v}" for k, v in {"workspace_id": workspace["id"], **params}.items())
    return [item["name"] for item in lab.call("GET", f"{path}?{query}")[1]["items"]]


def test_everything_is_shown_in_the_light_and_in_the_dark(sales, page):
    open_panel(page)
    for name in ("Sales", "Schemas", "DAGs"):
        expand(page, name)
    row(page, "Customers").click()
    for name in ("Nightly", "Laptop", "customer", "Archive"):
        expect(row(page, name)).to_be_visible()
    shot(page, "panel-light")
    theme(page, "JupyterLab Dark")
    shot(page, "panel-dark")
    theme(page, "JupyterLab Dark High Contrast")
    shot(page, "panel-high-contrast")
    theme(page, "JupyterLab Light")


def test_a_page_is_made_and_opened(sales, lab, page):
    open_panel(page)
    row(page, "Archive").click()
    page.locator('#etlab-panel [data-command="etlab:create-page"]').click()
    page.locator(".lm-DockPanel-tabBar", has_text="Untitled page").wait_for()
    expect(row(page, "Untitled page")).to_have_attribute("aria-selected", "true")
    assert [p["name"] for p in lab.call("GET", "pages?search=Untitled")[1]["items"]] == [
        "Untitled page"
    ]


def test_a_page_is_renamed_in_place_and_its_tab_with_it(sales, lab, page):
    open_panel(page)
    expand(page, "Sales")
    row(page, "Customers").dblclick()
    page.locator(".lm-DockPanel-tabBar", has_text="Customers.etlab.json").wait_for()
    row(page, "Customers").click()
    page.keyboard.press("F2")
    expect(page.locator(".etlab-Row-input")).to_be_focused()
    page.keyboard.type("not this")
    page.keyboard.press("Escape")
    page.keyboard.press("F2")
    expect(page.locator(".etlab-Row-input")).to_be_focused()
    shot(page, "panel-rename")
    page.keyboard.type("Clients / 100%")
    page.keyboard.press("Enter")
    expect(row(page, "Clients / 100%")).to_be_visible()
    page.locator(".lm-DockPanel-tabBar", has_text="Clients %2F 100%25.etlab.json").wait_for()
    assert "Clients / 100%" in names_of(lab, sales)
    # The keyboard is in the tree again.
    expect(page.locator(TREE)).to_be_focused()
    page.keyboard.press("F2")
    type_name(page, "Customers")
    expect(row(page, "Customers")).to_be_visible()


def test_a_name_that_is_taken_is_refused_in_words(sales, page):
    open_panel(page)
    expand(page, "Sales")
    row(page, "Customers").click()
    page.keyboard.press("F2")
    type_name(page, "Orders by day")
    page.get_by_text("The workspace has a page of this name already.").first.wait_for()
    expect(row(page, "Customers")).to_be_visible()


def test_a_page_is_duplicated_and_moved(sales, lab, page):
    open_panel(page)
    expand(page, "Sales")
    menu(page, "Orders by day", "Duplicate")
    expect(row(page, "Orders by day (2)")).to_have_attribute("aria-selected", "true")
    menu(page, "Orders by day (2)", "Move to Another Workspace…")
    page.locator(".jp-Dialog select, .jp-Dialog input").first.wait_for()
    shot(page, "panel-move")
    page.locator(".jp-Dialog select").select_option("Archive")
    confirm(page, "Move")
    expect(row(page, "Orders by day (2)")).to_be_visible()
    expect(row(page, "Archive")).to_have_attribute("aria-expanded", "true")
    assert "Orders by day (2)" not in names_of(lab, sales)


def test_a_schema_is_moved(sales, lab, page):
    make(lab, "schemas", workspace_id=sales["id"], name="Lines")
    open_panel(page)
    refresh(page)
    expand(page, "Sales")
    expand(page, "Schemas")
    menu(page, "Lines", "Move to Another Workspace…")
    page.locator(".jp-Dialog select").select_option("Archive")
    confirm(page, "Move")
    expect(row(page, "Archive")).to_have_attribute("aria-expanded", "true")
    expect(row(page, "Lines")).to_have_attribute("aria-selected", "true")
    moved = lab.call("GET", "schemas?search=Lines")[1]["items"][0]
    assert moved["workspace_id"] != sales["id"]


def test_deleting_a_page_can_be_undone(sales, lab, page):
    open_panel(page)
    expand(page, "Sales")
    row(page, "Orders by day").click()
    page.keyboard.press("Delete")
    expect(row(page, "Orders by day")).to_have_count(0)
    assert "Orders by day" not in names_of(lab, sales)
    shot(page, "panel-undo")
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Orders by day")).to_be_visible()
    assert "Orders by day" in names_of(lab, sales)


def test_the_trash_gives_back_and_forgets(sales, lab, page):
    for name in ("Old one", "Older one"):
        found = make(lab, "pages", workspace_id=sales["id"], name=name)
        assert lab.call("DELETE", f"pages/{found['id']}", version=1)[0] == 204
    open_panel(page)
    expand(page, "Sales")
    expand(page, "Trash")
    menu(page, "Old one", "Restore")
    expect(row(page, "Old one", "page")).to_have_count(1)
    shot(page, "panel-trash")
    menu(page, "Older one", "Delete for Good…")
    confirm(page, "Delete for Good")
    expect(row(page, "Older one")).to_have_count(0)
    assert names_of(lab, sales, deleted="true") == []
    page.keyboard.press("Escape")


def test_a_workspace_is_made_named_and_deleted(sales, lab, page):
    open_panel(page)
    page.locator('#etlab-panel [data-command="etlab:create-workspace"]').click()
    type_name(page, "Laboratory")
    expect(row(page, "Laboratory")).to_be_visible()
    row(page, "Laboratory").click()
    page.keyboard.press("Delete")
    expect(row(page, "Laboratory")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Laboratory")).to_be_visible()
    row(page, "Laboratory").click()
    page.keyboard.press("Delete")
    expect(row(page, "Laboratory")).to_have_count(0)


def test_a_search_looks_everywhere_at_the_server(sales, page):
    open_panel(page)
    page.get_by_label("Search by name").fill("CUST")
    expect(row(page, "Customers")).to_be_visible()
    expect(row(page, "customer")).to_be_visible()
    expect(row(page, "Archive")).to_have_count(0)
    expect(row(page, "Laptop")).to_have_count(0)
    expect(row(page, "Customers").locator(".etlab-Row-detail")).to_have_text("Sales")
    shot(page, "panel-search")
    page.get_by_label("Search by name").fill("nowhere to be found")
    page.get_by_text("No name holds “nowhere to be found”.").wait_for()
    page.keyboard.press("Escape")
    expect(row(page, "Archive")).to_be_visible()


def test_the_keyboard_reaches_everything(sales, page):
    open_panel(page)
    row(page, "Archive").click()
    if row(page, "Archive").get_attribute("aria-expanded") == "true":
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")

    def selected():
        found = page.locator(f'{TREE} [aria-selected="true"]')
        active = page.locator(TREE).get_attribute("aria-activedescendant")
        assert found.get_attribute("id") == active
        return found.locator(".etlab-Row-label").inner_text()

    assert selected() == "Archive"
    page.keyboard.press("End")
    while selected() != "Sales":
        page.keyboard.press("ArrowUp")
    if row(page, "Sales").get_attribute("aria-expanded") == "true":
        page.keyboard.press("ArrowLeft")
    expect(row(page, "Sales")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    expect(row(page, "Sales")).to_have_attribute("aria-expanded", "true")
    expect(row(page, "Customers")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert selected() == "Pages"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert selected() == "Customers"
    expect(row(page, "Customers")).to_have_attribute("aria-level", "3")
    expect(row(page, "Customers")).to_have_attribute("aria-posinset", "2")
    shot(page, "panel-keyboard")
    page.keyboard.press("Shift+F10")
    page.locator(".lm-Menu-item", has_text="Duplicate").wait_for()
    shot(page, "panel-menu")
    page.keyboard.press("Escape")
    page.locator(TREE).focus()
    page.keyboard.press("ArrowLeft")
    assert selected() == "Pages"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".lm-DockPanel-tabBar", has_text="A page with a rather long name").wait_for()


def test_what_is_open_is_open_again_after_a_reload(sales, lab, page):
    open_panel(page)
    expand(page, "Sales")
    expand(page, "Schemas")
    row(page, "customer").click()
    page.wait_for_timeout(1500)  # until it is kept
    open_lab(page, lab)
    page.locator(TREE).wait_for()
    expect(row(page, "customer")).to_be_visible()
    expect(row(page, "customer")).to_have_attribute("aria-selected", "true")


def kept(download: Download, folder: Path) -> Path:
    """What the browser was given to download."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def test_a_workspace_is_exported_and_imported(sales, lab, page, tmp_path):
    open_panel(page)
    with page.expect_download() as download:
        menu(page, "Sales", "Export Workspace")
    archive = kept(download.value, tmp_path)
    assert archive.name == "Sales.zip"
    with zipfile.ZipFile(archive) as found:
        assert "pages/Customers.etlab.json" in found.namelist()
        files = {name: found.read(name).decode() for name in found.namelist()}
    head = json.loads(files["workspace.json"]) | {"name": "Sales again"}
    with zipfile.ZipFile(archive, "w") as again:
        for name, text in (files | {"workspace.json": json.dumps(head)}).items():
            again.writestr(name, text)
    with page.expect_file_chooser() as chooser:
        page.locator('#etlab-panel [data-command="etlab:import-workspace"]').click()
    chooser.value.set_files(archive)
    page.get_by_text(re.compile("“Sales again” was imported")).first.wait_for()
    expect(row(page, "Sales again")).to_have_attribute("aria-selected", "true")
    # A page of one goes into the other, as a file.
    expand(page, "Sales")
    expect(row(page, "Pages")).to_have_count(2)
    expand(page, "Pages")
    expect(row(page, "Customers")).to_have_count(2)
    with page.expect_download() as download:
        menu(page, "Customers", "Export")
    file = kept(download.value, tmp_path)
    assert (file.name, file.read_text()) == (
        "Customers.etlab.json", files["pages/Customers.etlab.json"]
    )  # fmt: skip
    with page.expect_file_chooser() as chooser:
        menu(page, "Sales again", "Import Files…")
    chooser.value.set_files([file])
    expect(row(page, "Customers (2)", "page")).to_have_attribute("aria-selected", "true")
    shot(page, "panel-imported")
    menu(page, "Sales again", "Delete")
    expect(row(page, "Sales again")).to_have_count(0)


def test_something_that_is_no_archive_is_refused_in_words(sales, page, tmp_path):
    open_panel(page)
    (tmp_path / "no.zip").write_text("no")
    with page.expect_file_chooser() as chooser:
        page.locator('#etlab-panel [data-command="etlab:import-workspace"]').click()
    chooser.value.set_files(tmp_path / "no.zip")
    page.get_by_text(re.compile("This is no zip archive")).first.wait_for()


def many_pages(count):
    """An archive of a workspace with so many pages."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("workspace.json", json.dumps({"etlab_workspace": 1, "name": "Big"}))
        for number in range(count):
            page = {"etlab": 1, "name": f"page {number:05}", "nodes": [], "edges": []}
            archive.writestr(f"pages/{number:05}.etlab.json", json.dumps(page))
    return content.getvalue()


def test_ten_thousand_pages_scroll(sales, lab, page):
    assert lab.call("POST", "import", many_pages(10_000))[0] == 201
    open_panel(page)
    refresh(page)
    expand(page, "Big")
    expect(row(page, "page 00000")).to_be_visible()
    assert page.locator(f"{TREE} .etlab-Row").count() < 80
    row(page, "page 00000").click()
    began = page.evaluate("performance.now()")
    page.keyboard.press("End")
    last = row(page, "page 09999")
    for _ in range(20):  # over what is behind the pages
        if last.count() and last.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(20)
    expect(last).to_have_attribute("aria-selected", "true")
    assert page.evaluate("performance.now()") - began < 3000
    longest = page.evaluate(
        """async selector => {
            const tree = document.querySelector(selector);
            let longest = 0, last = performance.now();
            for (let step = 0; step < 60; step++) {
                tree.scrollTop = (tree.scrollHeight * step) / 60;
                await new Promise(requestAnimationFrame);
                longest = Math.max(longest, performance.now() - last);
                last = performance.now();
            }
            return longest;
        }""",
        TREE,
    )
    assert longest < 500
    page.evaluate("s => { document.querySelector(s).scrollTop = 5000 * 24 }", TREE)
    page.locator(".etlab-Row", has_text=re.compile("page 050")).first.wait_for()
    shot(page, "panel-10000")
    page.get_by_label("Search by name").fill("page 07777")
    expect(row(page, "page 07777")).to_be_visible()
    page.get_by_label("Search by name").fill("")
