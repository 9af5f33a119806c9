"""Writes ORC files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from etlab_jupyter.nodes.settings import changed
from etlab_jupyter.nodes.sinks._base import FileSink, FileWriteConfig

Codec = Literal["snappy", "zlib", "zstd", "lz4", "lzo", "none"]


class WriteOrcConfig(FileWriteConfig):
    compression: Codec | None = Field(
        None, title="Compression", description="Left out, Spark's default."
    )


class WriteOrc(FileSink[WriteOrcConfig]):
    kind = "write_orc"
    title = "Write ORC"
    description = "Writes the rows as ORC files."
    Config = WriteOrcConfig
    format = "orc"
    refused = frozenset({"void"})

    def writer_options(self, config: WriteOrcConfig) -> Mapping[str, Any]:
        return changed(config, compression="compression")
