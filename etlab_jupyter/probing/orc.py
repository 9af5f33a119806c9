"""Columns of ORC files, from their footers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from etlab_jupyter import spark_types as t
from etlab_jupyter.probing.error import ProbeError
from etlab_jupyter.probing.spark_json import read_type
from etlab_jupyter.probing.union import union

_SPARK_TYPE = b"spark.sql.catalyst.type"
_NAMES = {
    "bool": t.BOOLEAN, "int8": t.BYTE, "int16": t.SHORT, "int32": t.INTEGER,
    "int64": t.LONG,
    "float": t.FLOAT, "double": t.DOUBLE, "string": t.STRING, "large_string": t.STRING,
    "binary": t.BINARY, "large_binary": t.BINARY, "date32[day]": t.DATE,
}  # fmt: skip


def columns(files: Sequence[Path], options: Mapping[str, str], complete: bool) -> t.Schema | None:
    """The columns that all files have; None where they differ.

    Spark takes the first file that the file system lists, in no order that could be
    known here.
    """
    if not complete:
        return None
    schemas = {_columns(file) for file in files}
    if options.get("mergeschema") == "true":
        reduce(union, schemas)
    return schemas.pop() if len(schemas) == 1 else None


def _columns(file: Path) -> t.Schema:
    import pyarrow as pa
    from pyarrow import orc

    try:
        schema = orc.ORCFile(file).schema
    except (pa.ArrowException, OSError) as error:
        raise ProbeError("not-orc", f"{file} is not an ORC file: {error}") from None
    return t.Schema(map(_field, schema))


def _field(field: Any) -> t.Field:
    """Spark notes its own type beside those that ORC does not have."""
    noted = (field.metadata or {}).get(_SPARK_TYPE)
    return t.Field(field.name, read_type(noted.decode()) if noted else _type(field.type))


def _type(type_: Any) -> t.DataType:
    import pyarrow.types as at

    if at.is_map(type_):
        return t.MapType(key=_field(type_.key_field).type, value=_field(type_.item_field).type)
    if at.is_list(type_):
        return t.ArrayType(element=_field(type_.value_field).type)
    if at.is_struct(type_):
        return t.StructType(fields=tuple(map(_field, type_)))
    if at.is_decimal(type_):
        return t.DecimalType(precision=type_.precision, scale=type_.scale)
    if at.is_timestamp(type_):
        return t.TIMESTAMP
    return _NAMES.get(str(type_), t.UNKNOWN)
