"""The code of statements, and what they print as the messages of a kernel."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from etlab_jupyter.runners.agent import statements_agent_code
from etlab_jupyter.runners.connection import Message
from etlab_jupyter.runners.kernel_run import KernelRun, NodeRun
from etlab_jupyter.runners.statements.session import Json, Seen, between
from etlab_jupyter.runners.told import message, of_agent

LOST = "NotArrived"
_AGENT = "__import__('sys').modules['_etlab_agent'].agent"
_COUNTS = (
    "jobs_running", "jobs_done", "stages_done", "stages_total", "tasks_done", "tasks_total",
    "tasks_active", "tasks_failed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer of the agent: the `whole` of it, or the `first` of `count` parts."""

    whole: Json | None
    first: str = ""
    count: int = 1


def agent() -> str:
    """One statement that installs the agent, unless it is there."""
    return statements_agent_code()


def mark_of(run: KernelRun, node: NodeRun) -> str:
    """What a node's statement is known by, also to a runner that comes after this one."""
    parts = (run.id, node.cell.node, "cell" if node.has_key else "preview")
    return "etlab-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def call(mark: str, part: int, what: str, *arguments: object) -> str:
    """A statement that prints what a method of the agent answers."""
    return f"{_AGENT}.{what}({', '.join(map(repr, (mark, part, *arguments)))})"


def run_code(run: KernelRun, node: NodeRun, mark: str, part: int) -> str:
    """A statement that runs a node's cell, or shows what a node that ran before has."""
    kind, content, metadata = node.request()
    if kind == "execute_request":
        task, source = metadata["etlab"], content["code"]
    else:
        task, source = content, None
    return call(mark, part, "run", task, source, run.options.output_limit)


def again_code(mark: str, part: int) -> str:
    """A statement that prints the answer to another one, whose id is not known.

    If that has not arrived it will not be carried out any more. It also works without an agent.
    """
    found = "__import__('sys').modules.get('_etlab_agent')"
    return f"{found} and {found}.agent.again({mark!r}, {part!r})"


def parse(text: str, mark: str) -> Printed | None:
    """What the agent has printed between its marks; None where that is not there."""
    found = between(text, mark)
    if found is None:
        return None
    if found.startswith("{"):
        return Printed(json.loads(found))
    count, _, first = found.partition(":")
    return Printed(None, first, int(count))


def joined(parts: Sequence[str]) -> Json:
    """The answer that was printed in parts."""
    found: Json = json.loads(zlib.decompress(base64.b64decode("".join(parts))))
    return found


def told(seen: Seen, found: Json | None) -> list[Message]:
    """What the agent has told of a cell, or what the service says instead."""
    if found is not None and "told" in found:
        return [of_agent(one) for one in found["told"]]
    name, text = seen.error or (
        LOST, "The statement was lost on the way to Spark. It has not run and will not."
    )  # fmt: skip
    return [message("error", ename=name, evalue=text)]


def busy() -> Message:
    """The statement runs."""
    return message("status", execution_state="busy")


def stderr(line: str) -> Message:
    """A line that was not printed by a cell."""
    return message("stream", name="stderr", text=f"{line}\n")


def progress(fraction: float) -> Message:
    """How far the statement's Spark jobs are; nothing more is known of them."""
    counts = dict.fromkeys(_COUNTS, 0)
    return message("etlab_event", kind="progress", **counts, fraction=min(fraction, 1.0))
