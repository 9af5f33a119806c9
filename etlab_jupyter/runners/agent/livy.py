"""The agent in the Python of a Livy session, where a statement is all that a runner can send.

What happens is printed as one line of JSON between two marks when the statement is over. Livy
itself cancels a statement's Spark jobs, by the job group that it has set.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from . import spark
from .bounded import printed
from .core import Core
from .running import execute as execute_code
from .watch import Watch

# Livy's own limit for an answer is 50 MB, and it keeps a hundred of them in memory.
MAX_ANSWER = 8_000_000


def install(namespace: dict[str, Any]) -> Agent:
    """The agent for cells in this namespace."""
    return Agent(namespace)


class Agent:
    """Serves a runner's statements."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        shell = SimpleNamespace(user_ns=namespace)
        self._core = Core(shell, Watch(lambda *args, **content: None, poll=False))
        self._names = namespace

    def uninstall(self) -> None:
        """There is nothing to undo."""

    def state(self, mark: str, paths: list[str]) -> None:
        """Print what has run in this Spark application, and the files at these paths."""
        _tell(mark, self._core.state(paths))

    def evaluate(self, mark: str, code: str, expression: str) -> None:
        """Run code that is no cell and print the text of an expression's value."""
        names: dict[str, Any] = {}
        exec(code, names)  # noqa: S102
        _tell(mark, {"value": repr(eval(expression, names))})  # noqa: S307

    def run(self, mark: str, spec: dict[str, Any], source: str | None, limit: int) -> None:
        """Run a cell, or without source tell what is shown of it; print all that happens."""
        told: list[dict[str, Any]] = []

        def hear(kind: str, **content: Any) -> None:
            told.append({"kind": kind, **content})

        def execute() -> BaseException | None:
            with printed(limit) as output:
                error = execute_code(source or "", spec["description"], self._names)
            told.extend({"kind": "stream", "name": n, "text": text} for n, text in output.parts())
            return error

        spec = {**spec, "group": spark.job_group()}
        self._core.run_here(spec, hear, None if source is None else execute)
        _tell(mark, {"told": _bounded(told)})


def _tell(mark: str, content: dict[str, Any]) -> None:
    print(f"\n[{mark}[{json.dumps(content, default=str)}]{mark}]")  # noqa: T201


def _bounded(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fewer rows of the previews, where all of them together would be too much for Livy."""
    shown = [one for one in told if one["kind"] == "preview"]
    room = MAX_ANSWER // max(1, len(shown))
    for one in shown:
        while len(one["rows"]) > 1 and len(json.dumps(one["rows"])) > room:
            one["rows"] = one["rows"][: len(one["rows"]) // 2]
            one["truncated"] = True
    return told
