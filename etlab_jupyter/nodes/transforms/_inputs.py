"""The names that people's own code has for its inputs: shared by SQL and Python code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.parameters import variable_name

Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Variable = Annotated[Name, AfterValidator(variable_name)]


def check_input_names(names: Sequence[str], arriving: int, check: NodeCheck) -> None:
    """Every edge needs a name of its own."""
    check.distinct_names("inputs", names)
    if arriving > len(names):
        check.problem(
            "missing-name", f"{arriving} edges arrive, but only {len(names)} of them have a name.",
            "inputs", hint="Name every input.",
        )  # fmt: skip
