"""The tables of a query: what FROM, JOIN and LATERAL VIEW put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.coercion import widest
from etlab_jupyter.expressions.predicates import require_boolean
from etlab_jupyter.expressions.scope import Scope
from etlab_jupyter.spark_types import ArrayType, Field, MapType, Schema, StructType

Columns = list[Field] | None
UNNAMED = ""  # the name of a column that Spark names after its expression


@dataclass(slots=True)
class Relation:
    """The columns that a SELECT can use.

    `tables` are they by the name of their table; `columns` are those of `*`, in order. Both are
    None where they are not known.
    """

    tables: dict[str, Schema | None] = field(default_factory=dict)
    columns: Columns = field(default_factory=list)

    def known(self) -> list[Field]:
        """The columns of all tables that are known, in order, those of USING once."""
        if self.columns is not None:
            return self.columns
        return [f for schema in self.tables.values() if schema is not None for f in schema]

    def nulled(self) -> Relation:
        """The relation on the outer side of a join."""
        tables = {name: _nulled(schema) for name, schema in self.tables.items()}
        columns = None if self.columns is None else [f.nulled() for f in self.columns]
        return Relation(tables, columns)


def _nulled(schema: Schema | None) -> Schema | None:
    return None if schema is None else Schema(f.nulled() for f in schema)


def named(name: str, columns: Columns) -> Relation:
    """One table."""
    return Relation({name.lower(): None if columns is None else Schema(columns)}, columns)


def renamed(columns: Columns, names: Iterable[Any]) -> Columns:
    """Columns with the names of an alias like `t(a, b)`, if it has some."""
    given = [name.name for name in names]
    if columns is None or not given or len(given) != len(columns):
        return columns
    return [f.renamed(name) for f, name in zip(columns, given, strict=True)]


def scope_of(relation: Relation, scope: Scope) -> Scope:
    """A scope with the columns of a relation, that reports where `scope` does."""
    fields = relation.known()
    inner = Scope(
        scope.text,
        Schema(fields),
        relation.tables,
        aggregates=scope.aggregates,
        ansi=scope.ansi,
    )
    inner.issues = scope.issues
    inner.outer = scope.outer
    names = [f.name.lower() for f in fields if f.name != UNNAMED]
    inner.complete = relation.columns is not None and len(names) == len(fields)
    inner.ambiguous = frozenset(name for name in names if names.count(name) > 1)
    return inner


def joined(left: Relation, right: Relation, join: Any, scope: Scope) -> Relation:
    """Two relations after a JOIN; its condition is checked."""
    side, kind = join.side.upper(), join.kind.upper()
    both = Relation({**left.tables, **right.tables}, _both(left.columns, right.columns))
    condition = join.args.get("on")
    if condition is not None:
        inside = scope_of(both, scope)
        require_boolean(inside.value(condition), condition, "ON", inside)
    if kind in ("SEMI", "ANTI"):
        return _keys_first(left, [key.name for key in join.args.get("using") or []])
    keys = [key.name for key in join.args.get("using") or []]
    if join.method.upper() == "NATURAL":
        keys = _shared(left.columns, right.columns)
    a = left.nulled() if side in ("RIGHT", "FULL") else left
    b = right.nulled() if side in ("LEFT", "FULL") else right
    tables = {**a.tables, **b.tables}
    if not keys:
        return Relation(tables, _both(a.columns, b.columns))
    tables = {name: _reordered(schema, keys) for name, schema in tables.items()}
    if left.columns is None or right.columns is None:
        return Relation(tables, None)
    columns = _using(left, right, keys, join, scope)
    rest = [f for f in (*(a.columns or []), *(b.columns or [])) if not _among(f, keys)]
    return Relation(tables, [*columns, *rest])


def _keys_first(left: Relation, keys: list[str]) -> Relation:
    """The left side alone; USING puts its keys before the other columns."""
    if left.columns is None or not keys:
        return left
    return Relation(left.tables, list(_reordered(Schema(left.columns), keys) or []))


def _reordered(schema: Schema | None, keys: list[str]) -> Schema | None:
    if schema is None:
        return None
    first = [f for key in keys for f in schema if _among(f, [key])]
    return Schema([*first, *(f for f in schema if not _among(f, keys))])


def _both(a: Columns, b: Columns) -> Columns:
    return None if a is None or b is None else [*a, *b]


def _shared(a: Columns, b: Columns) -> list[str]:
    names = {f.name.lower() for f in b or []} - {UNNAMED}
    return [f.name for f in a or [] if f.name.lower() in names]


def _among(f: Field, keys: list[str]) -> bool:
    return f.name.lower() in {key.lower() for key in keys}


def _using(
    left: Relation, right: Relation, keys: list[str], join: Any, scope: Scope
) -> list[Field]:
    """The keys of a join, once: those of the side that has a row for certain."""
    side = join.side.upper()
    columns = []
    for key in keys:
        found = [Schema(side_.columns or []).get(key) for side_ in (left, right)]
        for f, where in zip(found, ("left", "right"), strict=True):
            if f is None:
                nodes = [node for node in join.args.get("using") or [] if node.name == key]
                message = f"There is no column {key!r} on the {where} side."
                scope.report("unknown-column", message, *(nodes[:1] or [join]))
        a, b = (f or Field(key, t.UNKNOWN) for f in found)
        if side == "FULL":
            type_ = widest([a.type, b.type], scope.ansi) or t.UNKNOWN
            columns.append(Field(a.name, type_, a.nullable or b.nullable))
        else:
            columns.append(b if side == "RIGHT" else a)
    return columns


def _elements(type_: t.DataType, outer: bool) -> list[Field] | None:
    if isinstance(type_, ArrayType):
        return [Field("col", type_.element, type_.contains_null or outer)]
    if isinstance(type_, MapType):
        nulls = type_.value_contains_null or outer
        return [Field("key", type_.key, outer), Field("value", type_.value, nulls)]
    return None


def _inline(type_: t.DataType, outer: bool) -> list[Field] | None:
    if not isinstance(type_, ArrayType) or not isinstance(type_.element, StructType):
        return None
    nulls = type_.contains_null or outer
    return [Field(f.name, f.type, f.nullable or nulls) for f in type_.element.fields]


GENERATORS = frozenset(
    {"explode", "explode_outer", "posexplode", "posexplode_outer", "inline", "inline_outer",
     "json_tuple", "stack"}
)  # fmt: skip


def generated(call: Any, scope: Scope, outer: bool = False) -> Columns:
    """The columns of `explode(…)` and its kind."""
    name = call.name.lower()
    values = scope.values(call.expressions)
    outer = outer or name.endswith("_outer")
    name = name.removesuffix("_outer")
    if name == "json_tuple":
        return [Field(f"c{index}", t.STRING) for index in range(len(values) - 1)]
    if len(values) != 1 or values[0].type == t.UNKNOWN:
        return None
    type_ = values[0].type
    fields = _inline(type_, outer) if name == "inline" else _elements(type_, outer)
    if fields is None and name in ("explode", "posexplode", "inline"):
        scope.mismatch(f"`{name}` needs an array or a map, but it is {type_}.", call)
    if fields is not None and name == "posexplode":
        return [Field("pos", t.INTEGER, outer), *fields]
    return fields


def lateral_view(relation: Relation, lateral: Any, scope: Scope) -> Relation:
    """The relation with the columns of `LATERAL VIEW explode(a) t AS b`."""
    call, alias = lateral.this, lateral.args.get("alias")
    if not isinstance(call, exp.Anonymous):
        return Relation({**relation.tables}, None)
    inside = scope_of(relation, scope)
    columns = generated(call, inside, bool(lateral.args.get("outer")))
    if alias is not None:
        columns = renamed(columns, alias.args.get("columns") or [])
    name = alias.name.lower() if alias is not None else ""
    table = named(name, columns)
    return Relation({**relation.tables, **table.tables}, _both(relation.columns, columns))


def values_columns(node: Any, scope: Scope) -> Columns:
    """The columns of `VALUES (1, 'a'), (2, 'b')`: `col1`, `col2`."""
    rows = [
        scope.values(row.expressions if isinstance(row, exp.Tuple) else [row])
        for row in node.expressions
    ]
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        return None
    fields = []
    for index, column in enumerate(zip(*rows, strict=True), start=1):
        type_ = widest([value.type for value in column], scope.ansi) or t.UNKNOWN
        nullable = any(scope.cast(value, type_).nullable for value in column)
        fields.append(Field(f"col{index}", type_, nullable))
    return fields
