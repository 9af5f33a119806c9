"""Writes JSON files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.settings import changed
from etlab_jupyter.nodes.sinks._base import FileSink, FileWriteConfig
from etlab_jupyter.nodes.texts import (
    COMPRESSION,
    DATE_FORMAT,
    ENCODING,
    TIMESTAMP_FORMAT,
    TextCodec,
)


class WriteJsonConfig(FileWriteConfig):
    ignore_null_fields: bool = Field(
        True,
        title="Leave out nulls",
        description="Write no key for a null; otherwise the key with `null`.",
    )
    date_format: str | None = DATE_FORMAT
    timestamp_format: str | None = TIMESTAMP_FORMAT
    encoding: str | None = ENCODING
    compression: TextCodec | None = COMPRESSION


class WriteJson(FileSink[WriteJsonConfig]):
    kind = "write_json"
    title = "Write JSON"
    description = "Writes each row as a line of JSON."
    Config = WriteJsonConfig
    format = "json"

    def writer_options(self, config: WriteJsonConfig) -> Mapping[str, Any]:
        return changed(
            config,
            ignore_null_fields="ignoreNullFields",
            date_format="dateFormat",
            timestamp_format="timestampFormat",
            encoding="encoding",
            compression="compression",
        )
