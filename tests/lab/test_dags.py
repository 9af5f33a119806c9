"""The editor of DAGs, and DAGs in the panel."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.lab.accessibility import violations
from tests.lab.conftest import shot
from tests.lab.panel import (
    confirm,
    expand,
    make,
    menu,
    open_item,
    open_panel,
    row,
    theme,
    type_name,
)

DIRTY = re.compile("jp-mod-dirty")
TAB = ".lm-DockPanel-tabBar .lm-mod-current"


@pytest.fixture(scope="module")
def workspace(lab):
    found = make(lab, "workspaces", name="Nights")
    make(lab, "workspaces", name="Days")
    for name in ("Read orders", "Sum orders"):
        make(lab, "pages", workspace_id=found["id"], name=name)
    make(lab, "connections", name="Cluster", connection_type="local")
    return found


def make_dag(lab, workspace, name):
    pages = lab.call("GET", f"pages?workspace_id={workspace['id']}&sort=name")[1]["items"]
    tasks = [
        {"id": f"t{number}", "name": page["name"].lower().replace(" ", "_"), "type": "spark_submit",
         "config": {"page_id": page["id"], "memory": "4g"}}
        for number, page in enumerate(pages)
    ]  # fmt: skip
    return make(
        lab, "dags", workspace_id=workspace["id"], name=name, description="Every night",
        schedule={"interval": "0 3 * * *", "start_date": "2024-01-01", "catchup": True},
        default_args={"retries": 2, "factor": 1}, tasks=tasks,
        edges=[{"source": "t0", "target": "t1"}],
    )  # fmt: skip


def stored(lab, name):
    (found,) = (
        item
        for item in lab.call("GET", f"dags?search={name.replace(' ', '%20')}")[1]["items"]
        if item["name"] == name
    )
    return lab.call("GET", f"dags/{found['id']}")[1]


def show(page, name):
    open_item(page, "Nights", "DAGs", name)
    page.locator(".etlab-DagEditor:visible").wait_for()


def test_a_dag_is_made_from_nothing_and_is_the_same_after_a_reload(lab, page, workspace):
    open_panel(page)
    menu(page, "Nights", "New DAG")
    editor = page.locator(".etlab-DagEditor")
    editor.get_by_text("This DAG has no tasks yet.").wait_for()
    editor.locator('[data-field="name"] input').fill("Nightly orders")
    editor.locator('[data-field="schedule"]').get_by_role("button", name="+ Add").click()
    editor.get_by_label("Interval").fill("@daily")
    for number, (name, of) in enumerate((("read", "Read orders"), ("sum", "Sum orders"))):
        editor.locator('[data-field="tasks"] > .etlab-List > .etlab-mod-add').click()
        field = editor.locator(f'[data-field="tasks.{number}.name"] input')
        expect(field).to_have_value(f"task_{number + 1}")
        field.fill(name)
        picker = editor.locator(f'[data-field="tasks.{number}.config.page_id"] input')
        picker.fill(of)
        expect(picker).not_to_have_class(re.compile("etlab-mod-wrong"))
    cluster = editor.locator('[data-field="tasks.1.config.connection_id"] input')
    cluster.fill("Cluster")  # and leave it at once
    editor.locator('[data-field="edges"] > .etlab-List > .etlab-mod-add').click()
    editor.locator('[data-field="edges.0.source"] select').select_option(label="read")
    editor.locator('[data-field="edges.0.target"] select').select_option(label="sum")
    expect(editor.locator(".etlab-Dag-aside li").nth(1)).to_contain_text("after read")
    expect(cluster).not_to_have_class(re.compile("etlab-mod-wrong"))
    expect(cluster).to_have_value("Cluster")
    expect(page.locator(TAB)).to_have_class(DIRTY)
    page.keyboard.press("Control+s")
    expect(page.locator(TAB)).not_to_have_class(DIRTY)
    expect(row(page, "Nightly orders")).to_be_visible()
    dag = stored(lab, "Nightly orders")
    pages = {
        item["name"]: item["id"]
        for item in lab.call("GET", f"pages?workspace_id={workspace['id']}")[1]["items"]
    }
    cluster_id = lab.call("GET", "connections?search=Cluster")[1]["items"][0]["id"]
    assert dag["schedule"] == {"interval": "@daily"}
    assert dag["dag_id"] == "dag"
    assert [(task["name"], task["type"], task["config"]) for task in dag["tasks"]] == [
        ("read", "spark_submit", {"page_id": pages["Read orders"]}),
        ("sum", "spark_submit", {"page_id": pages["Sum orders"], "connection_id": cluster_id}),
    ]
    assert dag["edges"] == [{"source": "task-1", "target": "task-2"}]
    page.wait_for_timeout(1500)  # until the layout is kept
    page.reload()
    expect(editor.locator('[data-field="tasks.0.config.page_id"] input')).to_have_value(
        "Read orders"
    )


def test_what_the_server_refuses_stands_at_its_field(lab, page, workspace):
    make_dag(lab, workspace, "Wrong")
    show(page, "Wrong")
    editor = page.locator(".etlab-DagEditor:visible")
    shot(page, "dag")
    theme(page, "JupyterLab Dark")
    shot(page, "dag-dark")
    assert violations(page, ".etlab-DagEditor") == []
    theme(page, "JupyterLab Light")
    assert violations(page, ".etlab-DagEditor") == []
    editor.get_by_label("Airflow id").fill("with space")
    editor.locator('[data-field="edges"] > .etlab-List > .etlab-mod-add').click()
    page.keyboard.press("Control+s")
    expect(editor.locator('[data-field="dag_id"] [role=alert]')).to_contain_text("pattern")
    expect(editor.locator('[data-field="edges.1.source"] [role=alert]')).to_be_visible()
    shot(page, "dag-wrong")
    editor.get_by_label("Airflow id").fill("wrong")
    editor.locator('[data-field="edges.1.source"] select').select_option(label="sum_orders")
    editor.locator('[data-field="edges.1.target"] select').select_option(label="read_orders")
    page.keyboard.press("Control+s")
    expect(editor.locator('[data-field="edges"] > [role=alert]')).to_contain_text(
        "These tasks wait for each other"
    )
    assert stored(lab, "Wrong")["version"] == 1
    # A task that goes takes its edges with it.
    editor.locator('[data-field="tasks"] > .etlab-List > .etlab-List-item').nth(0).get_by_title(
        "Remove"
    ).last.click()
    expect(editor.locator('[data-field^="edges."]')).to_have_count(0)
    page.keyboard.press("Control+s")
    expect(page.locator(TAB)).not_to_have_class(DIRTY)
    found = stored(lab, "Wrong")
    assert [task["id"] for task in found["tasks"]] == ["t1"]
    # What the form does not know stays.
    assert found["tasks"][0]["config"]["memory"] == "4g"
    assert found["default_args"] == {"retries": 2, "factor": 1}


def test_a_dag_is_renamed_in_place_duplicated_and_moved(lab, page, workspace):
    make_dag(lab, workspace, "Moving")
    show(page, "Moving")
    row(page, "Moving").click()
    page.keyboard.press("F2")
    type_name(page, "On the move")
    expect(page.locator(TAB)).to_contain_text("On the move")
    field = page.locator('.etlab-DagEditor:visible [data-field="name"] input')
    expect(field).to_have_value("On the move")
    menu(page, "On the move", "Duplicate")
    expect(row(page, "On the move (2)")).to_have_attribute("aria-selected", "true")
    copy = stored(lab, "On the move (2)")
    assert (copy["dag_id"], len(copy["tasks"])) == ("moving_2", 2)
    menu(page, "On the move (2)", "Move to Another Workspace…")
    page.locator(".jp-Dialog select").select_option("Days")
    confirm(page, "Move")
    expect(row(page, "Days")).to_have_attribute("aria-expanded", "true")
    expect(row(page, "On the move (2)")).to_have_attribute("aria-selected", "true")
    assert stored(lab, "On the move (2)")["workspace_id"] != workspace["id"]


def test_deleting_a_dag_can_be_undone_and_the_trash_forgets(lab, page, workspace):
    make_dag(lab, workspace, "Short lived")
    show(page, "Short lived")
    row(page, "Short lived").click()
    page.keyboard.press("Delete")
    expect(row(page, "Short lived")).to_have_count(0)
    expect(page.locator(".etlab-DagEditor:visible")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Short lived")).to_have_attribute("aria-selected", "true")
    assert len(stored(lab, "Short lived")["tasks"]) == 2
    page.locator(".etlab-Rows").first.focus()
    page.keyboard.press("Delete")
    expect(row(page, "Short lived")).to_have_count(0)
    expand(page, "Trash")
    expect(row(page, "Short lived", "trashed-dag")).to_have_count(1)
    shot(page, "dag-trash")
    menu(page, "Short lived", "Delete for Good…")
    confirm(page, "Delete for Good")
    expect(row(page, "Short lived")).to_have_count(0)
    assert lab.call("GET", "dags?deleted=true")[1]["total"] == 0


def test_unsaved_changes_of_a_dag_are_asked_about_before_it_goes(lab, page, workspace):
    make_dag(lab, workspace, "Precious")
    show(page, "Precious")
    editor = page.locator(".etlab-DagEditor:visible")
    editor.get_by_label("Description").fill("changed")
    row(page, "Precious").click()
    page.keyboard.press("Delete")
    page.locator(".jp-Dialog", has_text="changes that are not saved").wait_for()
    confirm(page, "Cancel")
    expect(editor.get_by_label("Description")).to_have_value("changed")
    page.locator(f"{TAB} .lm-TabBar-tabCloseIcon").click()
    confirm(page, "Save")
    expect(page.locator(".etlab-DagEditor:visible")).to_have_count(0)
    assert stored(lab, "Precious")["description"] == "changed"
