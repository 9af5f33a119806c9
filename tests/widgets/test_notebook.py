"""Widgets in a real kernel, and what is left of them in a saved notebook."""

from __future__ import annotations

import nbformat
from nbclient import NotebookClient

from tests.widgets import notebooks


def test_a_saved_notebook_shows_the_page_without_a_kernel(tmp_path):
    path = tmp_path / "orders.ipynb"
    notebooks.write(
        path,
        'builder.selected = "orders"\nbuilder.add("filter", label="Large")\nprint(builder.errors)',
        'builder.settings.form.field("condition").input.value = "amount > 10"\n'
        "print(builder.errors, builder.page.document.nodes[1].data.config)",
        "builder",
    )
    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    first, wrong, right, last = notebook.cells
    assert "A value is required" in wrong.outputs[0].text
    assert right.outputs[0].text == "[] {'condition': 'amount > 10'}\n"
    shown = last.outputs[0].data
    drawing = notebooks.drawing(shown["text/html"])
    assert drawing.startswith("<svg")
    assert "Large" in drawing
    assert "Large (filter) <- Orders" in shown["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in first.outputs[0].data
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    (graph,) = [s["state"] for s in states.values() if s["model_module"] == "anywidget"]
    assert [node["id"] for node in graph["document"]["nodes"]] == ["orders", "large"]


def test_a_page_runs_in_the_kernel_of_its_builder(tmp_path):
    path = tmp_path / "run.ipynb"
    notebooks.write(
        path,
        "page.document.metadata.spark = {'spark.master': 'local[1]', 'spark.ui.enabled': False}\n"
        'builder.selected = "orders"\n'
        'builder.add("filter", condition="amount > 10", label="Large")',
        "builder.running.show.click()\nbuilder.monitor.status, builder.previews['out'].rows",
        "large.count()",
    )
    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [cell.outputs[-1].data["text/plain"] for cell in notebook.cells[2:]]
    assert shown == ["('completed', [[3, 70.0]])", "1"]
