"""Writes Parquet files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from etlab_jupyter.nodes.settings import changed
from etlab_jupyter.nodes.sinks._base import FileSink, FileWriteConfig

Codec = Literal["snappy", "zstd", "gzip", "lz4", "none"]


class WriteParquetConfig(FileWriteConfig):
    compression: Codec | None = Field(
        None, title="Compression", description="Left out, Spark's default (snappy)."
    )


class WriteParquet(FileSink[WriteParquetConfig]):
    kind = "write_parquet"
    title = "Write Parquet"
    description = "Writes the rows as Parquet files."
    Config = WriteParquetConfig
    format = "parquet"

    def writer_options(self, config: WriteParquetConfig) -> Mapping[str, Any]:
        return changed(config, compression="compression")
