"""Calls of functions, with `FILTER`, `WITHIN GROUP`, `OVER` and the special forms of SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.casts import force_nullable
from etlab_jupyter.expressions.functions import FUNCTIONS
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Function, Value
from etlab_jupyter.expressions.kinds import has_unknown
from etlab_jupyter.expressions.predicates import require_boolean
from etlab_jupyter.expressions.scope import Scope, handles

ORDERED = frozenset(
    {"cume_dist", "dense_rank", "lag", "lead", "ntile", "percent_rank", "rank", "row_number"}
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(slots=True)
class Call:
    """A call, as the rule of its function sees it.

    `values` has one entry for each of `nodes`, the arguments, already converted to what the
    function takes; that of a lambda is of unknown type until `apply` gives it its arguments.
    """

    function: Function
    node: Any
    nodes: list[Any]
    values: list[Value]
    scope: Scope
    distinct: bool = False

    @property
    def nullable(self) -> bool:
        """Whether some argument may be null."""
        return any(value.nullable for value in self.values)

    def apply(self, index: int, *arguments: Value) -> Value:
        """The value of the lambda function at `index` for such arguments."""
        node = self.nodes[index] if index < len(self.nodes) else None
        if not isinstance(node, exp.Lambda):
            return NOT_KNOWN
        outer = self.scope.variables
        names = [variable.name.lower() for variable in node.expressions]
        bound = {
            name: value._replace(name=name) for name, value in zip(names, arguments, strict=False)
        }
        self.scope.variables = {**outer, **dict.fromkeys(names, NOT_KNOWN), **bound}
        value = self.scope.value(node.this)
        self.scope.variables = outer
        return value

    def arity(self, index: int) -> int:
        """How many variables the lambda function at `index` has."""
        node = self.nodes[index]
        return len(node.expressions) if isinstance(node, exp.Lambda) else 0

    def mismatch(self, message: str, hint: str = "") -> Value:
        return self.scope.mismatch(message, self.node, hint)


@handles(exp.Anonymous)
def _call(node: Any, scope: Scope) -> Value:
    name = node.name if isinstance(node.this, str) else node.this.name
    return call(name.lower(), node, node.expressions, scope)


def call(name: str, node: Any, nodes: list[Any], scope: Scope) -> Value:
    """The value of a function for its arguments; an unknown function may be anything."""
    function = FUNCTIONS.get(name)
    over, scope.over = scope.over, False
    distinct = False
    if name != "count":
        nodes = [column for part in nodes for column in expand_star(part, scope)]
    if len(nodes) == 1 and isinstance(nodes[0], exp.Distinct):
        distinct, nodes = True, nodes[0].expressions
    if function is None:
        for part in nodes:
            _argument(part, scope)
        return NOT_KNOWN
    outer = scope.inside
    if function.role != "scalar":
        _check_role(function, node, scope, over)
        if function.role == "aggregate" and not over:
            scope.inside = name
    values = [_argument(part, scope) for part in nodes]
    scope.inside = outer
    if not _count_fits(function, node, nodes, scope):
        return Value(function.result or t.UNKNOWN)
    converted, fits = _converted(function, nodes, values, scope)
    if not fits:
        return Value(function.result or t.UNKNOWN)
    made = Call(function, node, nodes, converted, scope, distinct)
    value = _result(made)
    if function.nullable is not None:
        value = value._replace(nullable=function.nullable)
    return value


def expand_star(node: Any, scope: Scope) -> list[Any]:
    """`*` and `t.*` among the arguments stand for all columns."""
    if isinstance(node, exp.Star):
        schema, table = scope.schema, None
    elif isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        table = node.table
        schema = scope.qualifiers.get(table.lower())
    else:
        return [node]
    if schema is None:
        return [node]
    return [exp.column(exp.to_identifier(name, quoted=True), table) for name in schema.names]


def _argument(node: Any, scope: Scope) -> Value:
    if isinstance(node, exp.Lambda | exp.Star):
        return NOT_KNOWN
    if isinstance(node, exp.Order | exp.Limit | exp.IgnoreNulls | exp.RespectNulls):
        return _argument(node.this, scope)
    if isinstance(node, exp.Kwarg):
        return scope.value(node.expression)
    if isinstance(node, exp.Alias):
        return scope.value(node.this)._replace(name=node.alias)
    return scope.value(node)


def _check_role(function: Function, node: Any, scope: Scope, over: bool) -> None:
    name = function.name
    if function.role == "window":
        if not over:
            scope.report(
                "window-misplaced", f"`{name}` needs an OVER clause.", node,
                f"Write {name}(…) OVER (PARTITION BY … ORDER BY …).",
            )  # fmt: skip
        return
    if over:
        return
    if scope.inside is not None:
        scope.report(
            "aggregate-misplaced",
            f"`{name}` cannot be used inside of `{scope.inside}`.", node,
            "Aggregate in two steps.",
        )  # fmt: skip
    elif not scope.aggregates:
        scope.report(
            "aggregate-misplaced",
            f"`{name}` combines many rows into one, which is not possible here.", node,
            "Use an aggregation before, or OVER (…) for a value in each row.",
        )  # fmt: skip


def _count_fits(function: Function, node: Any, nodes: list[Any], scope: Scope) -> bool:
    count, least, most = len(nodes), function.least, function.most
    if least <= count and (most is None or count <= most):
        return True
    if any(isinstance(part, exp.Kwarg) for part in nodes):
        return True
    if most is None:
        wanted = f"at least {_arguments(least)}"
    elif least == most:
        wanted = _arguments(least) if least else "no arguments"
    else:
        wanted = f"{least} to {_arguments(most)}"
    found = f"{_arguments(count)} {'is' if count == 1 else 'are'}" if count else "none is"
    scope.report("wrong-arguments", f"`{function.name}` takes {wanted}, but {found} given.", node)
    return False


def _arguments(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"


def _converted(
    function: Function, nodes: list[Any], values: list[Value], scope: Scope
) -> tuple[list[Value], bool]:
    converted, fits = [], True
    for index, (node, value) in enumerate(zip(nodes, values, strict=True)):
        if not function.parameters or isinstance(node, exp.Kwarg):
            converted.append(value)
            continue
        parameter = function.parameter(index)
        type_ = parameter.convert(value.type, scope.ansi)
        if type_ is None:
            which = f"its {_ORDINALS[index]} argument" if index < 8 else "an argument"
            place = which if len(nodes) > 1 else "its argument"
            source = scope.source(node)
            scope.mismatch(
                f"`{function.name}` needs {parameter.name} as {place}, "
                f"but {source} is {value.type}.",
                node,
            )
            fits = False
        elif parameter.constant and node.find(exp.Column) is not None:
            scope.report(
                "wrong-arguments",
                f"`{function.name}` needs a constant, but {scope.source(node)} is none.",
                node,
            )
            fits = False
        elif type_ != value.type:
            forced = value.nullable or force_nullable(value.type, type_, scope.ansi)
            value = Value(type_, forced, value.constant, value.foldable, value.name)
        converted.append(value)
    return converted, fits


def _result(made: Call) -> Value:
    function = made.function
    if function.rule is not None:
        return function.rule(made)
    if function.same_as is not None:
        if function.same_as >= len(made.values):
            return NOT_KNOWN
        type_ = made.values[function.same_as].type
        return NOT_KNOWN if has_unknown(type_) else Value(type_, made.nullable)
    foldable = bool(made.values) and all(value.foldable for value in made.values)
    return Value(function.result or t.UNKNOWN, made.nullable, None, foldable)


@handles(exp.Tuple)
def _tuple(node: Any, scope: Scope) -> Value:
    """`(a, b)` is `struct(a, b)`."""
    return call("struct", node, node.expressions, scope)


@handles(exp.Filter)
def _filter(node: Any, scope: Scope) -> Value:
    """`count(*) FILTER (WHERE a > 1)`."""
    value = _with_over(node.this, scope, scope.over)
    condition = node.expression.this
    require_boolean(scope.value(condition), condition, "WHERE", scope)
    return value


@handles(exp.WithinGroup)
def _within_group(node: Any, scope: Scope) -> Value:
    """`percentile_cont(0.5) WITHIN GROUP (ORDER BY a)`."""
    inner = node.this
    ordered = [part.this for part in node.expression.expressions]
    name = inner.name.lower() if isinstance(inner, exp.Anonymous) else ""
    if name in ("percentile_cont", "percentile_disc", "mode") and ordered:
        return _ordered_call(name, inner, [*ordered[:1], *inner.expressions], scope)
    value = _with_over(inner, scope, scope.over)
    scope.values(ordered)
    return value


def _ordered_call(name: str, node: Any, nodes: list[Any], scope: Scope) -> Value:
    return call(name, node, nodes, scope)


@handles(exp.IgnoreNulls, exp.RespectNulls)
def _nulls(node: Any, scope: Scope) -> Value:
    return _with_over(node.this, scope, scope.over)


def _with_over(node: Any, scope: Scope, over: bool) -> Value:
    scope.over = over
    value = scope.value(node)
    scope.over = False
    return value


@handles(exp.Window)
def _window(node: Any, scope: Scope) -> Value:
    """`sum(a) OVER (PARTITION BY b ORDER BY c)`."""
    if not scope.windows:
        scope.report(
            "window-misplaced", "A window function cannot be used here.", node,
            "Compute it as a column before, and use that column here.",
        )  # fmt: skip
    value = _with_over(node.this, scope, True)
    scope.values(node.args.get("partition_by") or [])
    order = node.args.get("order")
    named = node.args.get("alias")
    if named is not None and scope.subquery is None:
        scope.report("window-misplaced", f"There is no window {named.name!r} here.", node)
    name = node.this.name.lower() if isinstance(node.this, exp.Anonymous) else ""
    if name in ORDERED and order is None and node.args.get("alias") is None:
        scope.report(
            "window-misplaced", f"`{name}` needs an ORDER BY in its OVER clause.", node,
            f"Write {name}(…) OVER (PARTITION BY … ORDER BY …).",
        )  # fmt: skip
    scope.values([part.this for part in order.expressions] if order is not None else [])
    return value


@handles(exp.Extract)
def _extract(node: Any, scope: Scope) -> Value:
    """`EXTRACT(YEAR FROM a)`: like `date_part('YEAR', a)`."""
    part = exp.Literal.string(node.this.name)
    return call("date_part", node, [part, node.expression], scope)


@handles(exp.Trim)
def _trim(node: Any, scope: Scope) -> Value:
    """`TRIM(BOTH 'x' FROM a)`."""
    return _plain("trim", node, (node.args.get("expression"), node.this), scope)


@handles(exp.StrPosition)
def _position(node: Any, scope: Scope) -> Value:
    """`POSITION('x' IN a)`."""
    return _plain("position", node, (node.args.get("substr"), node.this), scope)


@handles(exp.Substring)
def _substring(node: Any, scope: Scope) -> Value:
    """`SUBSTRING(a FROM 1 FOR 2)`."""
    parts = (node.this, node.args.get("start"), node.args.get("length"))
    return _plain("substring", node, parts, scope)


@handles(exp.Overlay)
def _overlay(node: Any, scope: Scope) -> Value:
    """`OVERLAY(a PLACING 'x' FROM 1 FOR 2)`."""
    args = node.args
    parts = (node.this, args.get("expression"), args.get("from_"), args.get("for_"))
    return _plain("overlay", node, parts, scope)


@handles(exp.BitwiseLeftShift, exp.BitwiseRightShift)
def _shift(node: Any, scope: Scope) -> Value:
    """`a << b`, `a >> b`."""
    name = "shiftleft" if isinstance(node, exp.BitwiseLeftShift) else "shiftright"
    return _plain(name, node, (node.this, node.expression), scope)


def _plain(name: str, node: Any, parts: Iterable[Any], scope: Scope) -> Value:
    return call(name, node, [part for part in parts if part is not None], scope)
