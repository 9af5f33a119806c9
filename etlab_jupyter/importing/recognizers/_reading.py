"""What recognizers share: what they find, what they may ask, and arguments as settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from etlab_jupyter.expressions import is_column
from etlab_jupyter.importing.columns import to_sql
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, Step, Text
from etlab_jupyter.parameters import Parameters
from etlab_jupyter.spark_types import Schema, quote_name


@dataclass(frozen=True, slots=True)
class Found:
    """A node that the first `used` steps of a chain may be.

    `inputs` are the variables at its ports, left out where the chain's root is the only one.
    A `guess` holds only where the node's code is what was read.
    """

    kind: str
    config: Mapping[str, Any]
    used: int = 1
    inputs: Mapping[str, Sequence[str]] | None = None
    guess: bool = False


class Scope(Protocol):
    """What is known where a statement stands."""

    @property
    def parameters(self) -> Parameters: ...
    @property
    def windows(self) -> Mapping[str, Chain]: ...
    def is_frame(self, name: str) -> bool: ...
    def schema(self, name: str) -> Schema | None: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A chain and the scope that it is read in.

    `origin` is another DataFrame whose columns the chain's root still has, under the same names.
    """

    chain: Chain
    scope: Scope
    origin: str | None = None

    @property
    def root(self) -> str:
        return self.chain.root

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.chain.steps

    def frame(self, value: Any) -> str:
        """The variable of another DataFrame."""
        if isinstance(value, Chain) and not value.steps and self.scope.is_frame(value.root):
            return value.root
        raise NotUnderstoodError("not a DataFrame")

    def sql(self, value: Any) -> str:
        """A string with SQL, or a Column, as an expression."""
        if isinstance(value, Text):
            return value.sql(self.scope.parameters)
        return self.column(value)

    def column(self, value: Any) -> str:
        """A Column as an expression."""
        return to_sql(value, self.scope.parameters, self.root, self.origin or self.root)

    def arg(self, value: Any) -> str:
        """A column's name or a Column as an expression."""
        return name_sql(value) if isinstance(value, Text) else self.column(value)


Recognizer = Callable[[Reading], Iterator[Found]]


def text(value: Any) -> str:
    if isinstance(value, Text):
        return value.plain()
    raise NotUnderstoodError("not a text")


def literal(value: Any) -> Any:
    """A literal, texts in it as those of a page."""
    match value:
        case Text():
            return value.plain()
        case None | bool() | int() | float():
            return value
        case list():
            return [literal(item) for item in value]
        case dict():
            return {literal(key): literal(item) for key, item in value.items()}
    raise NotUnderstoodError("not a literal")


def option(value: Any) -> str:
    """An option of a reader or writer, which all are texts for Spark."""
    value = literal(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise NotUnderstoodError("not an option")


def name_sql(value: Text) -> str:
    """`"a"` as the column of that name in SQL."""
    name = value.raw
    if not is_column(name):
        if "`" in name or "." in name:
            raise NotUnderstoodError("a name in quotes")
        name = quote_name(name)
    return name.replace("${", "$${")


def exact(value: Any) -> str:
    """The name of a column, of which dots in it are a part: "`a.b`"."""
    name = text(value)
    if name.startswith("`") and name.endswith("`") and len(name) > 2:
        return name[1:-1].replace("``", "`")
    if "." in name or "`" in name or name == "*":
        raise NotUnderstoodError("a path to a field")
    return name


def col_name(value: Any) -> str:
    """The name in `F.col("a")`, or in a plain string."""
    function = value.function if isinstance(value, Chain) else None
    if function is not None and function.name in ("col", "column") and len(function.args) == 1:
        return exact(function.args[0])
    return exact(value)


def listed(values: Sequence[Any]) -> list[Any]:
    """`f("a", "b")` and `f(["a", "b"])` alike."""
    return values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)


def positional(step: Step, *names: str) -> dict[str, Any]:
    """The arguments of a call by name; raises `NotUnderstoodError` for one too many."""
    if not step.called or len(step.args) > len(names) or not set(step.kwargs) <= set(names):
        raise NotUnderstoodError(f"the arguments of {step.name}")
    return {**dict(zip(names, step.args, strict=False)), **step.kwargs}


def required(values: Mapping[str, Any], name: str) -> Any:
    if name not in values:
        raise NotUnderstoodError(f"{name} is missing")
    return values[name]


def run_of(steps: Sequence[Step], name: str, start: int = 0) -> list[Step]:
    """The calls of one name that follow each other from `start` on."""
    found = []
    for step in steps[start:]:
        if step.name != name or not step.called:
            break
        found.append(step)
    return found


def with_column(step: Step) -> tuple[str, Any]:
    """The name and the Column of `withColumn`."""
    values = positional(step, "colName", "col")
    return text(required(values, "colName")), required(values, "col")


def readable(steps: Sequence[Step], read: Callable[[Step], Any]) -> list[Any]:
    """What `read` makes of the steps, up to the first that it does not understand."""
    found = []
    for step in steps:
        try:
            found.append(read(step))
        except NotUnderstoodError:
            break
    return found
