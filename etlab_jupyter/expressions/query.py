"""The columns that a query gives, found without Spark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import TokenType, exp
from sqlglot.errors import ParseError

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.coercion import widest
from etlab_jupyter.expressions.dialect import clean, prepare
from etlab_jupyter.expressions.errors import ExpressionError, error_at, refuses_depth
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value
from etlab_jupyter.expressions.grouping import (
    check_grouped,
    group_keys,
    is_aggregated,
    key_of,
)
from etlab_jupyter.expressions.kinds import has_unknown, is_orderable
from etlab_jupyter.expressions.predicates import require_boolean
from etlab_jupyter.expressions.relations import (
    GENERATORS,
    UNNAMED,
    Columns,
    Relation,
    generated,
    joined,
    lateral_view,
    named,
    renamed,
    scope_of,
    values_columns,
)
from etlab_jupyter.expressions.scope import Issue, Scope, handles
from etlab_jupyter.expressions.tokens import parser, words
from etlab_jupyter.problems import did_you_mean
from etlab_jupyter.spark_types import Field, Schema

_STARTS = (
    TokenType.SELECT,
    TokenType.WITH,
    TokenType.L_PAREN,
    TokenType.VALUES,
    TokenType.FROM,
)
_NAMED_AS_WRITTEN = words(
    """
    abs avg collect_list collect_set count first last length lower max mean min month row_number
    stddev sum upper year
    """
)


@dataclass(frozen=True, slots=True)
class QueryType:
    """What a query gives: its columns, None where they cannot be known, and its mistakes."""

    schema: Schema | None
    issues: tuple[Issue, ...]


@refuses_depth
def infer_query(sql: str, inputs: Mapping[str, Schema | None], *, ansi: bool = True) -> QueryType:
    """The columns of a query over the tables `inputs`.

    The query is one SELECT, or several put together by UNION and the like, with subqueries,
    CTEs, joins, groups and windows; anything else raises `ExpressionError`. A table that is
    unknown is an issue `unknown-table`. An input may be None: its columns are not known. The
    schema is None where the columns depend on that, or where a column without a name would get
    one of Spark's making.
    """
    tree = parse_query(sql)
    scope = Scope(sql, Schema(), {}, ansi=ansi)
    tables = {
        name.lower(): None if schema is None else list(schema) for name, schema in inputs.items()
    }
    columns = _Query(scope, tables, tuple(inputs)).columns(tree)
    schema = None if columns is None or not all(f.name for f in columns) else Schema(columns)
    return QueryType(schema, tuple(dict.fromkeys(scope.issues)))


@refuses_depth
def parse_query(sql: str) -> Any:
    """The tree of one query; raises `ExpressionError` for anything else."""
    prepared = prepare(sql, query=True)
    tokens = prepared.tokens
    if not tokens:
        raise ExpressionError("The query is empty.", 1, 1)
    if tokens[0].token_type not in _STARTS:
        raise error_at(
            sql, tokens[0].start, f"`{tokens[0].text}` cannot be here: this is not a query.",
            "Start with SELECT or WITH.",
        )  # fmt: skip
    from etlab_jupyter.expressions.parse import parse_error

    try:
        trees = [tree for tree in parser().parse(tokens, sql) if tree is not None]
    except ParseError as error:
        raise parse_error(sql, error) from None
    except ArithmeticError:  # numbers that the parser itself cannot read
        raise ExpressionError("This is not a valid query.") from None
    if len(trees) > 1:
        raise ExpressionError("There is more than one query.", hint="Remove all but one.")
    if not trees or not isinstance(trees[0], exp.Query | exp.Values):
        raise error_at(sql, tokens[0].start, "This is not a query.", "Start with SELECT or WITH.")
    for node in list(trees[0].walk()):
        clean(node, prepared.types)
        if isinstance(node, exp.Select) and not node.expressions:
            raise error_at(sql, tokens[0].start, "SELECT needs at least one column.")
    return trees[0]


class _Query:
    """One level of a query: the tables that it may name, and where its mistakes go."""

    def __init__(self, scope: Scope, tables: dict[str, Columns], names: tuple[str, ...]) -> None:
        self.scope = scope
        self.tables = tables
        self.names = names

    def columns(self, node: Any) -> Columns:
        """The columns that a query gives."""
        with_ = node.args.get("with_")
        if with_ is not None:
            inner = _Query(self.scope, dict(self.tables), self.names)
            for cte in with_.expressions:
                alias = cte.args["alias"]
                if with_.recursive:
                    inner.tables[alias.name.lower()] = None
                columns = renamed(inner.columns(cte.this), alias.args.get("columns") or [])
                inner.tables[alias.name.lower()] = columns
                inner.names = (*inner.names, alias.name)
            return inner._body(node)
        return self._body(node)

    def _body(self, node: Any) -> Columns:
        if isinstance(node, exp.Subquery):
            columns = self.columns(node.this)
        elif isinstance(node, exp.SetOperation):
            columns = self._set_operation(node)
        elif isinstance(node, exp.Select):
            return self._select(node)
        elif isinstance(node, exp.Values):
            columns = values_columns(node, self.scope)
        else:
            return None
        self._order(node, scope_of(named("", columns), self.scope))
        return columns

    def _set_operation(self, node: Any) -> Columns:
        left, right = self.columns(node.left), self.columns(node.right)
        if left is None or right is None or node.args.get("by_name"):
            return None
        word = type(node).__name__.upper()
        if len(left) != len(right):
            self.scope.report(
                "type-mismatch",
                f"{word} needs the same number of columns on both sides, "
                f"but there are {len(left)} and {len(right)}.",
                node.right,
            )
            return left
        return [self._merged(word, a, b, node) for a, b in zip(left, right, strict=True)]

    def _merged(self, word: str, a: Field, b: Field, node: Any) -> Field:
        if has_unknown(a.type) or has_unknown(b.type):
            return Field(a.name, t.UNKNOWN)
        type_ = widest([a.type, b.type], self.scope.ansi)
        if type_ is None:
            self.scope.report(
                "type-mismatch",
                f"{word} cannot put {a.name}, which is {a.type}, and {b.name}, "
                f"which is {b.type}, into one column.",
                node.right,
            )
            return Field(a.name, t.UNKNOWN)
        x = self.scope.cast(Value(a.type, a.nullable), type_).nullable
        y = self.scope.cast(Value(b.type, b.nullable), type_).nullable
        nullable = {"INTERSECT": x and y, "EXCEPT": x}.get(word, x or y)
        return Field(a.name, type_, nullable)

    def _select(self, node: Any) -> Columns:
        relation = self._from(node)
        scope = scope_of(relation, self.scope)
        scope.subquery = self.subquery_columns
        return self._selected(node, relation, scope)

    def _selected(self, node: Any, relation: Relation, scope: Scope) -> Columns:
        where = node.args.get("where")
        if where is not None:
            scope.windows = False
            require_boolean(scope.value(where.this), where.this, "WHERE", scope)
            scope.windows = True
        scope.aggregates = True
        items = [(item, self._item(item, relation, scope)) for item in node.expressions]
        group = node.args.get("group")
        if group is not None or is_aggregated(node):
            keys = group_keys(group, node.expressions)
            check_grouped(node, keys, scope)
            if keys is not None and keys.nulled:
                items = [(item, _extended(item, found, keys.nulled)) for item, found in items]
        having = node.args.get("having")
        columns: Columns = []
        for _, found in items:
            columns = None if columns is None or found is None else [*columns, *found]
        for _, found in items:
            for f in found or []:
                scope.aliases.setdefault(f.name.lower(), Value(f.type, f.nullable))
        for clause, word in ((having, "HAVING"), (node.args.get("qualify"), "QUALIFY")):
            if clause is not None:
                require_boolean(scope.value(clause.this), clause.this, word, scope)
        self._order(node, scope)
        return columns

    def _order(self, node: Any, scope: Scope) -> None:
        for clause in ("order", "sort"):
            order = node.args.get(clause)
            for part in order.expressions if order is not None else []:
                value = scope.value(part.this)
                if not is_orderable(value.type):
                    scope.mismatch(f"Rows cannot be sorted by {value.type}.", part)

    def _item(self, item: Any, relation: Relation, scope: Scope) -> Columns:
        """The columns that one entry of a SELECT gives."""
        if isinstance(item, exp.Star) or (
            isinstance(item, exp.Column) and isinstance(item.this, exp.Star)
        ):
            return self._star(item, relation)
        inner = item.this if isinstance(item, exp.Alias | exp.Aliases) else item
        if isinstance(inner, exp.Anonymous) and inner.name.lower() in GENERATORS:
            columns = generated(inner, scope)
            if isinstance(item, exp.Alias):
                return renamed(columns, [item.args["alias"]])
            if isinstance(item, exp.Aliases):
                return renamed(columns, item.args["expressions"])
            return columns
        value = scope.value(inner)
        name = item.alias if isinstance(item, exp.Alias) else value.name or _written(item)
        if name is not None:
            scope.aliases.setdefault(name.lower(), value)
        return [Field(name or UNNAMED, value.type, value.nullable)]

    def _star(self, item: Any, relation: Relation) -> Columns:
        star = item if isinstance(item, exp.Star) else item.this
        if isinstance(item, exp.Star):
            columns = relation.columns
        else:
            name = item.table.lower()
            if name not in relation.tables:
                self._unknown_table(item.table, item, tuple(relation.tables))
                return None
            schema = relation.tables[name]
            columns = None if schema is None else list(schema)
        if any(star.args.get(key) for key in ("replace", "rename")):
            return None
        left_out = {part.name.lower() for part in star.args.get("except_") or []}
        return columns and [f for f in columns if f.name.lower() not in left_out]

    def _from(self, node: Any) -> Relation:
        from_ = node.args.get("from_")
        if from_ is None:
            return Relation()
        relation = self._source(from_.this)
        for join in node.args.get("joins") or []:
            relation = joined(relation, self._source(join.this, relation), join, self.scope)
        for lateral in node.args.get("laterals") or []:
            relation = lateral_view(relation, lateral, self.scope)
        return relation

    def _source(self, node: Any, before: Relation | None = None) -> Relation:
        alias = node.args.get("alias")
        names = alias.args.get("columns") or [] if alias is not None else []
        if isinstance(node, exp.Table):
            name, columns = node.alias_or_name, self._table(node)
        elif isinstance(node, exp.Subquery):
            name, columns = node.alias_or_name, self.columns(node.this)
        elif isinstance(node, exp.Values):
            name, columns = node.alias_or_name, values_columns(node, self.scope)
        elif isinstance(node, exp.Lateral) and isinstance(node.this, exp.Subquery) and before:
            around = scope_of(before, self.scope)
            name, columns = node.alias_or_name, self.subquery_columns(node.this, around)
        else:
            name, columns = node.alias_or_name, None
        if node.args.get("pivots"):
            columns = None
        relation = named(name, renamed(columns, names))
        for join in node.args.get("joins") or []:
            relation = joined(relation, self._source(join.this, relation), join, self.scope)
        return relation

    def _table(self, node: Any) -> Columns:
        if isinstance(node.this, exp.Anonymous):
            return [Field("id", t.LONG, False)] if node.this.name.lower() == "range" else None
        name = node.name.lower()
        if node.db or name not in self.tables:
            self._unknown_table(".".join(part.name for part in node.parts), node, self.names)
            return None
        return self.tables[name]

    def _unknown_table(self, name: str, node: Any, names: tuple[str, ...]) -> None:
        hint = did_you_mean(name, names)
        self.scope.report("unknown-table", f"There is no table {name!r}.", node, hint)

    def subquery_columns(self, node: Any, scope: Scope) -> Columns:
        """The columns of a subquery in an expression, which sees the columns around it."""
        inside = Scope(scope.text, Schema(), {}, ansi=scope.ansi)
        inside.issues = scope.issues
        inside.outer = scope
        return _Query(inside, self.tables, self.names).columns(node)


def _subquery_columns(node: Any, scope: Scope) -> Columns:
    return scope.subquery(node, scope) if scope.subquery is not None else None


@handles(exp.Subquery, exp.Select)
def _scalar(node: Any, scope: Scope) -> Value:
    """`(SELECT max(a) FROM t)` as a value: null where there is no row."""
    columns = _subquery_columns(node, scope)
    return Value(columns[0].type) if columns else NOT_KNOWN


@handles(exp.Exists)
def _exists(node: Any, scope: Scope) -> Value:
    _subquery_columns(node.this, scope)
    return Value(t.BOOLEAN, False)


def _extended(item: Any, columns: Columns, keys: frozenset[str]) -> Columns:
    """ROLLUP and its kind give null for the keys that a row sums up."""
    inner = item.this if isinstance(item, exp.Alias) else item
    if columns is None or key_of(inner) not in keys:
        return columns
    return [f.nulled() for f in columns]


def _written(item: Any) -> str | None:
    """The name that Spark makes for a column without one, as far as that is simple."""
    if isinstance(item, exp.Window):
        return None
    if not isinstance(item, exp.Anonymous) or item.name.lower() not in _NAMED_AS_WRITTEN:
        return None
    name = item.name.lower()
    parts = list(_argument_names(item.expressions))
    return f"{name}({', '.join(parts)})" if None not in parts else None


def _argument_names(nodes: list[Any]) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, exp.Star):
            yield "1"
        elif isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier):
            yield node.name
        elif isinstance(node, exp.Literal) and not node.is_string:
            yield node.this
        else:
            yield None
