"""The tool that a node type's schema rule checks columns and expressions with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etlab_jupyter.expressions import (
    ExpressionError,
    Issue,
    Typed,
    infer,
    infer_query,
    is_column,
    parse_expression,
    ungrouped,
)
from etlab_jupyter.parameters import Parameters
from etlab_jupyter.problems import Problem, Severity, did_you_mean
from etlab_jupyter.schema_definition import ColumnDefinition
from etlab_jupyter.spark_types import BOOLEAN, UNKNOWN, Field, Schema


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page's nodes may depend on beyond themselves.

    `schemas` are the named schema definitions that sources refer to; relative paths start at
    `base_dir`; `ansi` is Spark's ANSI mode, the default of Spark 4.
    """

    parameters: Parameters = field(default_factory=Parameters)
    schemas: Mapping[str, Sequence[ColumnDefinition]] = field(default_factory=dict)
    base_dir: Path = field(default_factory=Path)
    ansi: bool = True
    probe_files: bool = True


class NodeCheck:
    """Collects the problems of one node; every method reports and goes on."""

    def __init__(self, node: str, label: str, context: PageContext) -> None:
        self.node = node
        self.label = label
        self.context = context
        self.problems: list[Problem] = []

    def problem(
        self,
        code: str,
        message: str,
        field: str | None = None,
        *,
        hint: str = "",
        severity: Severity = "error",
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        self.problems.append(
            Problem(
                code, message, hint, severity, self.node, self.label, field,
                line=line, column=column,
            )
        )  # fmt: skip

    def column(self, field: str, name: str, schema: Schema | None) -> Field:
        """The column of that name; of unknown type, and reported, where it is missing."""
        name = self.text(name)
        if schema is None:
            return Field(name, UNKNOWN)
        found = schema.get(name)
        if found is None:
            hint = did_you_mean(name, schema.names)
            self.problem("unknown-column", f"There is no column {name!r}.", field, hint=hint)
            return Field(name, UNKNOWN)
        return found

    def columns(self, field: str, names: Sequence[str], schema: Schema | None) -> list[Field]:
        return [self.column(f"{field}.{index}", name, schema) for index, name in enumerate(names)]

    def expression(
        self,
        field: str,
        text: str,
        schema: Schema | None,
        *,
        aggregates: bool = False,
        windows: bool = True,
        qualifiers: Mapping[str, Schema | None] | None = None,
        start: int = 0,
        end: int | None = None,
    ) -> Typed:
        """Parses and types an SQL expression; mistakes are reported with their position.

        Where ETLab wrote `text` around what the field holds, that is `text[start:end]`: it must
        be an expression by itself, since the code has only that as SQL, and positions are its.
        """
        sql = self.context.parameters.sample_sql(text)
        part = text[start:end]
        try:
            parse_expression(self.context.parameters.sample_sql(part))
        except ExpressionError as error:
            self._syntax(field, error)
            return Typed(UNKNOWN, True, (), None)
        try:
            typed = infer(
                sql, schema, qualifiers=qualifiers, aggregates=aggregates, windows=windows,
                ansi=self.context.ansi,
            )  # fmt: skip
        except ExpressionError as error:
            self._syntax(field, error, start)
            return Typed(UNKNOWN, True, (), None)
        self._issues(field, typed.issues, start)
        self.no_substitution(field, part)
        return typed

    def aggregation(
        self,
        field: str,
        text: str,
        keys: Sequence[str],
        schema: Schema | None,
        start: int = 0,
        end: int | None = None,
    ) -> Typed:
        """Like `expression`, for a value of a group: what is not aggregated must be a key."""
        typed = self.expression(field, text, schema, aggregates=True, start=start, end=end)
        if typed.issues or typed.type == UNKNOWN:
            return typed
        sql = self.context.parameters.sample_sql(text)
        self._issues(field, ungrouped(sql, list(map(self.text, keys)), schema), start)
        return typed

    def query(self, field: str, text: str, tables: Mapping[str, Schema | None]) -> Schema | None:
        """The columns of an SQL query over `tables`; mistakes are reported with their position."""
        sql = self.context.parameters.sample_sql(text)
        try:
            found = infer_query(sql, tables, ansi=self.context.ansi)
        except ExpressionError as error:
            self._syntax(field, error)
            return None
        self._issues(field, found.issues)
        self.no_substitution(field, text)
        return found.schema

    def no_substitution(self, field: str, text: str) -> None:
        """Reports a `${` that Spark would see: it replaces `${…}` in SQL by settings of its own
        (`spark.sql.variable.substitute`) and knows no way to write it as it is. A column alone
        is no SQL in the code.
        """
        sql = self.context.parameters.sample_sql(text)
        if "${" in sql and not is_column(sql):
            self.problem(
                "spark-substitution", "Spark itself replaces ${…} in SQL, in names and texts too.",
                field, hint="Rename the column before; write a text as concat('$', '{…}').",
            )  # fmt: skip

    def _syntax(self, field: str, error: ExpressionError, start: int = 0) -> None:
        self.problem(
            "syntax-error", str(error), field,
            hint=error.hint, line=error.line, column=_behind(start, error.line, error.column),
        )  # fmt: skip

    def _issues(self, field: str, issues: Iterable[Issue], start: int = 0) -> None:
        for issue in issues:
            self.problem(
                issue.code, issue.message, field,
                hint=issue.hint, line=issue.line, column=_behind(start, issue.line, issue.column),
            )  # fmt: skip

    def typed(self, sql: str, schema: Schema | None) -> Typed:
        """The type of SQL that ETLab wrote itself; what is wrong in it was reported already."""
        try:
            return infer(self.context.parameters.sample_sql(sql), schema, ansi=self.context.ansi)
        except ExpressionError:
            return Typed(UNKNOWN, True, (), None)

    def condition(
        self,
        field: str,
        text: str,
        schema: Schema | None,
        *,
        qualifiers: Mapping[str, Schema | None] | None = None,
    ) -> None:
        """An expression that must be true or false for a row."""
        typed = self.expression(field, text, schema, windows=False, qualifiers=qualifiers)
        if typed.type not in (BOOLEAN, UNKNOWN):
            self.problem(
                "type-mismatch", f"The condition is of type {typed.type}, not boolean.", field,
                hint="Compare it with something, for example: amount > 0.",
            )  # fmt: skip

    def distinct_names(self, field: str, names: Iterable[str], indexed: bool = True) -> None:
        """Reports output columns that would have the same name (Spark ignores case).

        `indexed` says that the names are those of the field's entries, one by one.
        """
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name.lower() in seen:
                self.problem(
                    "duplicate-column", f"Two output columns are called {name!r}.",
                    f"{field}.{index}" if indexed else field,
                    hint="Give one of them another name.",
                )  # fmt: skip
            seen.add(name.lower())

    def text(self, value: str) -> str:
        """A plain text with the values of its parameters."""
        return self.context.parameters.plain(value)

    def path(self, value: str) -> Path | None:
        """A local path, resolved against the page's folder; None for a remote address."""
        text = self.text(value)
        if text.startswith("file:"):
            text = "/" + text.removeprefix("file:").lstrip("/")
        elif "://" in text:
            return None
        return self.context.base_dir / text


def _behind(start: int, line: int | None, column: int | None) -> int | None:
    """The column counted from `start`, which is in the first line."""
    return max(1, column - start) if column is not None and line == 1 else column
