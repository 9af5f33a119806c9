"""Spark SQL for sqlglot, so that every call stays as a person wrote it.

sqlglot's Spark parser turns the functions it knows into expressions of its own, which loses the
name and often the arguments that a person wrote. It may be compiled, so it cannot be subclassed
to change that. Instead, its input is prepared: words that are no keywords of Spark are plain
names; the name of a called function gets a mark (`upper` becomes `upper` + `MARK`), so that the
parser takes it for an unknown function; a type becomes a single token. `clean` takes the marks
out of the tree again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import Token, TokenType, exp

from etlab_jupyter.expressions.errors import error_at
from etlab_jupyter.expressions.tokens import tokenize, words

MAX_DEPTH = 60
MARK = "\x01"


_T = TokenType
# Keywords of queries, which are names where no query can be.
_QUERY_WORDS = frozenset(
    {
        _T.ANTI, _T.CROSS, _T.FULL, _T.HAVING, _T.INNER, _T.INTERSECT, _T.EXCEPT, _T.JOIN,
        _T.LATERAL, _T.LEFT, _T.LIMIT, _T.NATURAL, _T.OFFSET, _T.OUTER, _T.PIVOT,
        _T.RECURSIVE, _T.RIGHT, _T.SEMI, _T.TABLE_SAMPLE, _T.UNION, _T.UNPIVOT, _T.VALUES,
        _T.WINDOW,
    }
)  # fmt: skip
_LITERAL_TYPES = frozenset(
    {_T.DATE, _T.TIMESTAMP, _T.TIMESTAMPTZ, _T.TIMESTAMPLTZ, _T.TIMESTAMPNTZ}
)
# Words that are functions when a parenthesis follows, and something else otherwise.
_CALLABLE = frozenset(
    {
        _T.VAR, _T.IDENTIFIER, _T.DECIMAL, _T.DOUBLE, _T.FLOAT, _T.SMALLINT, _T.BIGINT,
        _T.TINYINT, _T.LEFT, _T.RIGHT, _T.WINDOW, _T.RANGE, *_LITERAL_TYPES,
    }
)  # fmt: skip
_CALLABLE_KEYWORDS = frozenset(
    {_T.LIKE, _T.ILIKE, _T.RLIKE, _T.NOT, _T.ANY, _T.SOME, _T.FILTER, _T.EXISTS}
)
# What stands before the first operand of an expression: a keyword after it is a function.
_STARTS = frozenset({_T.L_PAREN, _T.COMMA, _T.SELECT, _T.WHERE, _T.WHEN, _T.THEN, _T.ELSE})
_CASTS = ("CAST", "TRY_CAST")
# Functions with arguments apart by keywords instead of commas, and those keywords.
_SPECIAL = {
    "EXTRACT": (_T.FROM,),
    "OVERLAY": (_T.FROM,),
    "POSITION": (_T.IN,),
    "SUBSTR": (_T.FROM,),
    "SUBSTRING": (_T.FROM,),
    "TRIM": (_T.FROM,),
}
# Without a parenthesis it is a name, not the statement that the parser would take it for.
_IF = ("IF", "If", "if")
# Functions that may have a unit of time first: `dateadd(DAY, 1, a)`.
_WITH_UNIT = {
    **dict.fromkeys(("DATEADD", "DATE_ADD", "TIMESTAMPADD"), "timestampadd"),
    **dict.fromkeys(("DATEDIFF", "DATE_DIFF", "TIMESTAMPDIFF"), "timestampdiff"),
}
_UNITS = words(
    """
    YEAR QUARTER MONTH WEEK DAY DAYOFYEAR HOUR MINUTE SECOND MILLISECOND MICROSECOND
    """
)
# Words of queries that are keywords only behind others.
_BEHIND = {
    "CUBE": ({_T.WITH}, _T.CUBE),
    "PERCENT": ({_T.NUMBER}, _T.PERCENT),
    "QUALIFY": ({_T.VAR, _T.IDENTIFIER, _T.R_PAREN, _T.NUMBER, _T.STRING}, _T.QUALIFY),
    "ROLLUP": ({_T.WITH}, _T.ROLLUP),
    "VIEW": ({_T.LATERAL}, _T.VIEW),
}
_OPERANDS = frozenset({_T.VAR, _T.IDENTIFIER, _T.NUMBER, _T.STRING, _T.NOT, _T.CASE, _T.TRUE})
_TYPE_STARTS = frozenset({_T.DCOLON, _T.ALIAS})
_PREFIXES = frozenset({_T.NOT, _T.DASH, _T.PLUS, _T.TILDE, _T.INTERVAL, _T.CASE})
_OPENING = frozenset({_T.L_PAREN, _T.L_BRACKET})
_CLOSING = frozenset({_T.R_PAREN, _T.R_BRACKET})
# What an operand must follow, before a comma and before the end of parentheses.
_OPEN_ENDED = frozenset(
    {_T.COMMA, _T.L_PAREN, _T.L_BRACKET, _T.PARTITION_BY, _T.ORDER_BY, _T.DISTRIBUTE_BY, _T.SORT_BY}
)
_ENDS = frozenset({_T.R_PAREN, _T.R_BRACKET, _T.FROM, _T.WHERE, _T.HAVING, _T.UNION})
_CONSTANTS = frozenset({_T.NUMBER, _T.STRING})
_FOREIGN = {
    _T.SEMICOLON: "A semicolon cannot be here: this is one expression, not a statement.",
    _T.COLON_EQ: "`:=` does not exist in Spark SQL.",
    _T.PARAMETER: "Parameters are written ${name}.",
    _T.PLACEHOLDER: "Parameters are written ${name}.",
    _T.L_BRACE: "A curly brace cannot be here.",
}


@dataclass(slots=True)
class _Frame:
    """An open parenthesis or bracket: the token of the function that it belongs to, if any."""

    name: str = ""
    token: Token | None = None
    bracket: bool = False


@dataclass(slots=True)
class Prepared:
    """Tokens for the parser, and the texts of the types that they stand for."""

    tokens: list[Token]
    types: list[str] = field(default_factory=list)


def prepare(text: str, query: bool = False) -> Prepared:
    """The tokens of an expression, or of a query, as the parser shall see them."""
    return _Preparation(text, tokenize(text), query).run()


class _Preparation:
    """Goes through the tokens once; `done` has those that are finished."""

    __slots__ = ("_prefixes", "_units", "done", "frames", "index", "previous", "query", "text",
                 "tokens")  # fmt: skip

    def __init__(self, text: str, tokens: list[Token], query: bool) -> None:
        self.text = text
        self.tokens = tokens
        self.query = query
        self.done = Prepared([])
        self.frames: list[_Frame] = []
        self.index = 0
        self.previous = _T.L_PAREN
        self._prefixes = 0
        self._units = 0

    def run(self) -> Prepared:
        tokens, frames, kept = self.tokens, self.frames, self.done.tokens
        last = len(tokens) - 1
        while self.index <= last:
            index = self.index
            token = tokens[index]
            kind = token.token_type
            following = tokens[index + 1].token_type if index < last else None
            self._check(token, kind)
            if kind in _TYPE_STARTS and following is not None and self._starts_type(kind):
                self._take_type()
                continue
            if kind in _OPENING:
                frames.append(_Frame(bracket=kind is _T.L_BRACKET))
            elif kind in _CLOSING and frames:
                self._close(token, kind)
            elif following is _T.L_PAREN and _is_call(kind, self.previous, tokens, index):
                self._take_call(token, kind)
                continue
            elif frames and frames[-1].token is not None:
                self._look_for_keyword(token, kind)
            elif kind in _QUERY_WORDS:
                if not self.query:
                    token.token_type = _T.VAR
            elif kind is _T.VAR and self.query and token.text.upper() in _BEHIND:
                self._take_keyword(token, following)
            elif kind is _T.VAR and following is _T.STRING and token.text.upper() == "TIME":
                token.token_type = _T.TIME
            elif kind is _T.VAR and token.text in _IF:
                token.token_type = _T.IDENTIFIER
            elif kind is _T.GT and _is_unsigned_shift(tokens, index):
                self.index += 1
            kept.append(token)
            self.previous = token.token_type
            self.index += 1
        if frames:
            raise error_at(self.text, tokens[-1].end, _unclosed_frame(frames[-1]))
        if self.previous is _T.COMMA:
            raise error_at(self.text, tokens[-1].start, "Something is missing after `,`.")
        return self.done

    def _check(self, token: Token, kind: TokenType) -> None:
        """Refuses what no expression has, and what the parser could not stand."""
        if kind in _FOREIGN and not (kind is _T.SEMICOLON and self.query):
            raise error_at(self.text, token.start, _FOREIGN[kind])
        begins = self.previous is _T.L_PAREN  # `count()`, `FILTER (WHERE …)`
        if self.previous in _OPEN_ENDED and (kind is _T.COMMA or (kind in _ENDS and not begins)):
            raise error_at(self.text, token.start, f"Something is missing before `{token.text}`.")
        if kind in _PREFIXES:
            self._prefixes += 1
        elif kind not in _OPENING:
            self._prefixes = 0
            if kind in _CONSTANTS and self.previous is _T.VAR:
                self._units += 1
        if len(self.frames) + self._prefixes > MAX_DEPTH or self._units > MAX_DEPTH:
            raise error_at(self.text, token.start, f"More than {MAX_DEPTH} levels are nested.")

    def _close(self, token: Token, kind: TokenType) -> None:
        frame = self.frames.pop()
        if frame.bracket != (kind is _T.R_BRACKET):
            raise error_at(self.text, token.start, _unclosed_frame(frame))
        if frame.token is not None:
            _mark(frame.token)

    def _starts_type(self, kind: TokenType) -> bool:
        """Whether a type follows: behind `::` and, in a cast, behind AS."""
        if kind is _T.DCOLON:
            return _is_written(self.tokens, self.index)
        return bool(self.frames) and self.frames[-1].name in _CASTS

    def _take_type(self) -> None:
        from etlab_jupyter.expressions.ddl import TypeReader

        tokens, types = self.tokens, self.done.types
        reader = TypeReader(self.text, tokens, self.index + 1)
        reader.type()
        last = tokens[reader.index - 1]
        types.append(self.text[tokens[self.index + 1].start : last.end + 1])
        self.done.tokens += [tokens[self.index], _type_token(last, len(types) - 1)]
        self.index = reader.index
        self.previous = _T.VAR

    def _take_call(self, token: Token, kind: TokenType) -> None:
        """A function's name and the parenthesis behind it."""
        name = token.text.upper()
        self.done.tokens += [token, self.tokens[self.index + 1]]
        if kind is not _T.IDENTIFIER and name in _CASTS:
            self.frames.append(_Frame(name))
        elif name in _SPECIAL:
            self.frames.append(_Frame(name, token))
        else:
            self.frames.append(_Frame(name))
            if name in _WITH_UNIT and self._has_unit():
                token.text = _WITH_UNIT[name]
                self.tokens[self.index + 2].token_type = _T.STRING
            _mark(token)
        self.previous = _T.L_PAREN
        self.index += 2

    def _has_unit(self) -> bool:
        """Whether the call is like `dateadd(DAY, 1, a)`, where DAY is no column."""
        inner = self.tokens[self.index + 2 : self.index + 4]
        if [token.token_type for token in inner] != [_T.VAR, _T.COMMA]:
            return False
        return inner[0].text.upper() in _UNITS and _commas(self.tokens, self.index + 2) == 2

    def _take_keyword(self, token: Token, following: TokenType | None) -> None:
        """A word of a query that is a keyword only behind certain others."""
        before, type_ = _BEHIND[token.text.upper()]
        is_name = type_ is _T.QUALIFY and following not in _OPERANDS  # a table's alias
        if self.previous in before and not is_name:
            token.token_type = type_

    def _look_for_keyword(self, token: Token, kind: TokenType) -> None:
        """Keywords between the arguments of `trim(… FROM …)` and its kind make it no call."""
        frame = self.frames[-1]
        if kind in _SPECIAL[frame.name] or token.text.upper() == "PLACING":
            frame.token = None


