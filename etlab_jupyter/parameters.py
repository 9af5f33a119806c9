"""Page parameters: `${name}` in any text of a page, with a type and a default.

A page declares them in `metadata.parameters`. In a path or another plain text a reference stands
for the value's text; in an SQL expression it stands for a literal of the parameter's type, also
where the reference is put in quotes. `$${` is a literal `${`. Generated code holds the values in
one cell of Python variables and reads them in f-strings, so a notebook can be run with others.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from etlab_jupyter.problems import Problem, did_you_mean

ParameterType = Literal["string", "integer", "double", "boolean", "date", "timestamp"]
Value = str | int | float | bool

_REFERENCE = re.compile(r"\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\$\{")
_SQL_STRING = r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\""
_SQL_FIXED = r"(?P<name>`(?:[^`]|``)*`)|--[^\n]*|/\*.*?\*/"
# What a reference has another meaning in: strings, and names and comments, where it has none.
_SQL_QUOTED = re.compile(rf"(?P<string>{_SQL_STRING})|{_SQL_FIXED}", re.DOTALL)
_RESERVED = {"spark", "F", "T", "Window", "os"}
_SAMPLES: Mapping[str, Value] = {
    "string": "text", "integer": 1, "double": 1.0, "boolean": True,
    "date": "2000-01-01", "timestamp": "2000-01-01 00:00:00",
}  # fmt: skip


def variable_name(name: str) -> str:
    if keyword.iskeyword(name) or name in _RESERVED:
        raise ValueError(f"{name!r} is a word of Python or of the generated code; choose another")
    return name


class Parameter(BaseModel):
    """One declared parameter. Without a default, every run must be given a value."""

    model_config = ConfigDict(extra="allow")

    name: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"), AfterValidator(variable_name)]
    type: ParameterType = "string"
    default: Value | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A `${name}` inside a text."""

    name: str


class Parameters:
    """The parameters of a page with their values for one run.

    `given` maps names to values (text is read by the parameter's type, as from a command line).
    Wrong, unknown and missing values are listed in `problems`, never raised.
    """

    def __init__(
        self, declared: Sequence[Parameter] = (), given: Mapping[str, Value] | None = None
    ) -> None:
        self.declared = {parameter.name: parameter for parameter in declared}
        self.values: dict[str, Value] = {}
        self.problems: list[Problem] = []
        given = given or {}
        for name in given:
            if name not in self.declared:
                hint = did_you_mean(name, self.declared) or "The page declares no parameters."
                self._problem("unknown-parameter", f"The page has no parameter {name!r}.", hint)
        for name, parameter in self.declared.items():
            value = given.get(name, parameter.default)
            if value is None:
                continue
            try:
                self.values[name] = read_value(value, parameter.type)
            except ValueError as error:
                self._problem("bad-parameter", f"Parameter {name!r}: {error}")

    def _problem(self, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(code, message, hint, field="parameters"))

    def missing(self) -> list[Problem]:
        """One problem for each parameter that has neither a value nor a default."""
        return [
            Problem(
                "missing-parameter",
                f"Parameter {name!r} ({parameter.type}) has no value and no default.",
                f"Give it, for example: --param {name}={_SAMPLES[parameter.type]}",
                field="parameters",
            )
            for name, parameter in self.declared.items()
            if name not in self.values
        ]

    def sample(self, name: str) -> Value:
        """The value, or a stand-in of the right type for checks that need one."""
        return self.values.get(name, _SAMPLES[self.declared[name].type])

    def plain(self, text: str) -> str:
        """`text` with every reference replaced by its value (or a stand-in)."""
        if "${" not in text:
            return text
        return "".join(
            part if isinstance(part, str) else str(self._sample_or_name(part))
            for part in split_references(text)
        )

    def sample_sql(self, text: str) -> str:
        """SQL `text` with references replaced by literals, to be parsed and typed."""
        if "${" not in text:
            return text
        return "".join(
            piece if isinstance(piece, str) else self.sample_piece(piece)
            for piece in sql_pieces(text)
        )

    def sample_piece(self, piece: SqlReference) -> str:
        """The literal that stands for a reference inside SQL."""
        if piece.name not in self.declared:
            return "NULL"
        if piece.quoted:
            return sql_string(str(self.sample(piece.name)))
        return self.sql_literal(piece.name)

    def sql_literal(self, name: str) -> str:
        value = self.sample(name)
        match self.declared[name].type:
            case "string":
                return sql_string(str(value))
            case "date":
                return f"DATE '{value}'"
            case "timestamp":
                return f"TIMESTAMP '{value}'"
        return str(value)

    def _sample_or_name(self, reference: Reference) -> Value:
        return self.sample(reference.name) if reference.name in self.declared else reference.name


