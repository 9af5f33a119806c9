"""What all sinks that write through Spark's DataFrameWriter share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Sink
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column, Path
from etlab_jupyter.spark_types import ArrayType, DataType, MapType, Schema, StructType

Mode = Literal["errorifexists", "overwrite", "append", "ignore"]


MODE: Any = Field(
    "errorifexists",
    title="If it exists",
    description="What to do where the target exists already: fail, overwrite it, "
    "append to it, or leave it as it is.",
)
OPTIONS: Any = Field(
    {}, title="More options", description="Further options of Spark's writer, by name."
)

# `df.write` up to the format, as every sink begins.
WRITE_TEMPLATE = (
    "{{ input }}.write{% if config.mode != 'errorifexists' %}.mode({{ config.mode }}){% endif %}"
)
OPTIONS_TEMPLATE = (
    "{% for key, value in config.options.items() %}.option({{ key }}, {{ value }}){% endfor %}"
)
PARTITION_TEMPLATE = (
    "{% if config.partition_by %}.partitionBy({{ config.partition_by | args }}){% endif %}"
)


class FileWriteConfig(NodeConfig):
    path: Path = Field(
        title="Path",
        description="The folder to write to, local or in any file system that Spark writes.",
        examples=["out/orders", "s3a://lake/orders"],
    )
    mode: Mode = MODE
    partition_by: list[Column] = Field(
        [],
        title="Partition by",
        description="Columns whose values become folders (`year=2026/`).",
    )
    options: dict[str, str] = OPTIONS


F = TypeVar("F", bound=FileWriteConfig)


class FileSink(Sink[F]):
    """Base of the file sinks; `format` is the method of Spark's writer.

    `refused` names the types that the format cannot hold.
    """

    format: ClassVar[str]
    refused: ClassVar[frozenset[str]] = frozenset()
    template = (
        WRITE_TEMPLATE + OPTIONS_TEMPLATE + PARTITION_TEMPLATE
        + ".{{ format | name }}({{ config.path }}{% for key, value in options.items() "
        "%}, {{ key | name }}={{ value }}{% endfor %})"
    )  # fmt: skip

    def writer_options(self, config: F) -> Mapping[str, Any]:
        """The settings that differ from Spark's defaults, by the method's keyword
        arguments.
        """
        return {}

    def variables(self, config: F, inputs: Inputs, context: PageContext) -> Mapping[str, Any]:
        return {"format": self.format, "options": self.writer_options(config)}

    def schema(self, config: F, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        check_partitioning(config.partition_by, columns, check)
        if columns is not None:
            check_no_duplicates(columns, check)
            check_types(columns, self.refused, self.title, check)
        return None

    def writes(self, config: F) -> str | None:
        return config.path


def check_partitioning(names: list[str], columns: Schema | None, check: NodeCheck) -> None:
    """Partition columns must be there, hold single values, and leave something to
    write.
    """
    check.distinct_names("partition_by", names)
    for index, field in enumerate(check.columns("partition_by", names, columns)):
        if field.type.name in ("array", "map", "struct"):
            check.problem(
                "type-mismatch",
                f"The column {field.name!r} ({field.type}) cannot become folders.",
                f"partition_by.{index}", hint="Partition by a column with single values.",
            )  # fmt: skip
    if columns is not None and len(names) >= len(columns):
        check.problem(
            "no-columns-left", "Every column is a partition column; none is left to write.",
            "partition_by" if names else None, hint="Partition by fewer columns.",
        )  # fmt: skip


def check_no_duplicates(columns: Schema, check: NodeCheck) -> None:
    seen: set[str] = set()
    for name in columns.names:
        if name.lower() in seen:
            check.problem(
                "duplicate-column",
                f"Two columns are called {name!r} (Spark ignores case).",
                hint="Rename one of them before they are written.",
            )  # fmt: skip
        seen.add(name.lower())


def check_types(columns: Schema, refused: frozenset[str], title: str, check: NodeCheck) -> None:
    """Reports columns that the target cannot hold, at any depth."""
    for field in columns:
        if found := _parts(field.type) & refused:
            check.problem(
                "type-mismatch",
                f"{title} cannot write the column {field.name!r} of type {field.type}.",
                hint=f"Convert it first; it has a part of type {min(found)}."
                if min(found) != field.type.name
                else "Convert it first, for example with to_json or a cast.",
            )


def _parts(type_: DataType) -> set[str]:
    """The names of the type and of all types inside it."""
    match type_:
        case ArrayType():
            return {"array"} | _parts(type_.element)
        case MapType():
            return {"map"} | _parts(type_.key) | _parts(type_.value)
        case StructType():
            return {"struct"}.union(*(_parts(field.type) for field in type_.fields))
    return {type_.name}
