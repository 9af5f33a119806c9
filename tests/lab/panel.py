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


def row(page: Page, name: str, kind: str | None = None) -> Locator:
    """The row with exactly this name; `kind` is `page`, `trashed-page` and so on.

    On the way to the trash and back, it may be seen in both places for a moment.
    """
    selector = f'.etlab-Row[data-kind="{kind}"]' if kind else ".etlab-Row"
    return page.locator(selector).filter(has=page.locator(f'.etlab-Row-label:text-is("{name}")'))


def expand(page: Page, name: str) -> None:
    found = row(page, name).first
    found.wait_for()
    if found.get_attribute("aria-expanded") == "false":
        found.locator(".etlab-Row-caret").click()
        expect(row(page, name).first).to_have_attribute("aria-expanded", "true")


def open_item(page: Page, workspace: str, kind: str, name: str) -> None:
    """Open what is in a workspace (`Pages`, `Schemas`, `DAGs`) by a double click."""
    open_panel(page)
    refresh(page)
    expand(page, workspace)
    expand(page, kind)
    row(page, name).dblclick()


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
    made: dict[str, Any]
    status, made = lab.call("POST", path, body)
    assert status == 201, made
    return made


def confirm(page: Page, button: str) -> None:
    """Answer a dialog."""
    page.locator(".jp-Dialog-button", has_text=button).last.click()
    expect(page.locator(".jp-Dialog")).to_have_count(0)


def theme(page: Page, name: str) -> None:
    """Put on another theme by the menu, and wait until it is on."""
    page.locator(".lm-MenuBar-item", has_text="Settings").click()
    page.locator(".lm-Menu-item", has_text="Theme").first.hover()
    page.locator(f'.lm-Menu-itemLabel:text-is("{name}")').click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", name)
    page.wait_for_timeout(500)


def type_name(page: Page, name: str) -> None:
    """Type into the name that is edited, and take it."""
    expect(page.locator(".etlab-Row-input")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
