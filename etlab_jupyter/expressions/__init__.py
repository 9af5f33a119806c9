"""SQL expressions that people type: parsed and typed as Spark would, without Spark."""

from __future__ import annotations

from etlab_jupyter.expressions.coercion import widest_type
from etlab_jupyter.expressions.ddl import parse_ddl, parse_type
from etlab_jupyter.expressions.errors import ExpressionError
from etlab_jupyter.expressions.grouping import ungrouped
from etlab_jupyter.expressions.infer import Typed, infer
from etlab_jupyter.expressions.parse import (
    ColumnUse,
    Expression,
    is_column,
    parse_expression,
    qualified_names,
)
from etlab_jupyter.expressions.query import QueryType, infer_query
from etlab_jupyter.expressions.scope import Issue
from etlab_jupyter.expressions.tables import TableUse, table_uses

__all__ = [
    "ColumnUse",
    "Expression",
    "ExpressionError",
    "Issue",
    "QueryType",
    "TableUse",
    "Typed",
    "infer",
    "infer_query",
    "is_column",
    "parse_ddl",
    "parse_expression",
    "parse_type",
    "qualified_names",
    "table_uses",
    "ungrouped",
    "widest_type",
]
