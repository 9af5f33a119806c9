"""A notebook that builds a page with widgets."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

MAKE = """\
from etlab_jupyter import Page
from etlab_jupyter.widgets import PageBuilder

page = Page("Orders")
columns = [{"name": "id", "type": "long"}, {"name": "amount", "type": "double"}]
page.read.rows(columns, [[1, 5.0], [2, None], [3, 70.0]], id="orders", label="Orders")
builder = PageBuilder(page)
builder"""


OTHERS = """\
from etlab_jupyter.widgets import ConnectionPicker, DataPreview, SchemaBuilder

schema = SchemaBuilder(name="orders")
picker = ConnectionPicker("mine")
rows = [[n, None if n % 7 == 0 else f"name {n}", {"a": [n, None]}] for n in range(45)]
preview = DataPreview([("id", "bigint"), ("name", "string"), ("extra", "map")], rows, page_size=5)
display(schema, picker, preview)"""


def drawing(html: str) -> str:
    """The SVG in an image."""
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert found is not None
    return base64.b64decode(found[1]).decode()


def write(path: Path, *cells: str, first: str = MAKE) -> None:
    """Write a notebook of these cells, after the one that makes the widgets."""
    made = [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate((first, *cells))]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=made, metadata=metadata), path)
