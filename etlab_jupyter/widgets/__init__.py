"""Pages, schemas, connections, runs and data as widgets in a notebook.

    from etlab_jupyter.widgets import PageBuilder

    builder = PageBuilder("orders.etlab.json")
    builder

They render in JupyterLab, Notebook and VS Code, and what they show can be read and set by
programs: `builder.page`, `builder.selected`, `builder.errors`.
"""

from etlab_jupyter.widgets.connection_picker import ConnectionPicker
from etlab_jupyter.widgets.data_preview import DataPreview
from etlab_jupyter.widgets.fields import Context
from etlab_jupyter.widgets.form import Form
from etlab_jupyter.widgets.graph import Graph
from etlab_jupyter.widgets.page_builder import PageBuilder
from etlab_jupyter.widgets.run_monitor import RunMonitor
from etlab_jupyter.widgets.schema_builder import SchemaBuilder

__all__ = [
    "ConnectionPicker", "Context", "DataPreview", "Form", "Graph", "PageBuilder", "RunMonitor",
    "SchemaBuilder",
]  # fmt: skip
