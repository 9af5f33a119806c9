"""What all sources that read files share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import Field

from etlab_jupyter import probing
from etlab_jupyter.nodes.base import Inputs, NodeConfig, Source
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Path
from etlab_jupyter.problems import did_you_mean
from etlab_jupyter.schema_definition import ColumnDefinition, to_ddl, to_schema
from etlab_jupyter.spark_types import Field as Column
from etlab_jupyter.spark_types import Schema

SCHEMA_NAME: Any = Field(
    None,
    title="Schema",
    description="The name of a schema definition of the page or workspace.",
    json_schema_extra={"format": "schema-definition"},
)


class FileConfig(NodeConfig):
    path: Path = Field(
        title="Path",
        description="A file, a folder or a glob, local or in any file system that Spark reads.",
        examples=["data/orders", "s3a://lake/orders/*.parquet"],
    )
    schema_name: str | None = SCHEMA_NAME
    columns: list[ColumnDefinition] | None = Field(
        None,
        title="Columns",
        description="The columns and their types, where no schema definition is "
        "named. Left out, they are taken from the files.",
    )
    options: dict[str, str] = Field(
        {},
        title="More options",
        description="Further options of Spark's reader, by name.",
        examples=[{"recursiveFileLookup": "true"}],
    )


F = TypeVar("F", bound=FileConfig)


class FileSource(Source[F]):
    """Base of the file sources; `format` is the method of Spark's reader.

    `reader_options` gives the settings that differ from Spark's defaults, by the names
    of the method's keyword arguments.
    """

    category = "Files"
    format: ClassVar[str]
    template = (
        "spark.read{% for key, value in config.options.items() %}.option({{ key }}, {{ "
        "value }}){% endfor %}{% if ddl %}.schema({{ ddl | plain }}){% endif %}.{{ "
        "format | name }}({{ config.path }}{% for key, value in options.items() %}, {{ "
        "key | name }}={{ value }}{% endfor %})"
    )

    def reader_options(self, config: F) -> Mapping[str, Any]:
        return {}

    def variables(self, config: F, inputs: Inputs, context: PageContext) -> Mapping[str, Any]:
        declared = declared_columns(config, context)
        return {
            "format": self.format,
            "options": self.reader_options(config),
            "ddl": to_ddl(to_schema(declared)) if declared else "",
        }

    def schema(self, config: F, inputs: Inputs, check: NodeCheck) -> Schema | None:
        if not check_schema_name(config, check):
            return None
        declared = declared_columns(config, check.context)
        if declared:
            check.distinct_names("columns", [column.name for column in declared])
            found = self.partitions(config, check)
            return probing.with_declared(to_schema(declared), found)
        if not (path := self._local_path(config, check)):
            return None
        try:
            return probing.probe(self.format, path, self._all_options(config, check))
        except probing.ProbeError as error:
            check.problem(error.code, str(error), "path", hint=error.hint)
            return None

    def partitions(self, config: F, check: NodeCheck) -> list[Column]:
        """The columns in the names of folders (`year=2026/`), as far as they can be
        looked at.
        """
        path = self._local_path(config, check)
        return probing.partitions(path, self._all_options(config, check)) if path else []

    def _local_path(self, config: F, check: NodeCheck) -> FilePath | None:
        return check.path(config.path) if check.context.probe_files else None

    def _all_options(self, config: F, check: NodeCheck) -> Mapping[str, Any]:
        """The reader's options with the values of their parameters."""
        options = {**config.options, **self.reader_options(config)}
        return {k: check.text(v) if isinstance(v, str) else v for k, v in options.items()}

    def reads(self, config: F) -> Sequence[str]:
        return (config.path,)


class DeclaresColumns(Protocol):
    """A config with declared columns, in place or by the name of a definition."""

    schema_name: str | None
    columns: list[ColumnDefinition] | None


def check_schema_name(config: DeclaresColumns, check: NodeCheck) -> bool:
    """Whether the named schema definition, if one is named, is there; else reported."""
    known = check.context.schemas
    if config.schema_name is None or config.schema_name in known:
        return True
    check.problem(
        "unknown-schema", f"There is no schema definition {config.schema_name!r}.",
        "schema_name", hint=did_you_mean(config.schema_name, known),
    )  # fmt: skip
    return False


def declared_columns(
    config: DeclaresColumns, context: PageContext
) -> Sequence[ColumnDefinition] | None:
    """The columns of the named schema definition, else those in the config."""
    if config.schema_name is not None:
        return context.schemas.get(config.schema_name)
    return config.columns
