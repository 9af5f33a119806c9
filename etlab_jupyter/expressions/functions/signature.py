"""What a function takes and gives, written as text.

A table has one function per line: its names, its arguments and its result, apart by `|`.

    upper ucase      | string               | string
    substring substr | string/binary int [int] | =1
    concat_ws        | string [any*]        | string

An argument is a type, or a family of types (`numeric`, `array`, …), or several apart by `/`.
Optional ones stand in brackets; a `*` after the last one repeats it; a `!` says that nothing
is converted to it; a `^` that it must be a constant. The result is a type in
Spark's DDL, `=1` for the type of the first argument, or the name of a rule in Python. It may be
null when an argument may be null, unless `?` (always) or `!` (never) follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.decimals import decimal_of
from etlab_jupyter.expressions.kinds import is_atomic, is_interval, is_orderable
from etlab_jupyter.spark_types import UNKNOWN, VOID, ArrayType, DataType

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call

Role = Literal["scalar", "aggregate", "window"]


class Value(NamedTuple):
    """What is known of a part of an expression.

    `constant` is the value of a literal, `foldable` says that no column is in it, `name` is the
    name of a column or field.
    """

    type: DataType
    nullable: bool = True
    constant: object = None
    foldable: bool = False
    name: str | None = None


NOT_KNOWN = Value(UNKNOWN)

Rule = Callable[["Call"], Value]


@dataclass(frozen=True, slots=True)
class Family:
    """Types that an argument accepts as they are, and the one that others are converted to."""

    name: str
    accepts: Callable[[DataType], bool]
    default: DataType | None = None


def _one(type_: DataType) -> Family:
    return Family(type_.ddl, lambda other: other == type_, type_)


_SIMPLE = {type_.ddl: _one(type_) for type_ in t.SIMPLE_TYPES.values()}

FAMILIES: dict[str, Family] = {
    **_SIMPLE,
    "any": Family("any", lambda _: True),
    "numeric": Family("numeric", t.is_numeric, t.DOUBLE),
    "integral": Family("integral", t.is_integral, t.INTEGER),
    "decimal": Family("decimal", lambda x: x.name == "decimal", t.DecimalType()),
    "interval": Family("interval", is_interval),
    "orderable": Family("orderable", is_orderable),
    "atomic": Family("atomic", is_atomic),
    "array": Family("array", lambda x: x.name == "array", ArrayType(element=VOID)),
    "map": Family("map", lambda x: x.name == "map", t.MapType(key=VOID, value=VOID)),
    "struct": Family("struct", lambda x: x.name == "struct", t.StructType()),
    "variant": Family("variant", lambda x: x.name == "variant", DataType("variant")),
    "instant": Family("timestamp", lambda x: x.name.startswith("timestamp"), t.TIMESTAMP),
    "lambda": Family("lambda", lambda _: True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a function: the families that it may belong to, the first one first."""

    families: tuple[Family, ...]
    strict: bool = False
    constant: bool = False

    @property
    def name(self) -> str:
        """What it needs, for people."""
        words = [_WORDS.get(family.name, family.name) for family in self.families]
        return " or ".join(dict.fromkeys(words))

    def accepts(self, type_: DataType) -> bool:
        return any(family.accepts(type_) for family in self.families)

    def convert(self, type_: DataType, ansi: bool) -> DataType | None:
        """The type that an argument of `type_` gets here, or None if Spark rejects it.

        These are the rules of Spark's `implicitCast`.
        """
        if type_ == UNKNOWN or self.accepts(type_):
            return type_
        if self.strict:
            return self.families[0].default if type_ == VOID else None
        for family in self.families:
            if (found := _convert(type_, family, ansi)) is not None:
                return found
        return None


