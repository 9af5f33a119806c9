"""Reads text files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.settings import changed
from etlab_jupyter.nodes.sources._files import FileConfig, FileSource, declared_columns
from etlab_jupyter.schema_definition import to_schema
from etlab_jupyter.spark_types import STRING, Schema


class ReadTextConfig(FileConfig):
    whole_text: bool = Field(
        False,
        title="One row per file",
        description="Each file is one row instead of each line.",
    )
    line_separator: str | None = Field(
        None,
        title="Line separator",
        description="Left out, any of \\n, \\r\\n and \\r.",
    )


class ReadText(FileSource[ReadTextConfig]):
    kind = "read_text"
    title = "Read text"
    description = "Reads text files into a column `value`, a line to a row."
    Config = ReadTextConfig
    format = "text"

    def reader_options(self, config: ReadTextConfig) -> Mapping[str, Any]:
        return changed(config, whole_text="wholetext", line_separator="lineSep")

    def schema(self, config: ReadTextConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        declared = to_schema(declared_columns(config, check.context) or ())
        folders = {field.name.lower() for field in self.partitions(config, check)}
        inside = [field for field in declared if field.name.lower() not in folders]
        if len(declared) and [field.type for field in inside] != [STRING]:
            check.problem(
                "not-one-text-column",
                "A text file has one column, of type string.",
                "schema_name" if config.schema_name else "columns",
                hint="Declare one column of type string, besides those of partition folders.",
            )
        return super().schema(config, inputs, check)
