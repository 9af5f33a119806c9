"""What stands before the nodes: imports, the session and the parameters."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import libcst as cst

from etlab_jupyter.importing.blocks import Statement
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, Step, Text, read_value
from etlab_jupyter.parameters import Parameter, ParameterType
from etlab_jupyter.parameters import read_value as read_value_as

# What generated code imports by itself where it is used.
_OWN = frozenset(
    {
        "import os",
        "from pyspark import StorageLevel",
        "from pyspark.sql import SparkSession",
        "from pyspark.sql import Window",
        "from pyspark.sql import functions as F",
        "from pyspark.sql import types as T",
        "from pyspark.sql.window import Window",
        "from pyspark.sql.session import SparkSession",
        "import pyspark.sql.functions as F",
        "import pyspark.sql.types as T",
    }
)
Scalar = str | int | float | bool


@dataclass(slots=True)
class Session:
    """The session's statement: the page's name and Spark's settings."""

    name: str | None = None
    spark: dict[str, Scalar] = field(default_factory=dict)


def is_own_import(statement: Statement) -> bool:
    """Whether it imports nothing but what generated code imports where it needs it."""
    if not all(isinstance(tree, ast.Import | ast.ImportFrom) for tree in statement.tree):
        return False
    return all(ast.unparse(one) in _OWN for tree in statement.tree for one in _single(tree))


def _single(tree: ast.stmt) -> Iterator[ast.stmt]:
    """`from a import b, c` as two imports."""
    match tree:
        case ast.Import():
            yield from (ast.Import([name]) for name in tree.names)
        case ast.ImportFrom():
            for name in tree.names:
                yield ast.ImportFrom(tree.module, [name], tree.level)


def function_imports(statement: Statement) -> dict[str, str]:
    """Names for PySpark's functions: `{"col": "F.col", "fn": "F"}`; empty for other imports."""
    found: dict[str, str] = {}
    for tree in statement.tree:
        match tree:
            case ast.ImportFrom(module="pyspark.sql.functions", names=names) if (
                names[0].name != "*"
            ):
                found |= {item.asname or item.name: f"F.{item.name}" for item in names}
            case ast.ImportFrom(
                module="pyspark.sql", names=[ast.alias("functions", str() as name)]
            ):
                found[name] = "F"
            case ast.Import(names=[ast.alias("pyspark.sql.functions", str() as name)]):
                found[name] = "F"
            case _:
                return {}
    return found


def read_session(statement: Statement) -> Session | None:
    """`spark = SparkSession.builder.appName("…").config("…", …).getOrCreate()`."""
    match statement.single:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name("spark"))], value=value):
            try:
                return _session(read_value(value))
            except (NotUnderstoodError, ValueError, SyntaxError, TypeError, RecursionError):
                return None
    return None


def _session(value: object) -> Session | None:
    match value:
        case Chain(
            "SparkSession", (Step("builder", called=False), *steps, Step("getOrCreate", ()))
        ):
            session = Session()
            if not all(_setting(session, step) for step in steps):
                return None
            f"{session.name}{session.spark}".encode()  # half a character is no text
            return session
    return None


def _setting(session: Session, step: Step) -> bool:
    match step:
        case Step("appName", (Text() as name,)):
            session.name = name.raw
        case Step("master", (Text() as master,)):
            session.spark["spark.master"] = master.raw
        case Step("enableHiveSupport", ()):
            session.spark["spark.sql.catalogImplementation"] = "hive"
        case Step("config", (Text() as key, Text() as text)):
            session.spark[key.raw] = text.raw
        case Step("config", (Text() as key, bool() | int() | float() as number)):
            session.spark[key.raw] = number
        case _:
            return False
    return True


def read_parameters(statements: Sequence[Statement]) -> dict[int, Parameter]:
    """Variables with a plain value that nothing changes, by the number of their statement."""
    counts = Counter(
        node.id
        for statement in statements
        for tree in statement.tree
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    )
    text = "\n".join(statement.text for statement in statements)
    found = {}
    for index, statement in enumerate(statements):
        match statement.tree:
            case (ast.Assign(targets=[ast.Name(name)], value=value),) if counts[name] == 1:
                try:
                    default = ast.literal_eval(value)
                except (ValueError, TypeError, RecursionError, MemoryError):
                    continue
                if isinstance(default, Scalar) and (made := _parameter(name, default, text)):
                    found[index] = made
    return found


def _parameter(name: str, default: Scalar, text: str) -> Parameter | None:
    if isinstance(default, int | float) and not abs(default) < 2**63:
        return None  # JSON has no such number
    try:
        type_ = parameter_type(name, default, text)
        if read_value_as(default, type_) != default:
            type_ = "string"
            read_value_as(default, type_)
        return Parameter(name=name, type=type_, default=default)
    except ValueError:  # pydantic's errors are some
        return None


def parameter_type(name: str, default: Scalar, text: str) -> ParameterType:
    """The type that the code shows: a date is a text that SQL calls one."""
    match default:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "double"
    if re.search(rf"TIMESTAMP '?\{{{name}\}}", text):
        return "timestamp"
    if re.search(rf"DATE '?\{{{name}\}}", text):
        return "date"
    if re.search(rf"'\{{{name}\}}'", text) and not re.search(rf"\{{{name}!r\}}", text):
        return _time_of(default)
    return "string"


def _time_of(text: str) -> ParameterType:
    try:
        date.fromisoformat(text)
    except ValueError:
        return "timestamp" if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d.*", text) else "string"
    return "date"