_WORDS = {
    "any": "a value",
    "array": "an array",
    "binary": "binary",
    "boolean": "a boolean",
    "bigint": "a whole number",
    "date": "a date",
    "decimal": "a decimal",
    "double": "a number",
    "float": "a number",
    "int": "a whole number",
    "integral": "a whole number",
    "interval": "an interval",
    "map": "a map",
    "numeric": "a number",
    "orderable": "something that can be sorted",
    "smallint": "a whole number",
    "string": "a string",
    "struct": "a struct",
    "timestamp": "a timestamp",
    "tinyint": "a whole number",
    "timestamp_ntz": "a timestamp",
}


def can_become(type_: DataType, target: DataType, ansi: bool) -> bool:
    """Whether Spark converts a value of `type_` where one of `target` is needed."""
    return type_ == target or _convert(type_, _one(target), ansi) is not None


def _convert(type_: DataType, family: Family, ansi: bool) -> DataType | None:
    target = family.default
    if target is None:
        return None
    if type_ == VOID or (type_.name == "variant" and target == t.STRING):
        return target
    if not is_atomic(target) or not is_atomic(type_):
        return None
    if t.is_numeric(type_) and family.name == "decimal":
        return decimal_of(type_)
    if type_ == t.STRING:
        if family.name == "decimal":
            return t.DecimalType(precision=38, scale=18)
        if ansi and family.name == "integral":
            return None
        return target
    if target == t.STRING:
        return target
    if t.is_numeric(type_) and t.is_numeric(target):
        if family.name == "integral" and not t.is_integral(type_):
            return None
        return target
    if t.is_datetime(type_) and t.is_datetime(target):
        return target
    return None


@dataclass(frozen=True, slots=True)
class Function:
    """A function of Spark SQL."""

    name: str
    parameters: tuple[Parameter, ...]
    least: int
    most: int | None
    role: Role
    result: DataType | None = None
    same_as: int | None = None
    rule: Rule | None = None
    nullable: bool | None = None

    def parameter(self, index: int) -> Parameter:
        return self.parameters[min(index, len(self.parameters) - 1)]

    @property
    def signature(self) -> str:
        """How it is called, for people: `substring(string or binary, int, [int])`."""
        words = [" or ".join(family.name for family in p.families) for p in self.parameters]
        shown = [word if i < self.least else f"[{word}]" for i, word in enumerate(words)]
        more = ["…"] if self.most is None else []
        result = f" → {self.result.ddl.lower()}" if self.result is not None else ""
        return f"{self.name}({', '.join(shown + more)}){result}"


def read_table(
    text: str,
    rules: dict[str, Rule],
    parse_type: Callable[[str], DataType],
    role: Role = "scalar",
) -> dict[str, Function]:
    """The functions of a table, by name."""
    functions: dict[str, Function] = {}
    for line in text.strip().splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        names, arguments, result = (part.strip() for part in line.split("|"))
        for name in names.split():
            functions[name] = _function(name, arguments, result, rules, parse_type, role)
    return functions


def _function(
    name: str,
    arguments: str,
    result: str,
    rules: dict[str, Rule],
    parse_type: Callable[[str], DataType],
    role: Role,
) -> Function:
    words = arguments.split()
    parameters = []
    least, most = 0, len(words)
    unlimited = False
    for word in words:
        optional = word.startswith("[")
        bare = word.strip("[]")
        if bare.endswith("*"):
            unlimited, bare = True, bare[:-1]
        constant, bare = bare.endswith("^"), bare.removesuffix("^")
        strict, bare = bare.endswith("!"), bare.removesuffix("!")
        least += not optional
        families = tuple(FAMILIES[part] for part in bare.split("/"))
        parameters.append(Parameter(families, strict, constant))
    nullable = {"?": True, "!": False}.get(result[-1])
    if nullable is not None:
        result = result[:-1]
    rule = rules.get(result)
    same_as = int(result[1:]) - 1 if result.startswith("=") else None
    type_ = None if rule or same_as is not None else parse_type(result)
    return Function(
        name, tuple(parameters), least, None if unlimited else most, role,
        type_, same_as, rule, nullable,
    )  # fmt: skip
