"""Runs pages in sessions of an Apache Livy server, and scripts as its batches."""

from etlab_jupyter.runners.livy.client import LivyClient, LivyError
from etlab_jupyter.runners.livy.runner import LivyRunner

__all__ = ["LivyClient", "LivyError", "LivyRunner"]
