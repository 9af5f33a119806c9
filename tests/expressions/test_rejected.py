"""What Spark rejects must be an issue here as well: with its code, line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etlab_jupyter.expressions import ExpressionError, infer, infer_query
from tests.expressions.analyzer import REJECTIONS, SCHEMA, TABLES, Analyzer
from tests.expressions.case_files import Case, cases, files, name_of


@pytest.mark.parametrize("path", files("rejected", "refused"), ids=name_of)
def test_mistakes_are_found_where_they_are(path: Path):
    wrong = []
    for case in cases(path):
        found = _found(case.text, path.stem)
        if found != (case.word, case.at):
            wrong.append(f"{case.where}: {case.text} -- {' '.join(found)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", files("rejected"), ids=name_of)
def test_spark_rejects_them_too(path: Path, analyzer: Analyzer):
    analyzer.create_views()
    taken = [case for case in cases(path) if not _is_rejected(case, path.stem, analyzer)]
    assert not taken, "\n".join(f"{case.where}: {case.text}" for case in taken)


def _found(text: str, kind: str) -> tuple[str, str]:
    """The code and the place of the first mistake."""
    try:
        issues = _issues(text, kind)
    except ExpressionError as error:
        return "parse", _place(error)
    return (issues[0].code, _place(issues[0])) if issues else ("nothing", "-")


def _issues(text: str, kind: str) -> Any:
    if kind == "query":
        return infer_query(text, TABLES).issues
    return infer(text, SCHEMA, aggregates=kind == "aggregate", windows=kind != "condition").issues


def _place(mistake: Any) -> str:
    return "-" if mistake.line is None else f"{mistake.line}:{mistake.column}"


def _is_rejected(case: Case, kind: str, analyzer: Analyzer) -> bool:
    try:
        if kind == "query":
            analyzer.spark.sql(case.text)
        elif kind == "condition":
            analyzer.frame.where(case.text)
        else:
            return isinstance(analyzer.answers([case.text], kind == "aggregate")[0], str)
    except REJECTIONS:
        return True
    return False
