"""The cases that Spark accepts: type and nullability must be exactly those of Spark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.expressions.analyzer import Analyzer, difference, ours
from tests.expressions.case_files import Case, cases, files, name_of


@pytest.mark.parametrize("path", files("scalar", "aggregate", "window", "generator"), ids=name_of)
def test_type_and_nullability_are_sparks(path: Path, analyzer: Analyzer):
    aggregate = path.parent.name == "aggregate"
    lines = list(cases(path))
    if path.parent.name == "generator":  # Spark takes one in a SELECT
        answers = [analyzer.answers([case.text])[0] for case in lines]
    else:
        answers = analyzer.answers([case.text for case in lines], aggregate)
    wrong = [_wrong(case, answer, aggregate) for case, answer in zip(lines, answers, strict=True)]
    assert not any(wrong), "\n".join(line for line in wrong if line)


def _wrong(case: Case, answer: Any, aggregate: bool) -> str | None:
    if isinstance(answer, str):
        return f"{case.where}: {case.text}\n    Spark rejects it: {answer[:300]}"
    inferred = ours(case.text, aggregate=aggregate)
    if case.word == "unknown" and "unknown" in str(inferred):
        return None
    found = difference(case.text, answer, inferred)
    if case.word == "unequal":
        return None if found else f"{case.where}: {case.text} is equal now"
    return f"{case.where}: {found}" if found else None
