"""Expressions as Spark 3 types them by default: with `spark.sql.ansi.enabled` off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.expressions.analyzer import Analyzer, difference, ours
from tests.expressions.case_files import cases, files, name_of

# Spark refuses to subtract a text, which ANSI mode reads as a date; `coalesce` makes texts of
# variants. What is said of these is wrong, and so rare that it stays.
KNOWN = {
    "day_r - '2024-01-01'", "ts_r - '2024-01-01'", "'2024-01-01' - ts_r", "coalesce(v, 'a')"
}  # fmt: skip

# Accepted without ANSI mode, refused with it.
LENIENT = """
    cast(i AS boolean) AND flag
    cast(day AS int)
    str + 1
    str || i
    coalesce(str, i)
    i = str
    if(flag, str, day)
    array(1, 'a')
    i / 0
    element_at(ints, 1)
    cast(str AS int)
    cast(ts AS decimal(20,6))
    l * l
    n / n
    b + s
    concat(i, day)
    greatest(str, i)
    CASE WHEN flag THEN 1 ELSE 'x' END
    i IN ('1', '2')
    str BETWEEN 1 AND 2
    abs(str)
    map('a', 1)['b']
    to_date(str)
    make_date(i, i, i)
"""


@pytest.fixture(scope="module")
def lenient(analyzer: Analyzer) -> Iterator[Analyzer]:
    analyzer.spark.conf.set("spark.sql.ansi.enabled", False)
    yield analyzer
    analyzer.spark.conf.unset("spark.sql.ansi.enabled")


@pytest.mark.parametrize("path", files("scalar", "aggregate", "window"), ids=name_of)
def test_the_golden_cases_without_ansi_mode(path: Path, lenient: Analyzer) -> None:
    aggregate = path.parent.name == "aggregate"
    found = [case for case in cases(path) if not case.word]
    assert _differences(lenient, [case.text for case in found], aggregate) == []


def test_what_only_goes_without_ansi_mode(lenient: Analyzer) -> None:
    texts = [line.strip() for line in LENIENT.strip().splitlines()]
    assert _differences(lenient, texts) == []


def _differences(lenient: Analyzer, texts: list[str], aggregate: bool = False) -> list[str]:
    answers = lenient.answers(texts, aggregate)
    pairs = zip(texts, answers, strict=True)
    found = (difference(t, a, ours(t, aggregate=aggregate, ansi=False)) for t, a in pairs)
    return [line for line in found if line and line.split("\n")[0] not in KNOWN]
