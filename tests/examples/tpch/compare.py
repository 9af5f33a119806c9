"""Compares the answer of a page or of PySpark with DuckDB's to the standard query."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

QUERIES = Path(__file__).parent / "queries"
RELATIVE = 1e-6

# The positions of the columns in each query's ORDER BY. Rows that are equal in all of
# them may come in any order.
ORDERED_BY: dict[str, tuple[int, ...]] = {
    "q01": (0, 1),
    "q03": (1, 2),
    "q05": (1,),
    "q06": (),
    "q10": (2,),
    "q12": (0,),
    "q14": (),
}

Row = Sequence[Any]


def duck_rows(query: str, data: str | Path) -> list[tuple[Any, ...]]:
    """DuckDB's answer to `queries/<query>.sql` over the Parquet files in `data`."""
    with duckdb.connect() as connection:
        for file in sorted(Path(data).glob("*.parquet")):
            connection.read_parquet(str(file)).create_view(file.stem)
        text = (QUERIES / f"{query}.sql").read_text(encoding="utf-8")
        return connection.execute(text).fetchall()


def rows_equal(
    spark_rows: Iterable[Row],
    duck_rows: Iterable[Row],
    ordered_by: Sequence[int] = (),
) -> bool:
    """Whether both have the same rows, numbers within a relative tolerance.

    `ordered_by` has the columns of the ORDER BY; without any, order does not count.
    Rows that tie in them are compared in whatever order they come.
    """
    ours, theirs = list(spark_rows), list(duck_rows)
    if len(ours) != len(theirs):
        return False
    if not ordered_by:
        return _same_set(ours, theirs)
    start = 0
    for _, ties in groupby(theirs, key=lambda row: [row[i] for i in ordered_by]):
        expected = list(ties)
        stop = start + len(expected)
        if not _same_set(ours[start:stop], expected):
            return False
        start = stop
    return True


def _same_set(ours: Sequence[Row], theirs: Sequence[Row]) -> bool:
    """Pairs every row with an equal one that no other row took."""
    left = list(theirs)
    for row in ours:
        match = next((i for i, other in enumerate(left) if _same(row, other)), None)
        if match is None:
            return False
        del left[match]
    return not left


def _same(ours: Row, theirs: Row) -> bool:
    return len(ours) == len(theirs) and all(map(_same_value, ours, theirs))


def _same_value(ours: Any, theirs: Any) -> bool:
    if _number(ours) and _number(theirs):
        absolute = max(_last_place(ours), _last_place(theirs))
        return math.isclose(ours, theirs, rel_tol=RELATIVE, abs_tol=absolute)
    return bool(ours == theirs)


def _last_place(value: float | Decimal) -> float:
    """What rounding may change: Spark's averages of decimals have a few digits only."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else -9
    return 10.0**exponent if isinstance(exponent, int) and exponent < 0 else 0.0


def _number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