class _UnspellableError(ValueError):
    """A text that cannot reach Spark as it is."""


def _spellable(text: str) -> str:
    """`text`, refused where Spark's SQL could not read it as it is.

    Python's `repr` writes escapes (`\\x07`) that it has not, and Spark replaces `${env:HOME}` and
    the like in SQL, also inside a string.
    """
    if "${" in text:
        raise _UnspellableError("it holds ${, which Spark would replace by a setting of its own")
    for char in text:
        if ord(char) < 256 and not char.isprintable() and char not in "\n\r\t":
            raise _UnspellableError(f"it holds the unprintable character U+{ord(char):04X}")
    return text


def read_value(value: Value, type_: ParameterType) -> Value:
    """`value` as the parameter's type; raises `ValueError` with a text for people."""
    text = str(value).strip()
    try:
        match type_:
            case "string":
                return _spellable(str(value))
            case "integer":
                return int(text)
            case "double":
                return float(text)
            case "boolean":
                return {"true": True, "false": False}[text.lower()]
            case "date":
                return date.fromisoformat(text).isoformat()
            case "timestamp":
                return datetime.fromisoformat(text).isoformat(sep=" ")
    except _UnspellableError:
        raise
    except (ValueError, KeyError):
        expected = {
            "boolean": "true or false", "date": "a date such as 2026-01-31",
            "timestamp": "a time such as 2026-01-31 12:00:00",
        }.get(type_, f"a value of type {type_}")  # fmt: skip
        raise ValueError(f"{value!r} is not {expected}") from None


def references(text: str) -> Iterator[str]:
    """The names of the parameters that `text` refers to."""
    if "${" in text:
        yield from (part.name for part in split_references(text) if isinstance(part, Reference))


def split_references(text: str) -> list[str | Reference]:
    """`text` as plain pieces (with `$${` unescaped) and references, in order."""
    parts: list[str | Reference] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        parts.append(text[end : match.start()])
        if match.group(0).startswith("$$"):
            parts.append(match.group(0)[1:])
        else:
            parts.append(Reference(match.group(1)))
        end = match.end()
    parts.append(text[end:])
    return [part for part in parts if part != ""]


@dataclass(frozen=True, slots=True)
class SqlReference:
    """A reference inside SQL; `quoted` where it stood inside a string literal."""

    name: str
    quoted: bool


def sql_pieces(text: str) -> Iterator[str | SqlReference]:
    """SQL as plain pieces and references.

    A string literal with references in it (`'%${word}%'`) becomes `concat('%', …, '%')`, so that
    a value with a quote in it cannot end the literal. In a quoted name a reference stays as it
    is written: there is no way to print a value there that could not end it. In a comment it
    loses its dollar, which Spark would look at.
    """
    end = 0
    for match in _SQL_QUOTED.finditer(text):
        if "${" not in match.group(0):
            continue
        yield from _outside_strings(text[end : match.start()])
        if match["string"]:
            yield from _inside_string(match.group(0))
        elif match["name"]:
            yield match.group(0).replace("$${", "${")
        else:
            yield match.group(0).replace("${", "{")
        end = match.end()
    yield from _outside_strings(text[end:])


def ends_in_comment(sql: str) -> bool:
    """Whether the last line ends with a comment, which would swallow what is put behind it."""
    parts = (match for match in _SQL_QUOTED.finditer(sql) if match.end() == len(sql))
    return any(match.group(0).startswith("--") for match in parts)


def _outside_strings(text: str) -> Iterator[str | SqlReference]:
    for part in split_references(text):
        yield part if isinstance(part, str) else SqlReference(part.name, quoted=False)


def _inside_string(literal: str) -> Iterator[str | SqlReference]:
    mark = literal[0]
    parts = split_references(literal[1:-1])
    if len(parts) > 1:
        yield "concat("
    for index, part in enumerate(parts):
        if index:
            yield ", "
        if isinstance(part, str):
            yield f"{mark}{part}{mark}"
        else:
            yield SqlReference(part.name, quoted=True)
    if len(parts) > 1:
        yield ")"


def sql_string(text: str) -> str:
    """`text` as a Spark SQL string literal."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
