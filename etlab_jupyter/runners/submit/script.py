"""A page's cells as one script, and what it tells."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from etlab_jupyter.runners.agent import submit_agent_code
from etlab_jupyter.runners.kernel_run import NodeRun

Told = dict[str, Any]
LONGEST_LINE = 1_000_000
# The settings of the connection come before those of the page, as on a kernel.
_SESSION = "from pyspark.sql import SparkSession\nSparkSession.builder.getOrCreate()"
_AGENT = "__import__('sys').modules['_etlab_agent'].agent"


def mark_of(run_id: str) -> str:
    """What stands around each line that the script of a run tells."""
    return "etlab-" + hashlib.sha256(run_id.encode()).hexdigest()[:32]


def job_script(run_id: str, nodes: Sequence[NodeRun], limit: int) -> str:
    """A Python file that runs the nodes' cells and tells how it goes; plain ASCII."""
    specs = []
    for node in nodes:
        _, content, metadata = node.request()
        specs.append({**metadata["etlab"], "key": "", "source": content["code"]})
    told = ascii((mark_of(run_id), _SESSION, specs, limit))
    # Inside the literals that the agent's code is made of, an escape means the same.
    agent = submit_agent_code().encode("ascii", "backslashreplace").decode("ascii")
    return f"{agent}\n{_AGENT}.run(*{told})\n"


class Reader:
    """Takes what a script's stdout has apart: what it tells, and other text between.

    A line is looked at when it is whole, unless it is plain text and long.
    """

    def __init__(self, run_id: str) -> None:
        mark = re.escape(mark_of(run_id))
        self._line = re.compile(rf"\[{mark}\[(.*)\]{mark}\]\s*")
        self._begin = f"[{mark_of(run_id)}["
        self._rest = ""
        self._blank = False

    def take(self, text: str) -> Iterator[str | Told]:
        """What is new: told things as dicts, other text as it is."""
        *lines, self._rest = (self._rest + text).split("\n")
        plain = ""
        for line in lines:
            told = self._told(line)
            if told is None:
                plain += "\n" if self._blank else ""
                plain += f"{line}\n" if line else ""
                self._blank = not line
                continue
            # A blank line before a told one is the newline that makes it a line of its own.
            self._blank = False
            if plain:
                yield plain
            plain = ""
            yield told
        if len(self._rest) > LONGEST_LINE and self._begin not in self._rest:
            size = len(self._begin)  # it may begin at the end
            plain += "\n" if self._blank else ""
            self._blank = False
            plain, self._rest = plain + self._rest[:-size], self._rest[-size:]
        if plain:
            yield plain

    def end(self) -> Iterator[str | Told]:
        """The last line, which may have no end; what was to be told in it is lost."""
        if self._rest and not self._rest.startswith(self._begin):
            yield from self.take("\n")

    def _told(self, line: str) -> Told | None:
        found = self._line.search(line) if self._begin in line else None
        if found is None:
            return None
        try:
            told = json.loads(found[1])
        except ValueError:
            return None
        return told if isinstance(told, dict) and "kind" in told else None
