"""The form of connections."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.lab.conftest import shot
from tests.lab.panel import confirm, make, menu, open_panel, row, theme

SECRET = "hunter2-very-secret"


def test_a_secret_goes_in_and_never_comes_out(lab, page):
    open_panel(page)
    page.locator('#etlab-panel [data-command="etlab:create-connection"]').click()
    page.get_by_label("Name", exact=True).fill("Cluster")
    shot(page, "connection-new")
    page.get_by_label("Type", exact=True).select_option(label="Livy")
    page.get_by_label("Address", exact=True).fill("http://livy.example:8998")
    page.get_by_label("Password", exact=True).fill(SECRET)
    page.get_by_role("button", name="Create").click()
    expect(row(page, "Cluster")).to_be_visible()
    password = page.get_by_label("Password", exact=True)
    expect(password).to_have_value("********")
    expect(password).to_have_attribute("type", "password")
    page.get_by_label("User", exact=True).fill("admin")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    shot(page, "connection-saved")
    theme(page, "JupyterLab Dark")
    shot(page, "connection-dark")
    theme(page, "JupyterLab Light")
    assert SECRET not in page.content()
    id_ = lab.call("GET", "connections?search=Cluster")[1]["items"][0]["id"]
    config = lab.call("GET", f"connections/{id_}")[1]["config"]
    assert (config["username"], config["password"]) == ("admin", "********")


def test_what_the_server_refuses_is_told_at_its_field(lab, page):
    make(lab, "connections", name="Here", connection_type="local")
    open_panel(page)
    page.locator('#etlab-panel [data-command="etlab:refresh"]').click()
    row(page, "Here").dblclick()
    page.get_by_label("Driver memory", exact=True).fill("much")
    page.get_by_role("button", name="Save").click()
    page.locator(".validationErrors", has_text="such as “2g”").wait_for()
    shot(page, "connection-refused")
    page.get_by_label("Driver memory", exact=True).fill("2g")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    expect(page.locator(".validationErrors", has_text="such as")).to_have_count(0)


def test_a_connection_is_copied_made_the_default_and_deleted_after_a_question(lab, page):
    make(lab, "connections", name="Elsewhere", connection_type="local")
    open_panel(page)
    page.locator('#etlab-panel [data-command="etlab:refresh"]').click()
    menu(page, "Elsewhere", "Use as Default")
    expect(row(page, "Elsewhere").locator(".etlab-Row-detail")).to_have_text("Local, default")
    menu(page, "Elsewhere", "Duplicate")
    expect(row(page, "Elsewhere (2)")).to_have_attribute("aria-selected", "true")
    row(page, "Elsewhere").click()
    page.keyboard.press("Delete")
    confirm(page, "Delete")
    expect(row(page, "Elsewhere")).to_have_count(0)
    expect(row(page, "Elsewhere (2)")).to_be_visible()


def test_a_connection_is_tested_before_it_is_stored(lab, page):
    open_panel(page)
    page.locator('#etlab-panel [data-command="etlab:create-connection"]').click()
    page.get_by_label("Master", exact=True).fill("local[2]")
    page.get_by_role("button", name="Test").click()
    page.get_by_text("Connecting…").wait_for()
    told = page.locator(".etlab-ConnectionTest")
    expect(told).to_contain_text("Spark answers.", timeout=60_000)
    expect(told).to_contain_text(re.compile(r"Spark\d+\.\d+\.\d+Masterlocal\[2\]Latency\d+ ms"))
    shot(page, "connection-test")
    # What is changed is not what was tested.
    page.get_by_label("Type", exact=True).select_option(label="Standalone")
    expect(told).to_have_count(0)
    page.get_by_label("Master", exact=True).fill("spark://127.0.0.1:1")
    page.get_by_role("button", name="Test").click()
    why = "Nothing answers at 127.0.0.1:1: the connection is refused."
    expect(told).to_have_text(f"{why}What failsAddress")
    shot(page, "connection-test-failed")
    page.get_by_label("Master", exact=True).fill("nonsense")
    page.get_by_role("button", name="Test").click()
    page.locator(".validationErrors", has_text="such as “spark://host:7077”").wait_for()
