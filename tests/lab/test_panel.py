"""The sidebar panel."""

from __future__ import annotations

from tests.lab.conftest import shot


def test_the_panel_opens(page):
    page.click('.jp-SideBar [data-id="etlab-panel"]')
    page.wait_for_selector("#etlab-panel:not(.lm-mod-hidden)")
    shot(page, "panel-empty")