def _commas(tokens: list[Token], start: int) -> int:
    """How many commas separate the arguments of a call that starts at `start`."""
    depth = commas = 0
    for token in tokens[start:]:
        kind = token.token_type
        depth += (kind in _OPENING) - (kind in _CLOSING)
        if depth < 0:
            break
        commas += kind is _T.COMMA and not depth
    return commas


def _is_unsigned_shift(tokens: list[Token], index: int) -> bool:
    """Whether this is the second sign of `>>>`, which is read like `>>`."""
    first, last = tokens[max(index - 1, 0)], tokens[min(index + 1, len(tokens) - 1)]
    return first.token_type is last.token_type is _T.GT and last.start - first.start == 2


def _unclosed_frame(frame: _Frame) -> str:
    return f"A closing {'bracket ]' if frame.bracket else 'parenthesis'} is missing."


def _is_written(tokens: list[Token], index: int) -> bool:
    """Whether `::` was written, instead of standing for the suffix of a number like `1L`."""
    return tokens[index].end - tokens[index].start == 1 and (
        tokens[index + 1].start > tokens[index].end
    )


def _is_call(kind: TokenType, previous: TokenType, tokens: list[Token], index: int) -> bool:
    if kind in _CALLABLE:
        if index and tokens[index - 1].text.upper() == "WITHIN":
            return False
        return previous is not _T.ALIAS
    if kind not in _CALLABLE_KEYWORDS:
        return False
    inner = tokens[index + 2].token_type if index + 2 < len(tokens) else None
    if kind is _T.EXISTS:
        return inner not in (_T.SELECT, _T.WITH)
    if kind is _T.FILTER:
        return inner is not _T.WHERE
    if kind in (_T.ANY, _T.SOME):
        return previous not in (_T.LIKE, _T.ILIKE, _T.RLIKE)
    return kind is not _T.NOT and previous in _STARTS


def _mark(token: Token) -> None:
    token.text += MARK
    if token.token_type is not _T.IDENTIFIER:
        token.token_type = _T.VAR


def _type_token(last: Token, number: int) -> Token:
    """The token for a type: sqlglot reads any of this kind as a type of that name."""
    return Token(_T.PSEUDO_TYPE, str(number), last.line, last.col, last.start, last.end)


def clean(node: exp.Expr, types: list[str]) -> None:
    """Takes the marks of `prepare` out of one node of the tree."""
    if isinstance(node, exp.Anonymous):
        name = node.this
        if isinstance(name, exp.Identifier):
            name.set("this", name.this.removesuffix(MARK))
        else:
            node.set("this", name.removesuffix(MARK))
    elif isinstance(node, exp.PseudoType):
        text = types[int(node.this)]
        node.replace(exp.DataType(this=exp.DType.USERDEFINED, kind=text))
    elif isinstance(node.parent, exp.Column):
        return  # a quoted name may end with the very sign
    elif isinstance(node, exp.Identifier) and node.this.endswith(MARK):
        node.set("this", node.this.removesuffix(MARK))
