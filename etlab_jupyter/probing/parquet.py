"""Columns of Parquet files, from their footers, by the rules of Spark's reader."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from etlab_jupyter import spark_types as t
from etlab_jupyter.probing.error import ProbeError
from etlab_jupyter.probing.spark_json import read_schema
from etlab_jupyter.probing.union import union

_SPARK_SCHEMA = b"org.apache.spark.sql.parquet.row.metadata"
_PHYSICAL = {
    "BOOLEAN": t.BOOLEAN, "INT32": t.INTEGER, "INT64": t.LONG, "INT96": t.TIMESTAMP,
    "FLOAT": t.FLOAT, "DOUBLE": t.DOUBLE, "BYTE_ARRAY": t.BINARY,
    "FIXED_LEN_BYTE_ARRAY": t.BINARY,
}  # fmt: skip
_LOGICAL = {
    "STRING": t.STRING, "ENUM": t.STRING, "JSON": t.STRING, "BSON": t.BINARY,
    "DATE": t.DATE,
    "NULL": t.INTEGER,
}  # fmt: skip
_SIGNED = {8: t.BYTE, 16: t.SHORT, 32: t.INTEGER, 64: t.LONG}
_UNSIGNED = {
    8: t.SHORT, 16: t.INTEGER, 32: t.LONG, 64: t.DecimalType(precision=20, scale=0),
}  # fmt: skip


def columns(files: Sequence[Path], options: Mapping[str, str], complete: bool) -> t.Schema | None:
    """The columns of the first file; of all files where `mergeSchema` is set."""
    if options.get("mergeschema") != "true":
        return _columns(files[0])
    if not complete:
        return None
    return reduce(union, map(_columns, files))


def _columns(file: Path) -> t.Schema:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer = pq.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        raise ProbeError("not-parquet", f"{file} is not a Parquet file: {error}") from None
    if spark_schema := (footer.metadata or {}).get(_SPARK_SCHEMA):
        return read_schema(spark_schema)
    leaves = iter([footer.schema.column(index) for index in range(footer.num_columns)])
    try:
        nesting = footer.schema.to_arrow_schema()
        return t.Schema(t.Field(f.name, _type(f.type, leaves)) for f in nesting)
    except _UnsupportedError as error:
        raise ProbeError(
            "unsupported-type", f"Spark cannot read a column of {file}: {error}.",
            "Write the file with another type, or declare the columns to read.",
        ) from None  # fmt: skip


class _UnsupportedError(Exception):
    """A column type that Spark's Parquet reader refuses."""


def _type(nesting: Any, leaves: Iterator[Any]) -> t.DataType:
    """Arrow's type says how a column is nested; the leaves' own types are Parquet's."""
    import pyarrow.types as at

    if at.is_map(nesting):
        key = _type(nesting.key_type, leaves)
        return t.MapType(key=key, value=_type(nesting.item_type, leaves))
    if at.is_list(nesting) or at.is_large_list(nesting) or at.is_fixed_size_list(nesting):
        return t.ArrayType(element=_type(nesting.value_type, leaves))
    if at.is_struct(nesting):
        return t.StructType(fields=tuple(t.Field(f.name, _type(f.type, leaves)) for f in nesting))
    return _leaf(next(leaves))


def _leaf(column: Any) -> t.DataType:
    logical = json.loads(column.logical_type.to_json())
    name = column.logical_type.type
    match name:
        case "NONE" | "UNKNOWN":
            return _PHYSICAL[column.physical_type]
        case "INT":
            return (_SIGNED if logical["isSigned"] else _UNSIGNED)[logical["bitWidth"]]
        case "DECIMAL" if logical["precision"] <= t.MAX_PRECISION:
            return t.DecimalType(precision=logical["precision"], scale=logical["scale"])
        case "TIMESTAMP" if logical["timeUnit"] != "nanoseconds":
            return t.TIMESTAMP if logical["isAdjustedToUTC"] else t.TIMESTAMP_NTZ
    if name in _LOGICAL:
        return _LOGICAL[name]
    raise _UnsupportedError(f"{column.path} is {column.physical_type} {column.logical_type}")
