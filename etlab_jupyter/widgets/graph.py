"""The graph of a page as the canvas draws it, to look at and to choose nodes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from etlab_jupyter.nodes import registry
from etlab_jupyter.page import Document
from etlab_jupyter.problems import Problem
from etlab_jupyter.widgets.picture import image, outline

STATIC = Path(__file__).parent / "static"


class Graph(anywidget.AnyWidget):
    """`selected` is the id of the chosen node: the picture and the program both may set it."""

    _esm = STATIC / "graph.js"
    _css = STATIC / "graph.css"
    document = traitlets.Dict().tag(sync=True)
    types: traitlets.List[Any] = traitlets.List().tag(sync=True)
    problems: traitlets.List[Any] = traitlets.List().tag(sync=True)
    run = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    height = traitlets.Int(320).tag(sync=True)

    def __init__(self, document: Document, **traits: Any) -> None:
        super().__init__(**traits)
        self.draw(document)

    def draw(self, document: Document, problems: Iterable[Problem] = ()) -> None:
        """Show a document, with its problems."""
        self._document, self._problems = document, list(problems)
        kinds = dict.fromkeys(node.data.kind for node in document.nodes)
        found = (registry.find(kind) for kind in kinds)
        with self.hold_sync():
            self.types = [registry.describe(one) for one in found if one is not None]
            self.document = document.model_dump(mode="json", exclude_unset=True)
            self.problems = [problem.as_dict() for problem in self._problems]

    def fallback(self) -> dict[str, str]:
        """What shows the page where no widget can be drawn."""
        wrong = {problem["node"]: problem for problem in self.problems if "node" in problem}
        text = outline(self._document, self._problems)
        return {"text/plain": text, "text/html": image(self._document, wrong)}

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return with_fallback(super()._repr_mimebundle_(**options), self.fallback())


def with_fallback(bundle: Any, fallback: Mapping[str, str]) -> Any:
    """A widget's MIME bundle with what stands in for it."""
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    return {**(data or {}), **fallback}, metadata
