"""Nodes on the canvas, and the form of the chosen one."""

from __future__ import annotations

import time

from playwright.sync_api import FloatRect, Locator, Page, expect


def node(page: Page, id: str) -> Locator:
    return page.locator(f'.etlab-Node[data-node="{id}"]')


def settled(page: Page, found: Locator) -> FloatRect:
    """Where something is when it moves no more: the view is fitted when all is measured."""
    before = None
    end = time.monotonic() + 10
    while time.monotonic() < end:
        box = found.bounding_box()
        if box is not None and box == before:
            return box
        before = box
        page.wait_for_timeout(150)
    raise AssertionError(f"it still moves: {before}")


def choose(page: Page, id: str) -> None:
    """Click a node, which would be a drag while the canvas still moves."""
    settled(page, node(page, id))
    head = page.locator(".etlab-Side-head code")
    node(page, id).click()
    try:
        expect(head).to_have_text(id, timeout=5_000)
    except AssertionError:  # it was measured late, and has moved after all
        node(page, id).click()
        expect(head).to_have_text(id)


def field(page: Page, name: str) -> Locator:
    return page.locator(".etlab-Side").get_by_label(name, exact=True)
