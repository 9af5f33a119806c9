"""Where a query names its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import Token, TokenType, exp

from etlab_jupyter.expressions.query import parse_query
from etlab_jupyter.expressions.tokens import tokenize


@dataclass(frozen=True, slots=True)
class TableUse:
    """A table in a query: `text[start:end]` is its name.

    `alias_at` is the offset where an alias could be put; None where the table has one.
    """

    name: str
    start: int
    end: int
    alias_at: int | None


def table_uses(sql: str, names: Iterable[str]) -> tuple[TableUse, ...]:
    """Every use of the tables `names`, in the order of the text; a CTE of that name is none.

    Raises `ExpressionError` for a text that is no query.
    """
    wanted = frozenset(name.lower() for name in names)
    tokens = tokenize(sql)
    after = {token.start: index for index, token in enumerate(tokens, start=1)}
    uses = []
    for table in _tables(parse_query(sql), wanted):
        start, end = table.this.meta["start"], table.this.meta["end"] + 1
        alias_at = None if table.alias else _after_sample(tokens, after[start], end)
        uses.append(TableUse(table.name, start, end, alias_at))
    return tuple(sorted(uses, key=lambda use: use.start))


def _tables(tree: Any, names: frozenset[str]) -> Iterator[Any]:
    """The tables of a query; below a WITH, those that a CTE hides are none."""
    stack = [(tree, names)]
    while stack:
        node, wanted = stack.pop()
        with_ = node.args.get("with_")
        for cte in with_.expressions if with_ is not None else ():
            hidden = wanted - {cte.alias.lower()}
            stack.append((cte.this, hidden if with_.recursive else wanted))
            wanted = hidden
        named = isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier)
        if named and not node.db and node.name.lower() in wanted:
            yield node
        stack += [(child, wanted) for child in node.iter_expressions() if child is not with_]


def _after_sample(tokens: list[Token], index: int, end: int) -> int:
    """The end of a table with its TABLESAMPLE: Spark wants the alias behind that."""
    if index >= len(tokens) or tokens[index].token_type is not TokenType.TABLE_SAMPLE:
        return end
    depth = 0
    for token in tokens[index + 1 :]:
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        if depth == 0:
            return token.end + 1
    return end
