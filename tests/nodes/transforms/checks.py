"""What the tests of all transforms need."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pyspark.sql import SparkSession

from etlab_jupyter import Page
from etlab_jupyter.builder import NodeRef
from etlab_jupyter.spark_types import quote_name
from tests.helpers import assert_schema, run_page
from tests.ruff import formatted, lint

# Column names as a config spells them: `$${` stands for `${`.
HOSTILE = [
    "a b", "a.b", "`t`", 'q"q', "it's", "{x}", "$${y}", "ünï 🚀", "select", "back\\slash", "1",
]  # fmt: skip
NAMES = [name.replace("$${", "${") for name in HOSTILE]
_ORDERED = (int, float, str, Decimal, datetime.date)
QUOTED = [quote_name(name) for name in HOSTILE]
# Spark replaces `${…}` in SQL text, so that such a name may only stand alone.
IN_SQL = [name for name in QUOTED if "${" not in name]


def source(
    columns: Mapping[str, str],
    rows: Sequence[Any] = (),
    page: Page | None = None,
    label: str = "orders",
) -> NodeRef:
    """Rows as a source; a type that ends with `!` allows no nulls."""
    page = page or Page()
    definitions = [
        {"name": name, "type": type_.rstrip("!"), "nullable": not type_.endswith("!")}
        for name, type_ in columns.items()
    ]
    return page.read.rows(definitions, [list(row) for row in rows], label=label)


def hostile(type_: str = "string", rows: Sequence[Any] = ()) -> NodeRef:
    """A node whose columns have the names `HOSTILE`; without rows, each holds its index."""
    plain = [f"c{index}" for index in range(len(HOSTILE))]
    rows = rows or [[str(index) if type_ == "string" else index for index in range(len(HOSTILE))]]
    node = source(dict.fromkeys(plain, type_), rows)
    pairs = zip(plain, HOSTILE, strict=True)
    return node.rename([{"column": old, "name": new} for old, new in pairs])


def run(spark: SparkSession, node: NodeRef, **parameters: Any) -> Any:
    """The DataFrame of a node; the page's code must be tidy and all its schemas Spark's."""
    code = node.page.code(**parameters)
    assert formatted(code) == code
    assert lint(code) == ""
    frames = run_page(spark, node.page, **parameters)
    assert_schema(node.page, frames, **parameters)
    return frames[f"{node.id}.{node.port}" if node.port else node.id]


def rows(spark: SparkSession, node: NodeRef, *, ordered: bool = False, **parameters: Any) -> Any:
    """The rows of a node as tuples, sorted unless their order matters."""
    found = [tuple(row) for row in run(spark, node, **parameters).collect()]
    return found if ordered else sorted(found, key=sort_key)


def sort_key(row: Any) -> Any:
    """Nulls first; nested values by their text."""
    return [
        (value is not None, value if isinstance(value, _ORDERED) else repr(value)) for value in row
    ]


def cell(node: NodeRef) -> str:
    """The code of a node."""
    return next(cell.source for cell in node.page.cells() if cell.node == node.id)


def problems(node: NodeRef) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.field) for problem in node.page.check()]


def hints(node: NodeRef) -> list[str]:
    return [problem.hint for problem in node.page.check()]
