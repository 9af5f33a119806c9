"""Free PySpark code."""

from __future__ import annotations

import ast

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Port, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Python
from etlab_jupyter.nodes.transforms._inputs import Variable, check_input_names
from etlab_jupyter.problems import did_you_mean
from etlab_jupyter.schema_definition import ColumnDefinition, to_schema
from etlab_jupyter.spark_types import Schema


class CodeConfig(NodeConfig):
    code: Python = Field(
        title="Code",
        description="Python statements that read the inputs' names and assign the output's.",
        examples=['df = df.filter("o_totalprice > 1000")'],
    )
    inputs: list[Variable] = Field(
        ["df"],
        title="Input names",
        description="What the code calls its inputs, in the order of the edges.",
    )
    output: Variable = Field(
        "df", title="Output name", description="The variable that holds the result."
    )
    columns: list[ColumnDefinition] | None = Field(
        None,
        title="Output columns",
        description="What comes out, for the checks of the nodes behind this one; left out, it "
        "is not known before a run.",
    )


class CodeNode(Transform[CodeConfig]):
    kind = "code"
    title = "Python code"
    description = "Runs PySpark code of your own over the inputs."
    category = "Code"
    inputs = (Port("in", "Inputs", many=True, required=False),)
    Config = CodeConfig
    statements = True
    template = (
        "{% for variable in inputs.many() %}"
        "{% if config.inputs[loop.index0] != variable %}"
        "{{ config.inputs[loop.index0] | name }} = {{ variable }}\n"
        "{% endif %}{% endfor %}"
        "{{ config.code | python }}"
        "{% if config.output != outputs.out %}"
        "\n{{ outputs.out }} = {{ config.output | name }}{% endif %}"
    )

    def schema(self, config: CodeConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        check_input_names(config.inputs, len(inputs.many()), check)
        try:
            tree = ast.parse(config.code)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None)
            column = getattr(error, "offset", None)
            check.problem(
                "syntax-error", f"The code is not valid Python: {getattr(error, 'msg', error)}.",
                "code", line=line, column=column,
            )  # fmt: skip
            return None
        assigned = assigned_names(tree)
        if config.output not in assigned and config.output not in config.inputs:
            check.problem(
                "no-output", f"The code never assigns {config.output!r}.", "output",
                hint=did_you_mean(config.output, sorted(assigned)),
            )  # fmt: skip
        return to_schema(config.columns) if config.columns else None


def assigned_names(tree: ast.AST) -> set[str]:
    """The names that are assigned anywhere in the code."""
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
