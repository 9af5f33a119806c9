"""From a page document to a checked graph with the columns of every output."""

from etlab_jupyter.graph.build import Graph, GraphNode, build
from etlab_jupyter.graph.inference import Inference, infer_schemas

__all__ = ["Graph", "GraphNode", "Inference", "build", "infer_schemas"]
