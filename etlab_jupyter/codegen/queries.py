"""SQL queries over DataFrames as the arguments of `spark.sql`.

PySpark fills in what stands in braces itself: `spark.sql("… FROM {orders}", orders=orders)`.
The page's parameters go the same way. An f-string around the query would be formatted once by
Python and a second time by PySpark, which would take braces in a parameter's value for a table;
temporary views instead of tables in braces would stay in the session and hide tables of the
catalog from the other nodes.
"""

from __future__ import annotations

from collections.abc import Mapping

from etlab_jupyter.codegen.literals import Code, quote_block
from etlab_jupyter.expressions import table_uses
from etlab_jupyter.parameters import Parameters, SqlReference, sql_pieces

# Names of the method's own arguments.
_TAKEN = ("self", "sqlQuery", "args")


def query_arguments(text: str, tables: Mapping[str, str], parameters: Parameters) -> Code:
    """The query and what it reads; `tables` maps the names in it to variables."""
    given: dict[str, str] = {}
    edits: list[tuple[int, int, str]] = []
    sql = ""
    for piece in sql_pieces(text.strip()):
        if isinstance(piece, str):
            sql += piece
            continue
        start = len(sql)
        sql += parameters.sample_piece(piece)
        edits.append((start, len(sql), _value(piece, parameters, given)))
    variables = {name.lower(): variable for name, variable in tables.items()}
    for use in table_uses(sql, tables):
        key = _key(variables[use.name.lower()], given)
        edits.append((use.start, use.end, f"{{{key}}}"))
        if use.alias_at is not None:
            edits.append((use.alias_at, use.alias_at, f" AS {sql[use.start : use.end]}"))
    if "\n" in sql:
        edits += [(0, 0, "\n"), (len(sql), len(sql), "\n")]
    query = quote_block(_edited(sql, edits, braces=bool(given)))
    return Code(", ".join([query, *(f"{key}={name}" for key, name in given.items())]))


def _edited(sql: str, edits: list[tuple[int, int, str]], braces: bool) -> str:
    """The query with parts replaced; PySpark reads braces in it only where it fills some in."""
    parts, done = [], 0
    for start, end, text in sorted(edits):
        parts += [_escaped(sql[done:start]) if braces else sql[done:start], text]
        done = end
    return "".join([*parts, _escaped(sql[done:]) if braces else sql[done:]])


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _value(piece: SqlReference, parameters: Parameters, given: dict[str, str]) -> str:
    """A parameter's place in the query: PySpark puts texts (dates are some) in quotes itself."""
    kind = parameters.declared[piece.name].type
    place = f"{{{_key(piece.name, given)}}}"
    if kind in ("date", "timestamp") and not piece.quoted:
        return f"{kind.upper()} {place}"
    if piece.quoted and kind in ("integer", "double", "boolean"):
        return f"'{place}'"
    return place


def _key(variable: str, given: dict[str, str]) -> str:
    """The keyword that the variable is handed over as."""
    for key, name in given.items():
        if name == variable:
            return key
    key = variable
    while key in _TAKEN or key in given:
        key += "_"
    given[key] = variable
    return key
