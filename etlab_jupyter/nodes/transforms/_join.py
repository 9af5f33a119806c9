"""The rules of joins: which columns clash, what the condition is, what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from etlab_jupyter.expressions import infer, qualified_names
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.spark_types import (
    UNKNOWN,
    DataType,
    Field,
    Schema,
    is_datetime,
    is_numeric,
    quote_name,
)

RIGHT_TEMPLATE = (
    "{% if config.hint == 'broadcast' %}F.broadcast({% endif %}"
    "{{ inputs.right }}"
    "{% if renamed | length == 1 %}"
    "{% for old, new in renamed.items() %}"
    ".withColumnRenamed({{ old | plain }}, {{ new | plain }})"
    "{% endfor %}"
    "{% elif renamed %}"
    ".withColumnsRenamed({{ renamed | plain }})"
    "{% endif %}"
    "{% if config.hint == 'broadcast' %}){% elif config.hint != 'none' %}"
    ".hint({{ config.hint }}){% endif %}"
)


def shared_keys(keys: Sequence[Any], condition: str | None) -> list[str] | None:
    """The names to join on where every pair has one name; None where a condition is needed."""
    if not keys or condition:
        return None
    if any(key.left.lower() != key.right.lower() for key in keys):
        return None
    return [key.left for key in keys]


def renamings(
    left: Schema | None, right: Schema | None, using: list[str] | None, suffix: str
) -> dict[str, str]:
    """Right columns that the left side has as well → their new names."""
    if left is None or right is None:
        return {}
    keys = {name.lower() for name in using or ()}
    return {
        field.name: field.name + suffix
        for field in right
        if field.name in left and field.name.lower() not in keys
    }


def condition(keys: Sequence[Any], extra: str | None, renamed: Mapping[str, str]) -> str:
    """Everything that must hold for two rows to match, in SQL over the joined columns."""
    new_names = {old.lower(): new for old, new in renamed.items()}
    parts = []
    for key in keys:
        right = new_names.get(key.right.lower(), key.right)
        parts.append(f"{quote_name(key.left)} = {quote_name(right)}")
    if extra:
        text = _unqualified(extra, new_names)
        parts.append(f"({text})" if parts else text)
    return " AND ".join(parts)


def _unqualified(text: str, new_names: Mapping[str, str]) -> str:
    """`left.a < right.a` as `a < a_right`: after the renaming no two columns share a name."""
    done, end = [], 0
    for use in qualified_names(text, ("left", "right")):
        side, name, *fields = use.parts
        if side.lower() == "right":
            name = new_names.get(name.lower(), name)
        done += [text[end : use.start], ".".join(map(quote_name, [name, *fields]))]
        end = use.end
    return "".join([*done, text[end:]])


def check_keys(
    keys: Sequence[Any], left: Schema | None, right: Schema | None, check: NodeCheck
) -> None:
    for index, key in enumerate(keys):
        a = check.column(f"on.{index}.left", key.left, left)
        b = check.column(f"on.{index}.right", key.right, right)
        if a.type == b.type or UNKNOWN in (a.type, b.type):
            continue
        related = _family(a.type) == _family(b.type)
        check.problem(
            "join-types",
            f"{a.name} is {a.type} and {b.name} is {b.type}.",
            f"on.{index}",
            hint="Cast one of them to the type of the other before the join.",
            severity="warning" if related else "error",
        )


def _family(type_: DataType) -> str:
    if is_numeric(type_):
        return "number"
    return "time" if is_datetime(type_) else type_.name


def check_condition(
    text: str,
    left: Schema | None,
    right: Schema | None,
    renamed: Mapping[str, str],
    check: NodeCheck,
) -> None:
    both = None
    if left is not None and right is not None:
        both = Schema([*left, *(f.renamed(renamed.get(f.name, f.name)) for f in right)])
    check.condition("condition", text, both, qualifiers={"left": left, "right": right})


def output(
    left: Schema,
    right: Schema | None,
    using: list[str] | None,
    renamed: Mapping[str, str],
    how: str,
) -> Schema:
    """The joined columns. With shared keys Spark puts those first and once."""
    if how in ("left_semi", "left_anti") or right is None:
        return left
    right = Schema(f.renamed(renamed.get(f.name, f.name)) for f in right)
    lefts = [f.nulled() for f in left] if how in ("right", "full") else list(left)
    rights = [f.nulled() for f in right] if how in ("left", "full") else list(right)
    if using is None:
        return Schema([*lefts, *rights])
    keys = {name.lower() for name in using}
    first = [_key(name, left, right, how) for name in using]
    rest = [f for f in (*lefts, *rights) if f.name.lower() not in keys]
    return Schema([*first, *rest])


def _key(name: str, left: Schema, right: Schema, how: str) -> Field:
    a, b = left.field(name), right.field(name)
    if how == "right":
        return b
    if how == "full":
        both = Schema([Field("a", a.type), Field("b", b.type)])
        return Field(a.name, infer("coalesce(a, b)", both).type, True)
    return a
