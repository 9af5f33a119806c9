"""Python expressions as plain values: texts (f-strings too), literals, and chains of calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from etlab_jupyter.parameters import Parameters

_STRING_OF = re.compile(r"(DATE |TIMESTAMP )?'\{(\w+)\}'")


class NotUnderstoodError(Exception):
    """Code that has no place in a node's settings."""


@dataclass(frozen=True, slots=True)
class Hole:
    """`{name}` or `{name!r}` in an f-string."""

    name: str
    repr: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A string: plain pieces and, of an f-string, what is filled in."""

    parts: tuple[str | Hole, ...]

    @property
    def raw(self) -> str:
        """The string as it stands; an f-string has none."""
        if any(isinstance(part, Hole) for part in self.parts):
            raise NotUnderstoodError("an f-string")
        return "".join(map(str, self.parts))

    def plain(self) -> str:
        """As a text of a page, where `${name}` stands for a parameter."""
        if any(isinstance(part, Hole) and part.repr for part in self.parts):
            raise NotUnderstoodError("a repr in a text")
        return "".join(
            "${" + part.name + "}" if isinstance(part, Hole) else part.replace("${", "$${")
            for part in self.parts
        )

    def sql(self, parameters: Parameters) -> str:
        """As SQL of a page, where `${name}` stands for a literal of the parameter's type."""
        marked = ""
        for part in self.parts:
            if isinstance(part, str):
                marked += part.replace("${", "$${").replace("{", "\x00").replace("}", "\x01")
                continue
            kind = _type(part.name, parameters)
            if part.repr != (kind == "string"):
                raise NotUnderstoodError("a value pasted into SQL")
            marked += f"{{{part.name}}}" if kind != "string" else f"\x02{part.name}\x03"
        marked = _STRING_OF.sub(lambda match: _quoted(match, parameters), marked)
        if any(_type(name, parameters) in _TIMES for name in re.findall(r"\{(\w+)\}", marked)):
            raise NotUnderstoodError("a date pasted into SQL")
        marked = marked.replace("{", "${").replace("\x02", "${").replace("\x03", "}")
        marked = marked.replace("\x04", "${").replace("\x05", "}")
        return marked.replace("\x00", "{").replace("\x01", "}")


_TIMES = ("date", "timestamp")


def _type(name: str, parameters: Parameters) -> str:
    if name not in parameters.declared:
        raise NotUnderstoodError(f"{name} is no parameter")
    return parameters.declared[name].type


def _quoted(match: re.Match[str], parameters: Parameters) -> str:
    keyword, name = match.groups()
    if keyword and keyword.strip().lower() == _type(name, parameters):
        return f"\x04{name}\x05"
    return f"{keyword or ''}'\x04{name}\x05'"


