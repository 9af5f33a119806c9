"""What the sources and sinks of text files share."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

ReadMode = Literal["PERMISSIVE", "DROPMALFORMED", "FAILFAST"]
TextCodec = Literal["gzip", "bzip2", "deflate", "lz4", "snappy"]

COMPRESSION: Any = Field(None, title="Compression", description="Left out, the files are plain.")
ENCODING: Any = Field(
    None, title="Encoding", description="Left out, UTF-8.", examples=["ISO-8859-1"]
)
DATE_FORMAT: Any = Field(
    None, title="Date format", description="Spark's pattern.", examples=["dd.MM.yyyy"]
)
TIMESTAMP_FORMAT: Any = Field(
    None,
    title="Timestamp format",
    description="Spark's pattern.",
    examples=["dd.MM.yyyy HH:mm:ss"],
)
BAD_ROWS: Any = Field(
    "PERMISSIVE",
    title="Bad rows",
    description="Keep them with nulls, drop them, or fail the run.",
)
