"""Writes text files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.settings import changed
from etlab_jupyter.nodes.sinks._base import FileSink, FileWriteConfig
from etlab_jupyter.nodes.texts import COMPRESSION, TextCodec
from etlab_jupyter.spark_types import STRING, UNKNOWN, Schema


class WriteTextConfig(FileWriteConfig):
    line_separator: str | None = Field(
        None, title="Line separator", description="Left out, \\n.", min_length=1
    )
    compression: TextCodec | None = COMPRESSION


class WriteText(FileSink[WriteTextConfig]):
    kind = "write_text"
    title = "Write text"
    description = "Writes the one string column of the rows as lines of text."
    Config = WriteTextConfig
    format = "text"

    def writer_options(self, config: WriteTextConfig) -> Mapping[str, Any]:
        return changed(config, line_separator="lineSep", compression="compression")

    def schema(self, config: WriteTextConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        if columns is not None:
            folders = {check.text(name).lower() for name in config.partition_by}
            left = [field for field in columns if field.name.lower() not in folders]
            if len(left) != 1 or left[0].type not in (STRING, UNKNOWN):
                found = ", ".join(f"{field.name} ({field.type})" for field in left) or "none"
                check.problem(
                    "not-one-text-column",
                    f"A text file takes one column, of type string; here: {found}.",
                    hint="Select one, for example with concat_ws or to_json, or "
                    "partition by the others.",
                )
        return super().schema(config, inputs, check)
