"""Names of tables in Spark's catalog."""

from __future__ import annotations

import re

from etlab_jupyter.nodes.check import NodeCheck

_PART = r"(?:[A-Za-z0-9_]+|`(?:[^`]|``)+`)"
_NAME = re.compile(rf"{_PART}(?:\.{_PART})*")


def check_table_name(field: str, name: str, check: NodeCheck) -> None:
    """Reports what Spark would not parse as a table's name."""
    text = check.text(name)
    if not _NAME.fullmatch(text):
        check.problem(
            "bad-table-name", f"{text!r} is not the name of a table.", field,
            hint="Write it as catalog.database.table; put other characters in backticks.",
        )  # fmt: skip
