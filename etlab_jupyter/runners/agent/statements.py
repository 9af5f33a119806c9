"""The agent in the Python of a session elsewhere, where a statement is all that a runner can send.

What happens is printed as one line of JSON between two marks when the statement is over. Livy and
Databricks themselves cancel a statement's Spark jobs, by the job group that they have set.
"""

from __future__ import annotations

import base64
import json
import zlib
from types import SimpleNamespace
from typing import Any

from . import spark
from .bounded import printed
from .core import Core
from .running import execute as execute_code
from .watch import Watch

# Livy's own limit for an answer is 50 MB, and it keeps a hundred of them in memory.
MAX_ANSWER = 8_000_000
# So many answers are kept for those that print only a part of them at once.
KEPT_ANSWERS = 4
# A longer answer is packed: services put text into JSON, and that often twice.
PLAIN = 8_000


def install(namespace: dict[str, Any]) -> Agent:
    """The agent for cells in this namespace."""
    return Agent(namespace)


class Agent:
    """Serves a runner's statements."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        shell = SimpleNamespace(user_ns=namespace)
        self._core = Core(shell, Watch(lambda *args, **content: None, poll=False))
        self._names = namespace
        self._answers: dict[str, str] = {}
        self._refused: set[str] = set()

    def uninstall(self) -> None:
        """There is nothing to undo."""

    def state(self, mark: str, part: int, paths: list[str]) -> None:
        """Print what has run in this Spark application, and the files at these paths."""
        self._tell(mark, part, self._core.state(paths))

    def evaluate(self, mark: str, part: int, code: str, expression: str) -> None:
        """Run code that is no cell and print the text of an expression's value."""
        names: dict[str, Any] = {}
        exec(code, names)  # noqa: S102
        self._tell(mark, part, {"value": repr(eval(expression, names))})  # noqa: S307

    def rest(self, mark: str, part: int, of: str, number: int) -> None:
        """Print another part of an answer that was too long."""
        self._print(mark, json.dumps({"part": self._answers[of].split(",")[number]}))

    def again(self, mark: str, part: int) -> None:
        """Print the answer to a statement once more; refuse it where it has not come yet."""
        if mark in self._answers:
            self._print(mark, self._answers[mark])
        else:
            self._refused.add(mark)

    def run(
        self, mark: str, part: int, spec: dict[str, Any], source: str | None, limit: int
    ) -> None:
        """Run a cell, or without source tell what is shown of it; print all that happens."""
        if mark in self._refused:
            return
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
        self._tell(mark, part, {"told": _bounded(told)})

    def _tell(self, mark: str, part: int, content: dict[str, Any]) -> None:
        """Print an answer, or the first part of one with more than `part` characters."""
        text = _in_parts(json.dumps(content, default=str), part)
        if part:
            self._answers[mark] = text
            while len(self._answers) > KEPT_ANSWERS:
                del self._answers[next(iter(self._answers))]
        self._print(mark, text)

    def _print(self, mark: str, text: str) -> None:
        if not text.startswith("{"):
            parts = text.split(",")
            text = f"{len(parts)}:{parts[0]}"
        print(f"\n[{mark}[{text}]{mark}]")  # noqa: T201


def _in_parts(text: str, size: int) -> str:
    """The same where it is short, else packed, in parts with commas between them.

    A size of 0 makes one part.
    """
    if len(text) <= min(PLAIN, size or PLAIN):
        return text
    packed = base64.b64encode(zlib.compress(text.encode(), 1)).decode()
    size = size or len(packed)
    return ",".join(packed[start : start + size] for start in range(0, len(packed), size))


def _bounded(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fewer rows of the previews, where all of them together would be too much."""
    shown = [one for one in told if one["kind"] == "preview"]
    room = MAX_ANSWER // max(1, len(shown))
    for one in shown:
        while len(one["rows"]) > 1 and len(json.dumps(one["rows"])) > room:
            one["rows"] = one["rows"][: len(one["rows"]) // 2]
            one["truncated"] = True
    return told
