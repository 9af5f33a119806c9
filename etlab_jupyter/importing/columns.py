"""Columns written in Python as SQL: `F.col("a") > 1` as `a > 1`."""

from __future__ import annotations

from typing import Any

from etlab_jupyter.expressions import is_column
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, Operation, Step, Text
from etlab_jupyter.parameters import Parameters, ends_in_comment, sql_string
from etlab_jupyter.spark_types import quote_name

# Functions that have one name and one meaning in Python and in SQL; strings are columns.
SAME = frozenset(
    {
        "abs", "avg", "ceil", "coalesce", "collect_list", "collect_set", "concat", "count",
        "current_date", "current_timestamp", "dayofmonth", "dayofweek", "dayofyear", "exp",
        "first", "floor", "greatest", "hour", "initcap", "isnan", "isnull", "last_day", "least",
        "length", "lower", "ltrim", "max", "median", "min", "minute", "month", "quarter",
        "reverse", "rtrim", "second", "size", "sqrt", "stddev", "sum", "trim", "upper",
        "variance", "weekofyear", "year",
    }
)  # fmt: skip
# Functions whose arguments behind the first are values.
WITH_VALUES = frozenset(
    {"add_months", "date_add", "date_format", "date_sub", "lpad", "round", "rpad"}
)
_LIMIT = 100


def to_sql(value: Any, parameters: Parameters, *frames: str) -> str:
    """The SQL of a Column; `frames` are the DataFrames whose columns it may use."""
    return _Writer(parameters, dict.fromkeys(frames, "")).write(value)


def to_join_sql(value: Any, parameters: Parameters, left: str, right: str) -> str:
    """The SQL of a join's condition: `left.a = right.b`."""
    return _Writer(parameters, {left: "left.", right: "right."}).write(value)


class _Writer:
    def __init__(self, parameters: Parameters, frames: dict[str, str]) -> None:
        self.parameters = parameters
        self.frames = frames

    def write(self, value: Any, depth: int = 0) -> str:
        if depth > _LIMIT:
            raise NotUnderstoodError("a very deep expression")
        match value:
            case Operation():
                return self._operation(value, depth)
            case Chain():
                return self._chain(value, depth)
        raise NotUnderstoodError("no column")

    def _inner(self, value: Any, depth: int) -> str:
        """A part of a larger expression: a Column in brackets where it needs them, or a value."""
        if isinstance(value, Chain) and value.function is not None:
            sql = self.write(value, depth + 1)
            return f"({sql})" if value.function.name == "expr" and not is_column(sql) else sql
        if isinstance(value, Chain):
            return self.write(value, depth + 1)
        if isinstance(value, Operation):
            return f"({self.write(value, depth + 1)})"
        return self._literal(value)

    def _literal(self, value: Any) -> str:
        match value:
            case Text():
                raw = value.raw
                if not raw.isprintable():
                    raise NotUnderstoodError("a text that SQL cannot spell")
                return sql_string(raw.replace("${", "$${"))
            case None:
                return "NULL"
            case bool():
                return "true" if value else "false"
            case int() if -(2**63) <= value < 2**63:
                return str(value) if -(2**31) <= value < 2**31 else f"{value}L"
            case float() if value == value and abs(value) != float("inf"):
                return f"{value!r}D"
            case Chain() if not value.steps and value.root in self.parameters.declared:
                return f"${{{value.root}}}"
        raise NotUnderstoodError("no literal")

    def _operation(self, value: Operation, depth: int) -> str:
        right = self._inner(value.right, depth)
        if value.left is None:
            return f"NOT {right}" if value.symbol == "NOT" else f"- {right}"
        return f"{self._inner(value.left, depth)} {value.symbol} {right}"

    def _chain(self, chain: Chain, depth: int) -> str:
        if not chain.steps and chain.root in self.parameters.declared:
            return self._literal(chain)
        first, rest = self._first(chain, depth)
        for step in rest:
            first = self._method(first, step, depth)
        return first

    def _first(self, chain: Chain, depth: int) -> tuple[str, tuple[Step, ...]]:
        """The column that a chain begins with, and the methods called on it."""
        if not chain.steps:
            raise NotUnderstoodError("a variable")
        step, rest = chain.steps[0], chain.steps[1:]
        if step.name == "()":
            return f"({self.write(step.args[0], depth + 1)})", rest
        if chain.root == "F" and step.called:
            sql = self._function(step, depth)
            return (
                f"({sql})" if rest and step.name == "expr" and not is_column(sql) else sql
            ), rest
        if chain.root in self.frames:
            if step.name == "[]" and isinstance(step.args[0], Text):
                return self.frames[chain.root] + _name(step.args[0]), rest
            if not step.called and step.name:
                return self.frames[chain.root] + quote_name(step.name), rest
        raise NotUnderstoodError("a variable")

    def _function(self, step: Step, depth: int) -> str:
        if step.kwargs:
            raise NotUnderstoodError("named arguments")
        match step.name, step.args:
            case (("col" | "column"), (Text() as name,)):
                return _name(name)
            case "expr", (Text() as sql,):
                text = sql.sql(self.parameters)
                if ends_in_comment(text):
                    raise NotUnderstoodError("a comment that would hide what follows")
                return text
            case "lit", (value,):
                return self._literal(value)
            case (("countDistinct" | "count_distinct"), (value,)):
                return f"count(DISTINCT {self._argument(value, depth)})"
            case "count", (Text(("*",)),):
                return "count(*)"
            case name, (first, *others) if name in WITH_VALUES and others:
                values = [self._argument(first, depth), *map(self._literal, others)]
                return f"{name}({', '.join(values)})"
            case name, args if name in SAME:
                return f"{name}({', '.join(self._argument(arg, depth) for arg in args)})"
        raise NotUnderstoodError(f"the function {step.name}")

    def _argument(self, value: Any, depth: int) -> str:
        return _name(value) if isinstance(value, Text) else self.write(value, depth + 1)

    def _method(self, sql: str, step: Step, depth: int) -> str:
        if not step.called or step.kwargs:
            raise NotUnderstoodError("an attribute")
        match step.name, step.args:
            case "isNull", ():
                return f"({sql} IS NULL)"
            case "isNotNull", ():
                return f"({sql} IS NOT NULL)"
            case "isin", args if args:
                values = args[0] if len(args) == 1 and isinstance(args[0], list) else args
                if values:
                    return f"({sql} IN ({', '.join(map(self._literal, values))}))"
            case "like", (Text() as pattern,):
                return f"({sql} LIKE {self._literal(pattern)})"
            case (("startswith" | "endswith" | "contains"), (Text() as part,)):
                return f"{step.name}({sql}, {self._literal(part)})"
            case "between", (low, high):
                return f"({sql} BETWEEN {self._inner(low, depth)} AND {self._inner(high, depth)})"
            case (("cast" | "astype"), (Text() as type_,)):
                return f"CAST({sql} AS {type_.raw})"
        raise NotUnderstoodError(f"the method {step.name}")


def _name(value: Text) -> str:
    name = value.raw
    if not is_column(name):
        if "`" in name or "." in name or not name or name == "*":
            raise NotUnderstoodError("a name")
        name = quote_name(name)
    return name.replace("${", "$${")
