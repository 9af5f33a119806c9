"""Runs pages in execution contexts of a Databricks cluster."""

from etlab_jupyter.runners.databricks.client import DatabricksClient, DatabricksError
from etlab_jupyter.runners.databricks.runner import DatabricksRunner

__all__ = ["DatabricksClient", "DatabricksError", "DatabricksRunner"]
