"""Cells on an ipyflow kernel, run as ipyflow's own front end does: after an edit, what it touches.

ipyflow's kernel follows the dataflow of the cells, but runs none by itself. It is asked after each
cell which others have become ready, and those are run too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient

from etlab_jupyter.problems import ETLabError

TARGET = "ipyflow"
TIMEOUT = 60.0
Json = dict[str, Any]


class CellFailedError(ETLabError):
    """A cell has raised an exception; `cell` is its id."""

    def __init__(self, cell: str, error: str) -> None:
        super().__init__(f"Cell {cell} failed: {error}")
        self.cell = cell


class ReactiveCells:
    """The cells of one notebook, by id and in its order, on a kernel that runs ipyflow."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client
        self._comm = ""
        self._cells: dict[str, str] = {}
        self._inputs: dict[str, Collection[str]] = {}
        self._stale: set[str] = set()

    @property
    def stale(self) -> list[str]:
        """The cells that are to run again, in order."""
        return [cell for cell in self._cells if cell in self._stale]

    def edit(
        self, cells: Mapping[str, str], inputs: Mapping[str, Collection[str]] | None = None
    ) -> list[str]:
        """Take the cells as they are now; those that are stale by it, in order.

        `inputs` names the cells that a cell is known to read, such as a page's edges: ipyflow
        0.0.231 has missed a sink of a Spark DataFrame whose variable was bound anew.
        """
        self._inputs = dict(inputs or {})
        self._stale |= {cell for cell, code in cells.items() if self._cells.get(cell) != code}
        self._cells = dict(cells)
        self._stale &= self._cells.keys()
        return self.stale

    def run(self, timeout: float | None = None) -> list[str]:
        """Run what is stale and all that ipyflow finds to depend on it, in order; what ran.

        `CellFailedError` at the first cell that fails; it and those behind it stay stale.
        """
        ran: list[str] = []
        while self.stale:
            cell = self.stale[0]
            self._execute(cell, timeout)
            self._stale.discard(cell)
            ran.append(cell)
            reads = {other for other, feeds in self._inputs.items() if cell in feeds}
            self._stale |= (self._ready(cell) | reads & self._cells.keys()) - set(ran)
        return ran

    def _execute(self, cell: str, timeout: float | None) -> None:
        content = {
            "code": self._cells[cell], "silent": False, "store_history": True,
            "user_expressions": {}, "allow_stdin": False, "stop_on_error": False,
        }  # fmt: skip
        # By this id ipyflow knows the cell again; without it, it takes every run for a new cell.
        message = self._client.session.msg("execute_request", content, metadata={"cellId": cell})
        self._client.shell_channel.send(message)
        reply = self._reply(message["header"]["msg_id"], timeout)
        if reply["status"] != "ok":
            raise CellFailedError(cell, f"{reply.get('ename')}: {reply.get('evalue')}")

    def _reply(self, request: str, timeout: float | None) -> Json:
        while True:
            reply = self._client.get_shell_msg(timeout=timeout)
            if reply["parent_header"].get("msg_id") == request:
                content: Json = reply["content"]
                return content

    def _ready(self, executed: str) -> set[str]:
        """The cells that an execution has made ready to run again."""
        if not self._comm:
            self._comm = self._open()
        cells = {
            cell: {"type": "code", "index": index, "content": code}
            for index, (cell, code) in enumerate(self._cells.items())
        }
        answer = self._ask("comm_msg", {
            "comm_id": self._comm,
            "data": {"type": "compute_exec_schedule", "executed_cell_id": executed,
                     "cell_metadata_by_id": cells, "allow_new_ready": True},
        }, "compute_exec_schedule")  # fmt: skip
        if not answer.get("success"):
            raise ETLabError(f"ipyflow does not tell what is to run: {answer.get('error')}")
        found = {*answer["ready_cells"], *answer["new_ready_cells"]}
        return found & self._cells.keys()

    def _open(self) -> str:
        comm: str = self._client.session.msg_id
        content = {"comm_id": comm, "target_name": TARGET,
                   "data": {"interface": "jupyterlab", "exec_mode": "reactive"}}  # fmt: skip
        self._ask("comm_open", content, "establish")
        return comm

    def _ask(self, kind: str, content: Json, answer: str) -> Json:
        message = self._client.session.msg(kind, content)
        self._client.shell_channel.send(message)
        for found in self._until_idle(message["header"]["msg_id"]):
            data: Json = found["content"].get("data") or {}
            if found["msg_type"] == "comm_msg" and data.get("type") == answer:
                return data
        raise ETLabError("This kernel does not run ipyflow.")

    def _until_idle(self, request: str) -> Iterator[Json]:
        while True:
            message = self._client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") != request:
                continue
            yield message
            if message["content"].get("execution_state") == "idle":
                return
