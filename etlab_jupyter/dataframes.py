"""Live Spark DataFrames as schemas and sources of pages.

found = from_dataframe(df)
found.columns  # the columns of a schema definition
orders = found.source(page, label="Orders")  # its rows, written down in the page
"""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from etlab_jupyter import spark_types as t
from etlab_jupyter.builder import NodeRef, Page
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.schema_definition import to_ddl, to_definitions
from etlab_jupyter.schema_import import from_spark_json

MAX_ROWS = 1000


@dataclass(frozen=True, slots=True)
class LiveFrame:
    """A DataFrame of this kernel, of pyspark or Spark Connect."""

    frame: Any
    schema: t.Schema

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The columns of a schema definition."""
        return to_definitions(self.schema)

    @property
    def ddl(self) -> str:
        """The columns as Spark's DDL."""
        return to_ddl(self.schema)

    def source(self, page: Page, *, label: str = "Rows", max_rows: int = MAX_ROWS) -> NodeRef:
        """A node with the rows, which runs a Spark job; `ETLabError` for more than `max_rows`."""
        rows = self.frame.limit(max_rows + 1).collect()
        if len(rows) > max_rows:
            raise ETLabError(
                f"The DataFrame has more than {max_rows:,} rows, too many to write into a page. "
                "Write it to files or a table, and read those."
            )
        values = [
            [_value(value, f.type) for value, f in zip(row, self.schema.fields, strict=True)]
            for row in rows
        ]
        return page.read.rows(self.columns, values, label=label)


def from_dataframe(frame: Any) -> LiveFrame:
    """What a page can be made of from a DataFrame; no Spark job runs for its columns."""
    if not hasattr(frame, "schema") or not hasattr(frame.schema, "jsonValue"):
        raise ETLabError(f"A Spark DataFrame is needed, not {type(frame).__name__}.")
    return LiveFrame(frame, from_spark_json(frame.schema.jsonValue()))


def _value(value: Any, kind: t.DataType) -> Any:
    """A value as pages write it down: dates, times and decimals as texts, binary in base64."""
    match value, kind:
        case None | bool() | int() | str(), _:
            return value
        case float(), _:
            return value if math.isfinite(value) else _SPECIAL[str(value)]
        case Decimal(), _:
            return str(value)
        case bytes() | bytearray(), _:
            return base64.b64encode(value).decode()
        case datetime(), _ if kind.name == "timestamp":
            return value.astimezone().isoformat(" ")  # Python has it in the process's own zone
        case date(), _:
            return value.isoformat()
        case list(), t.ArrayType():
            return [_value(item, kind.element) for item in value]
        case dict(), t.MapType():
            return {str(key): _value(item, kind.value) for key, item in value.items()}
        case tuple(), t.StructType():
            return {f.name: _value(v, f.type) for v, f in zip(value, kind.fields, strict=True)}
    raise ETLabError(f"Values of type {kind.ddl} cannot be written into a page.")


_SPECIAL = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
