"""Reads CSV files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.settings import changed
from etlab_jupyter.nodes.sources._files import FileConfig, FileSource
from etlab_jupyter.nodes.texts import BAD_ROWS, DATE_FORMAT, TIMESTAMP_FORMAT, ReadMode


class ReadCsvConfig(FileConfig):
    header: bool = Field(
        False,
        title="Header",
        description="The first line of each file holds the column names.",
    )
    sep: str = Field(
        ",", title="Separator", description="What stands between two values.", min_length=1,
        examples=[";", "|", "\t"],
    )  # fmt: skip
    infer_schema: bool = Field(
        False,
        title="Infer types",
        description="Read all the data once more to find the types; without it, and "
        "without declared columns, every column is a string.",
    )
    quote: str = Field(
        '"',
        title="Quote",
        description="What encloses a value; empty for none.",
        max_length=1,
    )
    escape: str = Field(
        "\\",
        title="Escape",
        description='What makes a quote part of a value; `"` where quotes are doubled.',
        max_length=1,
    )
    encoding: str = Field("UTF-8", title="Encoding", examples=["ISO-8859-1"])
    null_value: str = Field("", title="Null value", description="The text that stands for null.")
    date_format: str | None = DATE_FORMAT
    timestamp_format: str | None = TIMESTAMP_FORMAT
    multiline: bool = Field(
        False,
        title="Values over several lines",
        description="Quoted values may hold line ends.",
    )
    mode: ReadMode = BAD_ROWS


class ReadCsv(FileSource[ReadCsvConfig]):
    kind = "read_csv"
    title = "Read CSV"
    description = "Reads CSV and other files with separated values."
    Config = ReadCsvConfig
    format = "csv"

    def reader_options(self, config: ReadCsvConfig) -> Mapping[str, Any]:
        return changed(
            config,
            header="header",
            infer_schema="inferSchema",
            sep="sep",
            quote="quote",
            escape="escape",
            encoding="encoding",
            null_value="nullValue",
            date_format="dateFormat",
            timestamp_format="timestampFormat",
            multiline="multiLine",
            mode="mode",
        )
