"""The rules of union, intersect and except: matching columns and their common types."""

from __future__ import annotations

from etlab_jupyter.expressions import widest_type
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.problems import did_you_mean
from etlab_jupyter.spark_types import UNKNOWN, Field, Schema


def by_position(left: Schema, right: Schema, other: str, check: NodeCheck) -> Schema:
    """Columns matched by place; the left names stay."""
    if len(left) != len(right):
        check.problem(
            "column-count",
            f"The first input has {len(left)} columns, {other} has {len(right)}.",
            hint="Select the same number of columns on both sides.",
        )
        return left
    return Schema(_merged(a, b, other, check) for a, b in zip(left, right, strict=True))


def by_name(left: Schema, right: Schema, other: str, check: NodeCheck, fill: bool) -> Schema:
    """Columns matched by name; with `fill`, those of one side only become nullable."""
    fields = []
    for field in left:
        match = right.get(field.name)
        if match is not None:
            fields.append(_merged(field, match, other, check))
            continue
        if not fill:
            _missing(field.name, other, right, check)
        fields.append(field.nulled())
    for field in right:
        if field.name not in left:
            if fill:
                fields.append(field.nulled())
            else:
                _missing(field.name, "the first input", left, check)
    return Schema(fields)


def _missing(name: str, where: str, columns: Schema, check: NodeCheck) -> None:
    check.problem(
        "missing-column",
        f"The column {name!r} is missing in {where}.",
        hint=did_you_mean(name, columns.names) or "Fill missing columns, or drop it before.",
    )


def _merged(a: Field, b: Field, other: str, check: NodeCheck) -> Field:
    type_ = widest_type(a.type, b.type)
    if type_ is None:
        check.problem(
            "type-mismatch",
            f"{a.name} is {a.type} in the first input and {b.type} in {other}.",
            hint="Cast one of them to the type of the other.",
        )
        type_ = UNKNOWN
    return Field(a.name, type_, a.nullable or b.nullable)
