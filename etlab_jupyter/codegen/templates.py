"""Renders node templates. What a template prints becomes a literal unless it is `Code`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from etlab_jupyter.codegen.literals import Code, identifier, literal, quote, quote_block
from etlab_jupyter.codegen.queries import query_arguments
from etlab_jupyter.expressions import is_column
from etlab_jupyter.parameters import Parameters, Reference, split_references, sql_pieces
from etlab_jupyter.spark_types import dotted, quote_name

# A column, or a word that Spark has another use for (`NULL`, `current_date`).
_MAYBE_COLUMN = re.compile(r"(?:\w+|`(?:[^`]|``)+`)(?:\.(?:\w+|`(?:[^`]|``)+`))*")


def text_literal(text: str, parameters: Parameters) -> Code:
    """A plain text as a literal; an f-string where it refers to parameters."""
    if "${" not in text:
        return quote_block(text)
    parts = split_references(text)
    if all(isinstance(part, str) for part in parts):
        return quote_block("".join(map(str, parts)))
    return _f_string(
        "{" + part.name + "}" if isinstance(part, Reference) else _braces(part) for part in parts
    )


def sql_literal(text: str, parameters: Parameters) -> Code:
    """SQL as a literal; parameters are printed as SQL literals of their types."""
    if "${" not in text:
        return quote_block(text)
    pieces = list(sql_pieces(text))
    if all(isinstance(piece, str) for piece in pieces):
        return quote_block("".join(map(str, pieces)))
    return _f_string(
        _braces(piece) if isinstance(piece, str) else _sql_value(piece, parameters)
        for piece in pieces
    )


def _sql_value(piece: Any, parameters: Parameters) -> str:
    declared = parameters.declared.get(piece.name)
    kind = declared.type if declared else "string"
    name = piece.name
    if kind == "string":
        # Python's repr is a valid Spark SQL literal: both escape quotes with a backslash.
        return f"{{{name}!r}}"
    if piece.quoted:
        return f"'{{{name}}}'"
    keyword = {"date": "DATE ", "timestamp": "TIMESTAMP "}.get(kind)
    return f"{keyword}'{{{name}}}'" if keyword else f"{{{name}}}"


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _f_string(parts: Iterable[str]) -> Code:
    return quote_block("".join(parts), "f")


def _parameters(context: Context) -> Parameters:
    return context["parameters"]  # type: ignore[no-any-return]


@pass_context
def _finalize(context: Context, value: Any) -> str:
    return _literal(value, _parameters(context))


def _literal(value: Any, parameters: Parameters) -> Code:
    match value:
        case Code():
            return value
        case str():
            return text_literal(value, parameters)
        case list() | tuple():
            return Code("[" + ", ".join(_literal(item, parameters) for item in value) + "]")
        case dict():
            items = (
                f"{_literal(key, parameters)}: {_literal(item, parameters)}"
                for key, item in value.items()
            )
            return Code("{" + ", ".join(items) + "}")
    return literal(value)


@pass_context
def _args(context: Context, values: Iterable[Any]) -> Code:
    """Several arguments: `"a", "b"`."""
    return Code(", ".join(_literal(value, _parameters(context)) for value in values))


@pass_context
def _sql(context: Context, text: str) -> Code:
    """SQL text as a string literal."""
    return sql_literal(text, _parameters(context))


@pass_context
def _expr(context: Context, text: str) -> Code:
    """An SQL expression as a Column: `F.col("a")` for a plain column, else `F.expr("…")`."""
    if _MAYBE_COLUMN.fullmatch(text):
        plain = "".join(map(str, sql_pieces(text)))
        if is_column(plain):
            return Code(f"F.col({quote(plain)})")
    return Code(f"F.expr({sql_literal(text, _parameters(context))})")


@pass_context
def _arg(context: Context, text: str) -> Code:
    """An SQL expression as an argument: the bare name of a plain column, else `F.expr("…")`."""
    code = _expr(context, text)
    return Code(code[6:-1]) if code.startswith("F.col(") else code


@pass_context
def _col(context: Context, name: str) -> Code:
    """The column of exactly that name, which may hold dots: `F.col("`a.b`")`."""
    return Code(f"F.col({_literal(dotted(name), _parameters(context))})")


@pass_context
def _query(context: Context, text: str, names: Iterable[str], variables: Iterable[str]) -> Code:
    """An SQL query over tables of those names as the arguments of `spark.sql`."""
    tables = dict(zip(names, variables, strict=False))
    return query_arguments(text, tables, _parameters(context))


def _python(code: str) -> Code:
    """Python that a user wrote, as it stands; raises `SyntaxError` unless it parses."""
    ast.parse(code)
    return Code(code.strip("\n").rstrip())


def _path(parts: Iterable[str]) -> str:
    """A path of field names as SQL: `a.`b c``."""
    return ".".join(map(quote_name, parts))


@pass_context
def _names(context: Context, names: Iterable[str]) -> Code:
    """Column names as arguments of `select`, `groupBy` and the like."""
    return _args(context, [dotted(name) for name in names])


def _environment() -> Environment:
    environment = Environment(  # noqa: S701 (the output is Python, escaped by `finalize`)
        finalize=_finalize, undefined=StrictUndefined
    )
    environment.filters.update(
        args=_args, sql=_sql, expr=_expr, arg=_arg, col=_col, names=_names, name=identifier,
        dotted=dotted, path=_path, python=_python, sql_name=quote_name, plain=literal,
        query=_query,
    )  # fmt: skip
    return environment


_ENVIRONMENT = _environment()
_COMPILED: dict[str, Template] = {}


def render(template: str, values: Mapping[str, Any]) -> str:
    """The template's code on one line or more, ready to be laid out."""
    compiled = _COMPILED.get(template)
    if compiled is None:
        compiled = _COMPILED[template] = _ENVIRONMENT.from_string(template.strip())
    return compiled.render(values)
