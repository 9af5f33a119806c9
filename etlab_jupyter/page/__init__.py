"""Page documents: their model and their files."""

from etlab_jupyter.page.document import Document, Edge, Metadata, Node, NodeData, Position
from etlab_jupyter.page.file import dumps, load, loads, save

__all__ = [
    "Document", "Edge", "Metadata", "Node", "NodeData", "Position",
    "dumps", "load", "loads", "save",
]  # fmt: skip
