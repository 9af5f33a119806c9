"""The agent in the driver of a job, where nobody asks: it runs all cells and prints what happens.

Each thing that happens is one line of JSON between two marks on stdout. The last line repeats how
all cells ended, for those who could not read along.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from . import errors, spark
from .bounded import Printed, joined, stream
from .core import Core
from .running import execute
from .watch import Watch

TICK_SECONDS = 0.2
# What Spark's launcher tells the Python that it starts.
_GATEWAY = "PYSPARK_GATEWAY_PORT"


def install(namespace: dict[str, Any]) -> Agent:
    """The agent for cells in this namespace."""
    return Agent(namespace)


class Agent:
    """Runs a job."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._names = namespace
        self._core = Core(SimpleNamespace(user_ns=namespace), Watch(self._drop))
        self._out = sys.stdout
        self._lock = threading.Lock()
        self._mark = ""
        self._told: dict[str, Any] = {}
        self._printed: _Live | None = None

    def uninstall(self) -> None:
        """There is nothing to undo."""

    def run(self, mark: str, session: str, specs: list[dict[str, Any]], limit: int) -> None:
        """Start the session, run the cells until one fails, and end the process."""
        self._mark = mark
        self._out = sys.stdout
        threading.Thread(target=self._tick, name="etlab-job", daemon=True).start()
        try:
            exec(session, {})  # noqa: S102
        except Exception as error:
            told = errors.describe(error)["message"]
            self._tell("ended", results={}, application=None, error=told)
            raise
        self._tell("begun", application=spark.application())
        failed = any(self._cell(spec, limit) is not None for spec in specs)
        self._tell("ended", results=self._told, application=spark.application(), error=None)
        sys.exit(1 if failed else 0)

    def _cell(self, spec: dict[str, Any], limit: int) -> BaseException | None:
        node = spec["node"]

        def hear(kind: str, **content: Any) -> None:
            if kind == "result":
                short = {**content, "schemas": {}, "output_rows": content.get("output_rows", {})}
                self._told[node] = short
            self._tell(kind, node=node, **content)

        def run() -> BaseException | None:
            printed = _Live(lambda name, text: hear("stream", name=name, text=text), limit)
            self._printed = printed
            before = sys.stdout, sys.stderr
            sys.stdout, sys.stderr = (stream(printed, name) for name in ("stdout", "stderr"))
            try:
                error = execute(spec["source"], spec["description"], self._names)
                return error or _wait_for_streams(spec)
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                sys.stdout, sys.stderr = before
                self._printed = None
                printed.end()

        self._tell("started", node=node)
        return self._core.run_here(spec, hear, run)

    def _tell(self, kind: str, **content: Any) -> None:
        text = json.dumps({"kind": kind, **content}, default=str)
        with self._lock:
            # In one piece, from the beginning of a line on whatever was printed before.
            self._out.write(f"\n[{self._mark}[{text}]{self._mark}]\n")
            self._out.flush()

    def _tick(self) -> None:
        """Tell what is printed, and end when the JVM has ended that has started this process.

        Else a cell that asks Spark nothing would go on, though the job was killed.
        """
        parent = os.getppid()
        while True:
            time.sleep(TICK_SECONDS)
            if _GATEWAY in os.environ and os.getppid() != parent:
                os._exit(1)
            printed = self._printed
            if printed is not None:
                with suppress(OSError):  # nobody reads any more: the JVM is about to be gone
                    printed.flush()

    @staticmethod
    def _drop(*arguments: Any, **content: Any) -> None:
        pass


def _wait_for_streams(spec: dict[str, Any]) -> BaseException | None:
    """A job ends when its streaming queries do; the error of one that fails."""
    if spec["type"] != "sink":
        return None
    try:
        for query in spark.active_streams():
            query.awaitTermination()
    except BaseException as error:
        return error
    return None


class _Live(Printed):
    """What a cell prints: told as it comes as far as there is room, and the newest at its end."""

    def __init__(self, tell: Any, limit: int) -> None:
        super().__init__(limit)
        self._tell = tell
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, str]] = []

    def add(self, stream: str, text: str) -> None:
        with self._lock:
            super().add(stream, text)

    def _first(self, stream: str, text: str) -> None:
        self._waiting.append((stream, text))

    def flush(self) -> None:
        """Tell what waits: many short prints make one line."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            for name, text in joined(waiting):  # here, so that none of it comes after `end`
                self._tell(name, text)

    def end(self) -> None:
        self.flush()
        for name, text in self.parts():
            self._tell(name, text)