@dataclass(frozen=True, slots=True)
class Step:
    """`.name(args)`, or `.name` where it is not called."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    called: bool = True


@dataclass(frozen=True, slots=True)
class Chain:
    """`root.step(…).step(…)`; without a root, the first step is an operation in brackets."""

    root: str
    steps: tuple[Step, ...] = ()

    @property
    def function(self) -> Step | None:
        """The call of a function of `F`, if it is nothing else."""
        if self.root == "F" and len(self.steps) == 1 and self.steps[0].called:
            return self.steps[0]
        return None


@dataclass(frozen=True, slots=True)
class Operation:
    """`left symbol right`; `not` and `-` have no left."""

    symbol: str
    left: Any
    right: Any


@dataclass(frozen=True, slots=True)
class OtherCode:
    """Code of which only the text is of use: `[name for name in df.columns]`."""

    node: cst.CSTNode

    @property
    def text(self) -> str:
        return cst.Module([]).code_for_node(self.node)


def read_value(node: cst.BaseExpression) -> Any:
    """The value of an expression; raises `NotUnderstoodError`."""
    match node:
        case cst.SimpleString():
            value = node.evaluated_value
            return Text((value,)) if isinstance(value, str) else value
        case cst.FormattedString():
            return _f_string(node)
        case cst.ConcatenatedString():
            left, right = read_value(node.left), read_value(node.right)
            if isinstance(left, Text) and isinstance(right, Text):
                return Text((*left.parts, *right.parts))
        case cst.Integer() | cst.Float():
            return ast.literal_eval(node.value)
        case cst.List() | cst.Tuple():
            return [_element(item) for item in node.elements]
        case cst.Dict():
            return _dict(node)
        case cst.UnaryOperation():
            return _unary(node)
        case cst.BinaryOperation():
            return Operation(_symbol(node.operator), read_value(node.left), read_value(node.right))
        case cst.Comparison() if len(node.comparisons) == 1:
            target = node.comparisons[0]
            right = read_value(target.comparator)
            return Operation(_symbol(target.operator), read_value(node.left), right)
        case cst.Name() if node.value in ("None", "True", "False"):
            return ast.literal_eval(node.value)
        case cst.Name() | cst.Attribute() | cst.Call() | cst.Subscript():
            return read_chain(node)
    return OtherCode(node)


def _element(item: cst.BaseElement) -> Any:
    if isinstance(item, cst.StarredElement):
        raise NotUnderstoodError("a star")
    return read_value(item.value)


def _dict(node: cst.Dict) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for item in node.elements:
        if not isinstance(item, cst.DictElement):
            raise NotUnderstoodError("a star")
        key = read_value(item.key)
        if isinstance(key, list | dict):
            raise NotUnderstoodError("a key that is no key")
        result[key] = read_value(item.value)
    return result


def _unary(node: cst.UnaryOperation) -> Any:
    value = read_value(node.expression)
    if isinstance(node.operator, cst.Minus) and type(value) in (int, float):
        return -value
    return Operation(_symbol(node.operator), None, value)


_SYMBOLS: Mapping[type[cst.CSTNode], str] = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.Modulo: "%",
    cst.BitAnd: "AND", cst.BitOr: "OR", cst.Equal: "=", cst.NotEqual: "!=",
    cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=", cst.Minus: "-", cst.BitInvert: "NOT",
}  # fmt: skip


def _symbol(operator: cst.CSTNode) -> str:
    symbol = _SYMBOLS.get(type(operator))
    if symbol is None:
        raise NotUnderstoodError(f"the operator {type(operator).__name__}")
    return symbol


def _f_string(node: cst.FormattedString) -> Text:
    start, end = node.start.replace("f", "").replace("F", ""), node.end
    parts: list[str | Hole] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            text = part.value.replace("{{", "{").replace("}}", "}")
            parts.append(ast.literal_eval(f"{start}{text}{end}"))
        elif isinstance(part, cst.FormattedStringExpression):
            parts.append(_hole(part))
    return Text(tuple(parts))


def _hole(part: cst.FormattedStringExpression) -> Hole:
    name = part.expression
    if not isinstance(name, cst.Name) or part.format_spec or part.conversion not in (None, "r"):
        raise NotUnderstoodError("code in an f-string")
    return Hole(name.value, part.conversion == "r")


def read_chain(node: cst.BaseExpression) -> Chain:
    """A chain of attributes, calls and subscripts; however long, without recursion."""
    steps: list[Step] = []
    while not isinstance(node, cst.Name):
        call = node if isinstance(node, cst.Call) else None
        inner = call.func if call else node
        if isinstance(inner, cst.Attribute):
            steps.append(_step(inner.attr.value, call))
            node = inner.value
        elif isinstance(inner, cst.Name) and call:
            steps.append(_step("", call))
            node = inner
        elif isinstance(inner, cst.Subscript) and not call:
            steps.append(Step("[]", (_index(inner),)))
            node = inner.value
        elif isinstance(inner, cst.BinaryOperation | cst.Comparison | cst.UnaryOperation):
            steps.append(Step("()", (read_value(inner),)))
            return Chain("", tuple(reversed(steps)))
        else:
            raise NotUnderstoodError(type(inner).__name__)
    return Chain(node.value, tuple(reversed(steps)))


def _step(name: str, call: cst.Call | None) -> Step:
    if call is None:
        return Step(name, called=False)
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    for arg in call.args:
        if arg.star == "**":
            raise NotUnderstoodError("a star")
        if arg.star:
            args.append(OtherCode(arg.value))
        elif arg.keyword:
            kwargs[arg.keyword.value] = read_value(arg.value)
        else:
            args.append(read_value(arg.value))
    return Step(name, tuple(args), kwargs)


def _index(node: cst.Subscript) -> Any:
    if len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index):
        return read_value(node.slice[0].slice.value)
    raise NotUnderstoodError("a slice")
