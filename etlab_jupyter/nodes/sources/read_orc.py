"""Reads ORC files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.settings import changed
from etlab_jupyter.nodes.sources._files import FileConfig, FileSource


class ReadOrcConfig(FileConfig):
    merge_schema: bool = Field(
        False,
        title="Merge schemas",
        description="Take the columns of all files together instead of those of one file.",
    )


class ReadOrc(FileSource[ReadOrcConfig]):
    kind = "read_orc"
    title = "Read ORC"
    description = "Reads ORC files; their columns and types come from the files."
    Config = ReadOrcConfig
    format = "orc"

    def reader_options(self, config: ReadOrcConfig) -> Mapping[str, Any]:
        return changed(config, merge_schema="mergeSchema")
