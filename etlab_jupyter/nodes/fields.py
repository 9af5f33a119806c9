"""Field types for node configs: they tell the forms which widget a text needs.

The `format` reaches the published JSON Schema: `column` and `columns` are picked from the input
port named in `x-port`, `expression` is SQL over that input, `path` is browsed, `sql` and `python`
open a code editor.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from etlab_jupyter.parameters import ends_in_comment


def _end_comment(text: str) -> str:
    """A comment at the end must not swallow what the code puts behind the expression."""
    return f"{text}\n" if ends_in_comment(text) else text


def _text(**extra: Any) -> Any:
    return Field(min_length=1, json_schema_extra=extra)


Column = Annotated[str, _text(format="column", **{"x-port": "in"})]
LeftColumn = Annotated[str, _text(format="column", **{"x-port": "left"})]
RightColumn = Annotated[str, _text(format="column", **{"x-port": "right"})]
NewColumn = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
Expression = Annotated[
    str, _text(format="expression", **{"x-port": "in"}), AfterValidator(_end_comment)
]
Path = Annotated[str, _text(format="path")]
Table = Annotated[str, _text(format="table")]
Sql = Annotated[str, _text(format="sql")]
Python = Annotated[str, _text(format="python")]
TypeName = Annotated[str, _text(format="spark-type")]
