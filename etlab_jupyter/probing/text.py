"""Columns of text files: always the same one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from etlab_jupyter.spark_types import STRING, Field, Schema


def columns(files: Sequence[Path], options: Mapping[str, str], complete: bool) -> Schema:
    """The column `value`."""
    return Schema([Field("value", STRING)])
