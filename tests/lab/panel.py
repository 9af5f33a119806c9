"""What tests do in the sidebar panel."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.handlers.live import LiveServer

TREE = "#etlab-section-workspaces .etlab-Rows"


def open_panel(page: Page) -> Locator:
    """Show the panel; its tree."""
    if not page.locator("#etlab-panel").is_visible():
        page.click('.jp-SideBar [data-id="etlab-panel"]')
    tree = page.locator(TREE)
    tree.wait_for()
    return tree


def row(page: Page, name: str) -> Locator:
    """The row with exactly this name."""
    return page.locator(".etlab-Row").filter(
        has=page.locator(f'.etlab-Row-label:text-is("{name}")')
    )


def expand(page: Page, name: str) -> None:
    found = row(page, name).first
    found.wait_for()
    if found.get_attribute("aria-expanded") == "false":
        found.locator(".etlab-Row-caret").click()
        expect(row(page, name).first).to_have_attribute("aria-expanded", "true")


def menu(page: Page, name: str, item: str) -> None:
    """Choose from the context menu of a row."""
    row(page, name).first.click(button="right")
    page.locator(".lm-Menu-item:not(.lm-mod-disabled)").filter(
        has=page.locator(f'.lm-Menu-itemLabel:text-is("{item}")')
    ).click()


def refresh(page: Page) -> None:
    page.locator('#etlab-panel .jp-SidePanel-toolbar [data-command="etlab:refresh"]').click()


def make(lab: LiveServer, path: str, **body: Any) -> dict[str, Any]:
    """Create something over REST."""
    status, made = lab.call("POST", path, body)
    assert status == 201, made
    return made
