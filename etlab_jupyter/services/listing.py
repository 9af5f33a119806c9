"""Lists: a part at a time, searched, sorted, with the fields that are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.problems import did_you_mean
from etlab_jupyter.services.errors import InvalidError

MAX_LIMIT = 500


@dataclass(frozen=True, slots=True)
class ListQuery:
    """`sort` holds field names, `-` before those that go down; without `fields` all are told."""

    offset: int = 0
    limit: int = 100
    search: str = ""
    sort: Sequence[str] = ()
    fields: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a list, as rows of plain values."""

    items: list[dict[str, Any]]
    total: int
    query: ListQuery

    def body(self) -> dict[str, Any]:
        """What the API answers; see `api.common.Listing`."""
        query = self.query
        end = query.offset + len(self.items)
        return {
            "items": self.items,
            "total": self.total,
            "offset": query.offset,
            "limit": query.limit,
            "next_offset": end if end < self.total and self.items else None,
        }


async def find(
    session: AsyncSession,
    base: Select[Any],
    columns: Mapping[str, Any],
    query: ListQuery,
    *,
    search: Sequence[Any] = (),
    sortable: Sequence[str],
    default: str,
) -> Found:
    """The rows of `base` that the query asks for.

    `base` selects anything from the right tables with the right conditions; `columns` are what
    can be told, by field; `search` the columns that a search looks into; `default` the order
    where none is asked for. Raises `InvalidError` for unknown fields and orders.
    """
    fields = list(dict.fromkeys(query.fields)) or list(columns)
    _known("fields", fields, columns)
    orders = [*(query.sort or [default])]
    _known("sort", [order.removeprefix("-") for order in orders], sortable)
    if query.search:
        base = base.where(_matches(query.search, search))
    total = await session.scalar(
        base.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    )
    ordered = [
        columns[order.removeprefix("-")].desc() if order.startswith("-") else columns[order].asc()
        for order in orders
    ]
    # The narrow columns are sorted, and only then the wanted rows are read.
    chosen = (
        base.with_only_columns(*(columns[field].label(field) for field in fields))
        .order_by(*ordered, columns["id"])
        .offset(query.offset)
        .limit(query.limit)
    )
    rows = (await session.execute(chosen)).mappings()
    return Found([dict(row) for row in rows], total or 0, query)


def _matches(text: str, columns: Sequence[Any]) -> ColumnElement[bool]:
    pattern = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found: ColumnElement[bool] = func.lower(columns[0]).like(f"%{pattern}%", escape="\\")
    for column in columns[1:]:
        found = found | func.lower(column).like(f"%{pattern}%", escape="\\")
    return found


def _known(parameter: str, names: Sequence[str], known: Any) -> None:
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            raise InvalidError(f"There is no field {name!r} here. {hint}".strip(), field=parameter)
