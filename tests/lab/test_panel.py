"""The sidebar panel."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.lab.conftest import shot
from tests.lab.panel import expand, make, menu, open_panel, refresh, row


@pytest.fixture(scope="module")
def sales(lab):
    """A workspace with some of everything."""
    workspace = make(lab, "workspaces", name="Sales")
    id_ = workspace["id"]
    for name in ("Orders by day", "Customers", "A page with a rather long name that is cut off"):
        make(lab, "pages", workspace_id=id_, name=name)
    make(lab, "schemas", workspace_id=id_, name="customer", columns=[{"name": "id", "type": "long"}])
    make(lab, "dags", workspace_id=id_, name="Nightly", dag_id="nightly")
    make(lab, "connections", name="Laptop", connection_type="local", is_default=True)
    make(lab, "workspaces", name="Archive")
    return workspace


def test_the_panel_opens(page, sales):
    open_panel(page)
    expand(page, "Sales")
    expand(page, "Schemas")
    expand(page, "DAGs")
    row(page, "Customers").click()
    expect(row(page, "Nightly")).to_be_visible()
    expect(row(page, "Laptop")).to_be_visible()
    shot(page, "panel")
    page.evaluate("window.jupyterapp?.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
