"""Reads Parquet files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.settings import changed
from etlab_jupyter.nodes.sources._files import FileConfig, FileSource


class ReadParquetConfig(FileConfig):
    merge_schema: bool = Field(
        False,
        title="Merge schemas",
        description="Take the columns of all files together instead of those of one file.",
    )


class ReadParquet(FileSource[ReadParquetConfig]):
    kind = "read_parquet"
    title = "Read Parquet"
    description = "Reads Parquet files; their columns and types come from the files."
    Config = ReadParquetConfig
    format = "parquet"

    def reader_options(self, config: ReadParquetConfig) -> Mapping[str, Any]:
        return changed(config, merge_schema="mergeSchema")
