"""GROUP BY: its keys, and columns that are neither keys nor aggregated."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from etlab_jupyter.expressions.errors import refuses_depth
from etlab_jupyter.expressions.functions import ROLES
from etlab_jupyter.expressions.parse import parse_expression
from etlab_jupyter.expressions.scope import Issue, Scope
from etlab_jupyter.spark_types import Schema


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a GROUP BY as texts; `nulled` are those that ROLLUP leaves out of some rows."""

    texts: frozenset[str]
    nulled: frozenset[str] = frozenset()


_EXTENSIONS = ("rollup", "cube")
# What stands around the call of a function and belongs to it.
_AROUND = exp.Filter | exp.IgnoreNulls | exp.RespectNulls | exp.WithinGroup


def _called(node: Any) -> Any:
    """The call inside of FILTER and the like."""
    while isinstance(node, _AROUND):
        node = node.this
    return node


def key_of(node: Any) -> str:
    """A text that is the same for the same expression, however its names are written."""
    copy = node.copy()
    for column in copy.find_all(exp.Column):
        column.set("table", None)
    return _plain(copy.sql())


def _plain(name: str) -> str:
    return name.lower().replace("`", "").replace('"', "")


def group_keys(group: Any, items: Sequence[Any]) -> Keys | None:
    """The keys that a query groups by; None where they follow from the items (`GROUP BY ALL`)."""
    if group is None:
        return Keys(frozenset())
    if group.args.get("all"):
        return None
    aliases = {item.alias.lower(): item.this for item in items if isinstance(item, exp.Alias)}
    texts: dict[bool, set[str]] = {False: set(), True: set()}
    for node, nulled in _parts(group):
        if isinstance(node, exp.Literal) and node.this.isdecimal():
            place = int(node.this) - 1
            if 0 <= place < len(items):
                item = items[place]
                node = item.this if isinstance(item, exp.Alias) else item
        elif isinstance(node, exp.Column) and not node.table and node.name.lower() in aliases:
            texts[nulled].add(key_of(aliases[node.name.lower()]))
        elif isinstance(node, exp.Column) and node.name.lower() == "all" and not node.table:
            return None
        texts[nulled].add(key_of(node))
    return Keys(frozenset(texts[False] | texts[True]), frozenset(texts[True] - texts[False]))


def _parts(group: Any) -> Iterator[tuple[Any, bool]]:
    """The keys one by one, and whether some rows leave them out."""
    # `GROUP BY a WITH ROLLUP`, `GROUP BY a, b GROUPING SETS ((a), (b))`: the keys come before.
    extended = any(group.args.get(kind) for kind in _EXTENSIONS)
    behind = list(_of_sets(group.args.get("grouping_sets") or []))
    always = {key_of(key) for key, nulled in behind if not nulled}
    for node in group.expressions:
        if isinstance(node, exp.GroupingSets):
            yield from _of_sets([node])
        elif _is_extension(node):
            yield from ((part, True) for part in _flat(node.expressions))
        else:
            yield node, extended or (bool(behind) and key_of(node) not in always)
    yield from behind


def _of_sets(clauses: Sequence[Any]) -> Iterator[tuple[Any, bool]]:
    """The keys of GROUPING SETS: a key that is in every set is in every row."""
    for clause in clauses:
        sets = [list(_flat([part])) for part in clause.expressions]
        plain = [not _is_extension(part) for part in clause.expressions]
        texts = [{key_of(key) for key in keys} for keys in sets]
        common = set.intersection(*texts) if all(plain) else set()
        yield from ((key, key_of(key) not in common) for keys in sets for key in keys)


def _is_extension(node: Any) -> bool:
    """Whether this is `ROLLUP (…)` or `CUBE (…)`."""
    if isinstance(node, exp.Rollup | exp.Cube):
        return True
    return isinstance(node, exp.Anonymous) and node.name.lower() in _EXTENSIONS


def _flat(nodes: Sequence[Any]) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, exp.Tuple) or _is_extension(node):
            yield from _flat(node.expressions)
        elif isinstance(node, exp.Paren):
            yield from _flat([node.this])
        else:
            yield node


def is_aggregated(select: Any) -> bool:
    """Whether a SELECT without GROUP BY makes one row of all."""
    having = select.args.get("having")
    nodes = [*select.expressions, *([having.this] if having is not None else [])]
    return any(_has_aggregate(node) for node in nodes)


def _has_aggregate(node: Any) -> bool:
    if isinstance(node, exp.Window):
        return any(_has_aggregate(part) for part in _called(node.this).iter_expressions())
    if isinstance(node, exp.Query):
        return False
    if isinstance(node, exp.Anonymous) and ROLES.get(node.name.lower()) == "aggregate":
        return True
    return any(_has_aggregate(part) for part in node.iter_expressions())


def check_grouped(select: Any, keys: Keys | None, scope: Scope) -> None:
    """Reports the columns of a grouped SELECT that are no keys and not aggregated."""
    if keys is None:
        return
    aliases = {item.alias.lower() for item in select.expressions if isinstance(item, exp.Alias)}
    for item in select.expressions:
        _report(item.this if isinstance(item, exp.Alias) else item, keys.texts, scope)
    for node in _behind(select):
        _report(node, keys.texts, scope, aliases)


@refuses_depth
def ungrouped(text: str, keys: Sequence[str], schema: Schema | None) -> tuple[Issue, ...]:
    """The columns of `schema` in an aggregation that are not aggregated and none of `keys`.

    Raises `ExpressionError` for a text that is no expression.
    """
    scope = Scope(text, schema, {})
    _report(parse_expression(text).tree, frozenset(map(_plain, keys)), scope)
    return tuple(scope.issues)


def _report(
    node: Any, keys: frozenset[str], scope: Scope, known: Container[str] = frozenset()
) -> None:
    for column in _loose(node, keys, scope):
        if column.name.lower() not in known:
            scope.report(
                "not-grouped",
                f"{column.sql()} is neither aggregated nor grouped by.",
                column,
                "Group by it, or use first(…), max(…) or the like.",
            )


def _may_aggregate(name: str) -> bool:
    """Whether a function takes many rows; one that is not known here may."""
    return ROLES.get(name, "aggregate") == "aggregate"


def _behind(select: Any) -> Iterator[Any]:
    """What may use the names that the SELECT gives, besides its keys."""
    if (having := select.args.get("having")) is not None:
        yield having.this
    if (order := select.args.get("order")) is not None:
        yield from (part.this for part in order.expressions)


def _loose(node: Any, keys: frozenset[str], scope: Scope) -> Iterator[Any]:
    if isinstance(node, exp.Query | exp.Star | exp.Lambda):
        return
    if isinstance(node, exp.Window):  # its rows are the groups
        for part in node.iter_expressions():
            for inner in part.iter_expressions() if part is node.this else (part,):
                yield from _loose(inner, keys, scope)
        return
    called = _called(node)
    if isinstance(called, exp.Anonymous) and _may_aggregate(called.name.lower()):
        return
    if key_of(node) in keys:
        return
    if isinstance(node, exp.Column):
        known = scope.schema is not None and node.name in scope.schema
        if known and isinstance(node.this, exp.Identifier):
            yield node
        return
    for part in node.iter_expressions():
        yield from _loose(part, keys, scope)
