"""Spark's data types and schemas as text: `decimal(12,2)`, `a INT NOT NULL, b STRING`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlglot import Token, TokenType

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.errors import ExpressionError, error_at
from etlab_jupyter.expressions.tokens import tokenize
from etlab_jupyter.problems import did_you_mean

MAX_DEPTH = 50
_MAX_DIGITS = 9

_NAMES = {
    "boolean": t.BOOLEAN,
    "tinyint": t.BYTE,
    "byte": t.BYTE,
    "smallint": t.SHORT,
    "short": t.SHORT,
    "int": t.INTEGER,
    "integer": t.INTEGER,
    "bigint": t.LONG,
    "long": t.LONG,
    "float": t.FLOAT,
    "real": t.FLOAT,
    "double": t.DOUBLE,
    "date": t.DATE,
    "timestamp": t.TIMESTAMP,
    "timestamp_ltz": t.TIMESTAMP,
    "timestamp_ntz": t.TIMESTAMP_NTZ,
    "string": t.STRING,
    "char": t.STRING,
    "character": t.STRING,
    "varchar": t.STRING,
    "binary": t.BINARY,
    "void": t.VOID,
    "null": t.VOID,
    "variant": t.DataType("variant"),
    "time": t.DataType("time(6)"),
}
_DECIMALS = ("decimal", "dec", "numeric")
_WITH_LENGTH = ("char", "character", "varchar")
_UNITS = ("year", "month", "day", "hour", "minute", "second")
_KNOWN = (*_NAMES, "decimal", "array", "map", "struct", "interval")


@lru_cache(maxsize=1024)
def parse_type(text: str) -> t.DataType:
    """A type in Spark's DDL, or by the name that Spark's JSON schemas give it.

    `char(n)` and `varchar(n)` are strings, as they are for a cast. Raises `ExpressionError`.
    """
    reader = TypeReader(text, tokenize(text))
    type_ = reader.type()
    reader.end()
    return type_


def parse_ddl(text: str) -> t.Schema:
    """A schema in Spark's DDL: `a INT NOT NULL, b STRUCT<c: STRING> COMMENT 'x'`.

    The text may also be a single `struct<…>`. Raises `ExpressionError`.
    """
    reader = TypeReader(text, tokenize(text))
    if reader.at("struct") and reader.text_at(1) == "<":
        struct = reader.type()
        reader.end()
        if isinstance(struct, t.StructType):
            return t.Schema(struct.fields)
    fields = reader.fields()
    reader.end()
    return t.Schema(fields)


_QUOTED = (TokenType.STRING, TokenType.IDENTIFIER)


class TypeReader:
    """Reads types from the tokens of `text`, starting at the token `index`."""

    def __init__(self, text: str, tokens: Sequence[Token], index: int = 0) -> None:
        self.text = text
        self.tokens = tokens
        self.index = index
        self._depth = 0

    def text_at(self, ahead: int = 0) -> str:
        """The text of a token in lower case; empty past the end and for what is in quotes."""
        index = self.index + ahead
        if index >= len(self.tokens):
            return ""
        token = self.tokens[index]
        return "" if token.token_type in _QUOTED else token.text.lower()

    def at(self, *texts: str) -> bool:
        return self.text_at() in texts

    def take(self, *texts: str) -> bool:
        if self.at(*texts):
            self.index += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.error(f"Expected `{text}`")

    def end(self) -> None:
        if self.index < len(self.tokens):
            raise self.error("Expected the end")

    def error(self, message: str, hint: str = "") -> ExpressionError:
        """The error that something else is at the current token."""
        if self.index >= len(self.tokens):
            found, offset = "the text ends", max(len(self.text.rstrip()) - 1, 0)
        else:
            token = self.tokens[self.index]
            found, offset = f"found `{token.text}`", token.start
        return error_at(self.text, offset, f"{message}, but {found}.", hint)

    def type(self) -> t.DataType:
        """The type that starts at the current token, which is left after it."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.error(f"Types may be nested {MAX_DEPTH} deep")
        type_ = self._type()
        self._depth -= 1
        return type_

    def _type(self) -> t.DataType:
        name = self.text_at()
        start = self.index
        self.index += 1
        if name in _DECIMALS:
            return self._decimal()
        if name == "array":
            self.need("<")
            element = self.type()
            self.need(">")
            return t.ArrayType(element=element)
        if name == "map":
            self.need("<")
            key = self.type()
            self.need(",")
            value = self.type()
            self.need(">")
            return t.MapType(key=key, value=value)
        if name == "struct":
            return self._struct()
        if name == "interval":
            return self._interval()
        if name in _NAMES and self.tokens[start].token_type is not TokenType.IDENTIFIER:
            if self.at("(") and name in (*_WITH_LENGTH, "time"):
                length = self._numbers()[0]
                return t.DataType(f"time({length})") if name == "time" else t.STRING
            if name == "string" and self.take("collate"):
                self.index += 1
            return _NAMES[name]
        self.index = start
        raise self.error("Expected a data type", did_you_mean(name, _KNOWN))

    def _numbers(self) -> list[int]:
        start = self.index
        self.need("(")
        numbers = []
        while True:
            digits = self.text_at()
            if not digits.isdecimal() or len(digits) > _MAX_DIGITS:
                raise self.error("Expected a whole number")
            numbers.append(int(digits))
            self.index += 1
            if not self.take(","):
                break
        self.need(")")
        if len(numbers) > 2:
            self.index = start
            raise self.error("Expected at most two numbers")
        return numbers

    def _decimal(self) -> t.DataType:
        if not self.at("("):
            return t.DecimalType()
        start = self.index
        precision, scale = (*self._numbers(), 0)[:2]
        if precision > t.MAX_PRECISION or scale > precision:
            self.index = start
            raise self.error(
                f"A decimal has at most {t.MAX_PRECISION} digits, and no more decimal "
                "places than digits"
            )
        return t.DecimalType(precision=precision, scale=scale)

    def _struct(self) -> t.DataType:
        if self.take("<>"):
            return t.StructType()
        self.need("<")
        fields = [] if self.at(">") else self.fields(colon=True)
        self.need(">")
        return t.StructType(fields=tuple(fields))

    def _interval(self) -> t.DataType:
        if not self.at(*_UNITS):
            return t.DataType("interval")
        first = self.text_at()
        self.index += 1
        if not self.take("to"):
            return t.DataType(f"interval {first}")
        if not self.at(*_UNITS):
            raise self.error(f"Expected one of {', '.join(_UNITS)}")
        last = self.text_at()
        self.index += 1
        if first == last:
            return t.DataType(f"interval {first}")
        return t.DataType(f"interval {first} to {last}")

    def fields(self, colon: bool = False) -> list[t.Field]:
        """Fields apart by commas: `a INT NOT NULL COMMENT 'x', b STRING`."""
        fields = [self._field(colon)]
        while self.take(","):
            fields.append(self._field(colon))
        return fields

    def _field(self, colon: bool) -> t.Field:
        if self.index >= len(self.tokens) or not _is_name(self.tokens[self.index]):
            raise self.error("Expected the name of a column")
        name = self.tokens[self.index].text
        self.index += 1
        if colon:
            self.take(":")
        type_ = self.type()
        nullable = True
        while True:
            if self.at("not") and self.text_at(1) == "null":
                self.index += 2
                nullable = False
            elif self.take("comment"):
                self._strings()
            else:
                return t.Field(name, type_, nullable)

    def _strings(self) -> None:
        """A text; `'it''s'` comes as two."""
        start = self.index
        while self.index < len(self.tokens) and (
            self.tokens[self.index].token_type is TokenType.STRING
        ):
            self.index += 1
        if self.index == start:
            raise self.error("Expected a text after COMMENT")


def _is_name(token: Token) -> bool:
    if token.token_type is TokenType.IDENTIFIER:
        return True
    return token.token_type is not TokenType.STRING and token.text.replace("_", "a").isalnum()
