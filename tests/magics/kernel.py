"""Cells run in a real kernel, as a notebook does it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests.runners.conftest import ENV

TIMEOUT = 120
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Done:
    """What a cell gave: its printed text, what it displayed, and its error."""

    text: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    comms: list[dict[str, Any]] = field(default_factory=list)
    error: list[str] | None = None
    reply: dict[str, Any] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        """Everything that a console would show."""
        return "\n".join([self.text, *(data["text/plain"] for data in self.shown)])

    @property
    def html(self) -> str:
        return "\n".join(data.get("text/html", "") for data in self.shown)

    @property
    def last(self) -> dict[str, Any]:
        """What stands in the place of an updated display at the end."""
        return (self.updates or self.shown)[-1]


class Kernel:
    """A kernel of a spec (`python3` is the running interpreter's) in a folder."""

    def __init__(self, folder: Path, name: str = "python3", **env: str) -> None:
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel(cwd=str(folder), env={**os.environ, **ENV, **env})
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code: str, **metadata: Any) -> Done:
        """Run a cell that must succeed."""
        done = self.attempt(code, **metadata)
        assert done.error is None, "\n".join(done.error)
        return done

    def attempt(self, code: str, interrupt_at: str = "", **metadata: Any) -> Done:
        """Run a cell; interrupt it as soon as it has printed that."""
        message = self.client.session.msg(
            "execute_request",
            {"code": code, "silent": False, "store_history": True, "user_expressions": {},
             "allow_stdin": False, "stop_on_error": True},
            metadata=metadata,
        )  # fmt: skip
        self.client.shell_channel.send(message)
        done = Done()
        self._listen(message["header"]["msg_id"], done, interrupt_at)
        return done

    def _listen(self, request: str, done: Done, interrupt_at: str) -> None:
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                done.text += content["text"]
                if interrupt_at and interrupt_at in done.text:
                    interrupt_at = ""
                    self.manager.interrupt_kernel()
            elif kind in ("display_data", "execute_result"):
                done.shown.append(content["data"])
            elif kind == "update_display_data":
                done.updates.append(content["data"])
            elif kind.startswith("comm_"):
                done.comms.append({"kind": kind, **content})
            elif kind == "error":
                done.error = [_ANSI.sub("", line) for line in content["traceback"]]
            elif kind == "status" and content["execution_state"] == "idle":
                break
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == request:
                done.reply = reply["content"]
                return

    def complete(self, code: str) -> list[str]:
        """What Tab offers at the end of the code: the whole lines."""
        reply = self.client.complete(code, reply=True, timeout=TIMEOUT)["content"]
        start, end = reply["cursor_start"], reply["cursor_end"]
        return [code[:start] + match + code[end:] for match in reply["matches"]]

    def stop(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
