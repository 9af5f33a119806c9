"""Reads JSON files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.settings import changed
from etlab_jupyter.nodes.sources._files import FileConfig, FileSource
from etlab_jupyter.nodes.texts import BAD_ROWS, DATE_FORMAT, TIMESTAMP_FORMAT, ReadMode


class ReadJsonConfig(FileConfig):
    multiline: bool = Field(
        False,
        title="One value per file",
        description="Each file is one JSON value, over any number of lines; otherwise "
        "each line is one.",
    )
    encoding: str | None = Field(
        None, title="Encoding", description="Left out, UTF-8.", examples=["UTF-16LE"]
    )
    date_format: str | None = DATE_FORMAT
    timestamp_format: str | None = TIMESTAMP_FORMAT
    primitives_as_string: bool = Field(
        False,
        title="Everything as text",
        description="Read numbers and booleans as strings.",
    )
    mode: ReadMode = BAD_ROWS


class ReadJson(FileSource[ReadJsonConfig]):
    kind = "read_json"
    title = "Read JSON"
    description = "Reads JSON files: one value per line, or one per file."
    Config = ReadJsonConfig
    format = "json"

    def reader_options(self, config: ReadJsonConfig) -> Mapping[str, Any]:
        return changed(
            config,
            multiline="multiLine",
            encoding="encoding",
            date_format="dateFormat",
            timestamp_format="timestampFormat",
            primitives_as_string="primitivesAsString",
            mode="mode",
        )
