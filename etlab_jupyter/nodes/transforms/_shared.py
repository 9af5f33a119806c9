"""Pieces of config that several transforms share: sort keys and texts with an alias."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from etlab_jupyter.nodes.base import NodeConfig
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Expression
from etlab_jupyter.spark_types import DataType, Schema

_ALIAS = re.compile(r"^(?P<expression>.+?)\s+as\s+(?P<name>\w+)$", re.IGNORECASE | re.DOTALL)
_DIRECTION = re.compile(r"^(?P<column>.+?)\s+(?P<direction>asc|desc)$", re.IGNORECASE | re.DOTALL)


def split_alias(text: str) -> dict[str, str]:
    """`sum(a) AS total` as its expression and name, for people who type."""
    match = _ALIAS.match(text.strip())
    return match.groupdict() if match else {"expression": text}


class SortKey(NodeConfig):
    column: Expression = Field(
        title="Column", description="A column, or an expression over the columns."
    )
    descending: bool = Field(False, title="Descending")
    nulls: Literal["default", "first", "last"] = Field(
        "default",
        title="Nulls",
        description="Where nulls come; by default first when ascending, last when descending.",
    )

    @property
    def sql(self) -> str:
        nulls = "" if self.nulls == "default" else f" NULLS {self.nulls.upper()}"
        return f"{self.column} {'DESC' if self.descending else 'ASC'}{nulls}"

    @property
    def method(self) -> str:
        """The Column method that says the same; empty for plain ascending order."""
        if self.nulls == "default":
            return "desc" if self.descending else ""
        return f"{'desc' if self.descending else 'asc'}_nulls_{self.nulls}"

    def reversed(self) -> SortKey:
        opposite = {"default": "default", "first": "last", "last": "first"}[self.nulls]
        return self.model_copy(update={"descending": not self.descending, "nulls": opposite})


def _read(value: Any) -> Any:
    """`o_orderdate desc` may be written as one text."""
    if not isinstance(value, str):
        return value
    match = _DIRECTION.match(value.strip())
    if not match:
        return {"column": value}
    return {"column": match["column"], "descending": match["direction"].lower() == "desc"}


SortKeys = list[Annotated[SortKey, BeforeValidator(_read)]]

SORT_KEYS_TEMPLATE = (
    "{% for key in sort_keys %}"
    "{% if key.method %}{{ key.column | expr }}.{{ key.method | name }}()"
    "{% else %}{{ key.column | arg }}{% endif %}"
    "{% if not loop.last %}, {% endif %}"
    "{% endfor %}"
)


def check_sort_keys(
    field: str, keys: list[SortKey], columns: Schema | None, check: NodeCheck
) -> list[DataType]:
    """Reports what cannot be sorted by; the types of the keys."""
    types = []
    for index, key in enumerate(keys):
        typed = check.expression(f"{field}.{index}.column", key.column, columns)
        if typed.type.name == "map":
            check.problem("type-mismatch", "A map cannot be sorted by.", f"{field}.{index}.column")
        types.append(typed.type)
    return types
