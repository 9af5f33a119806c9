"""What the parts of an expression are looked up in, and where their mistakes go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from etlab_jupyter.expressions.casts import force_nullable
from etlab_jupyter.expressions.errors import position
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value
from etlab_jupyter.expressions.kinds import has_unknown
from etlab_jupyter.spark_types import DataType, Field, Schema


@dataclass(frozen=True, slots=True)
class Issue:
    """A mistake that Spark would reject when it analyzes the expression.

    `code` is `unknown-column`, `type-mismatch`, `wrong-arguments`, `aggregate-misplaced` or
    `window-misplaced`; `hint` says what would be right, or is empty. Line and column count
    from 1 and are None where the place is not known.
    """

    code: str
    message: str
    hint: str = ""
    line: int | None = None
    column: int | None = None


_MANY = 100


class Scope:
    """The columns and rules that hold for an expression; it collects the issues."""

    def __init__(
        self,
        text: str,
        schema: Schema | None,
        qualifiers: Mapping[str, Schema | None],
        *,
        aggregates: bool = False,
        windows: bool = True,
        ansi: bool = True,
    ) -> None:
        self.text = text
        self.schema = schema
        self.qualifiers = {name.lower(): known for name, known in qualifiers.items()}
        self.aggregates = aggregates
        self.windows = windows
        self.ansi = ansi
        self.issues: list[Issue] = []
        self.variables: dict[str, Value] = {}
        self.aliases: dict[str, Value] = {}
        """Names given further left in a SELECT, which count where no column has them."""
        self.ambiguous: frozenset[str] = frozenset()
        """Names, in lower case, that more than one table of a query has."""
        self.outer: Scope | None = None
        """The scope around a subquery, whose columns it may use."""
        self.complete = True
        """Whether `schema` has every column that there is."""
        self.inside: str | None = None
        """The aggregate function whose arguments are being looked at."""
        self.over = False
        """Whether the call that is being looked at has an `OVER`."""
        self.subquery: Callable[[Any, Scope], list[Field] | None] | None = None
        """Finds the columns of a subquery; None where no query can be."""

    def value(self, node: Any) -> Value:
        """What is known of a node of the tree; mistakes in it are reported."""
        handler = HANDLERS.get(type(node))
        return handler(node, self) if handler else NOT_KNOWN

    def values(self, nodes: Sequence[Any]) -> list[Value]:
        return [self.value(node) for node in nodes]

    def report(self, code: str, message: str, node: Any, hint: str = "") -> None:
        """Reports a mistake at the start of a node; nobody reads the hundredth."""
        if len(self.issues) > _MANY:
            return
        offset = first_offset(node)
        while offset is None and node.parent is not None:  # NULL, say, is known by no place
            node = node.parent
            offset = first_offset(node)
        line, column = (None, None) if offset is None else position(self.text, offset)
        self.issues.append(Issue(code, message, hint, line, column))

    def mismatch(self, message: str, node: Any, hint: str = "") -> Value:
        self.report("type-mismatch", message, node, hint)
        return NOT_KNOWN

    def cast(self, value: Value, type_: DataType) -> Value:
        """The value after Spark's implicit cast to a type."""
        nullable = value.nullable or (
            not has_unknown(value.type) and force_nullable(value.type, type_, self.ansi)
        )
        return Value(type_, nullable, None, value.foldable)

    def source(self, node: Any) -> str:
        """The text of a node, as the person wrote it; shortened where it is long."""
        if len(self.issues) > _MANY:
            return "this"
        offsets = [
            (part.meta["start"], part.meta["end"])
            for part in node.walk()
            if "start" in part.meta and "end" in part.meta
        ]
        if not offsets:
            return "this"
        start, end = min(o[0] for o in offsets), max(o[1] for o in offsets) + 1
        text = " ".join(self.text[start : _closed(self.text, start, end)].split())
        return text if len(text) <= 40 else text[:37] + "…"


def _closed(text: str, start: int, end: int) -> int:
    """The end of `text[start:end]` with the brackets that close those which are open in it."""
    part = text[start:end]
    missing = sum(part.count(sign) for sign in "([") - sum(part.count(sign) for sign in ")]")
    while missing > 0 and end < len(text) and text[end] in ")] ":
        missing -= text[end] != " "
        end += 1
    return end


def first_offset(node: Any) -> int | None:
    """Where a node starts in the text, as far as the parser kept it."""
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
    return min(starts) if starts else None


Handler = Callable[[Any, Scope], Value]
HANDLERS: dict[type, Handler] = {}


def handles(*kinds: type[exp.Expr]) -> Callable[[Handler], Handler]:
    """Registers the function that finds the value of such nodes."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            HANDLERS[kind] = handler
        return handler

    return register
