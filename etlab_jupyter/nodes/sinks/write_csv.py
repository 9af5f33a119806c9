"""Writes CSV files."""

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


class WriteCsvConfig(FileWriteConfig):
    header: bool = Field(
        False, title="Header", description="Begin each file with the column names."
    )
    sep: str = Field(
        ",", title="Separator", description="What stands between two values.", min_length=1,
        examples=[";", "|", "\t"],
    )  # fmt: skip
    quote: str = Field('"', title="Quote", description="What encloses a value.", max_length=1)
    escape: str = Field(
        "\\",
        title="Escape",
        description='What makes a quote part of a value; `"` doubles the quotes.',
        max_length=1,
    )
    quote_all: bool = Field(
        False, title="Quote everything", description="Also values that do not need it."
    )
    null_value: str = Field("", title="Null value", description="What is written for a null.")
    date_format: str | None = DATE_FORMAT
    timestamp_format: str | None = TIMESTAMP_FORMAT
    encoding: str | None = ENCODING
    compression: TextCodec | None = COMPRESSION


class WriteCsv(FileSink[WriteCsvConfig]):
    kind = "write_csv"
    title = "Write CSV"
    description = "Writes the rows as CSV files."
    Config = WriteCsvConfig
    format = "csv"
    refused = frozenset({"array", "map", "struct", "variant", "void"})

    def writer_options(self, config: WriteCsvConfig) -> Mapping[str, Any]:
        return changed(
            config,
            header="header",
            sep="sep",
            quote="quote",
            escape="escape",
            quote_all="quoteAll",
            null_value="nullValue",
            date_format="dateFormat",
            timestamp_format="timestampFormat",
            encoding="encoding",
            compression="compression",
        )
