"""The service functions that every door (builder, command line, server, notebook) calls.

    document → graph → schemas → cells

Each stage is computed once, when it is first asked for. Nothing here starts Spark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.codegen.cells import make_cells, session_cell, to_script
from etlab_jupyter.codegen.notebook import to_notebook
from etlab_jupyter.gc_pause import paused_gc
from etlab_jupyter.graph import Graph, Inference, build, infer_schemas
from etlab_jupyter.nodes.check import PageContext
from etlab_jupyter.page.document import Document
from etlab_jupyter.parameters import Parameters, Value
from etlab_jupyter.problems import PageError, Problem
from etlab_jupyter.schema_definition import ColumnDefinition
from etlab_jupyter.spark_types import Schema

MISSING_DATA = ("no-such-path", "no-data")


class Pipeline:
    """A page document on its way to code.

    `parameters` are values for the page's parameters, `schemas` named schema definitions in
    addition to those in the page, `base_dir` the folder that relative paths start at. `ansi`
    tells Spark's ANSI mode: on by default, as in Spark 4.
    """

    def __init__(
        self,
        document: Document,
        *,
        parameters: Mapping[str, Value] | None = None,
        schemas: Mapping[str, Sequence[ColumnDefinition]] | None = None,
        base_dir: Path | None = None,
        ansi: bool = True,
    ) -> None:
        self.document = document
        self.parameters = Parameters(document.metadata.parameters, parameters)
        self.context = PageContext(
            parameters=self.parameters,
            schemas={**(schemas or {}), **document.metadata.schemas},
            base_dir=base_dir or Path(),
            ansi=ansi,
        )

    @cached_property
    def graph(self) -> Graph:
        with paused_gc():
            return build(self.document)

    @cached_property
    def inference(self) -> Inference:
        graph = self.graph
        with paused_gc():
            return infer_schemas(graph, self.context)

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that is wrong with the page, structure first."""
        found = [*self.parameters.problems, *self.graph.problems, *self.inference.problems]
        if not self.document.nodes:
            found.append(Problem("empty-page", "The page has no nodes."))
        return found

    def schema(self, node: str, port: str | None = None) -> Schema | None:
        """The columns of a node's output (its first unless `port` is named).

        A sink's are those of its input. None where they cannot be known before a run. Raises
        `KeyError` for a node that is not there.
        """
        node_type = self.graph.nodes[node].type
        if not node_type.outputs:
            inputs = self.inference.inputs.get(node)
            return inputs.one if inputs else None
        return self.inference.outputs.get((node, port or node_type.outputs[0].name))

    @cached_property
    def cells(self) -> list[Cell]:
        """The generated cells; raises `PageError` where the page has errors.

        Files that are not there do not keep the code from being written: it may run elsewhere.
        """
        self._refuse(p for p in self.errors if p.code not in MISSING_DATA)
        with paused_gc():
            return make_cells(
                self.document.name,
                self.graph,
                self.inference,
                self.context,
                self.document.metadata.spark,
            )

    @property
    def session_code(self) -> str:
        """The code that starts the page's Spark session, whatever is wrong with its nodes."""
        return session_cell(self.document.name, self.document.metadata.spark).source

    def runnable(self) -> list[Cell]:
        """The cells for a run here and now; raises `PageError` also where files are missing."""
        self._refuse(self.errors)
        return self.cells

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the page from running, missing parameter values included."""
        found = [*self.problems, *self.parameters.missing()]
        return [problem for problem in found if problem.severity == "error"]

    def _refuse(self, errors: Iterable[Problem]) -> None:
        found = list(errors)
        if found:
            raise PageError(found)

    @property
    def code(self) -> str:
        """The page as one Python script; raises `PageError`."""
        return to_script(self.cells)

    def notebook(self, page_id: str | None = None) -> dict[str, Any]:
        """The page as a notebook (nbformat 4.5), one cell a node; raises `PageError`."""
        document = self.document
        return to_notebook(document.name, document.description, self.cells, page_id)


def describe_schema(schema: Schema | None) -> list[dict[str, Any]] | None:
    """Columns as JSON for people and forms: name, type (in Spark's DDL), nullable."""
    if schema is None:
        return None
    return [{"name": f.name, "type": f.type.ddl, "nullable": f.nullable} for f in schema]
