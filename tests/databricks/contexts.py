"""Execution contexts of the workspace in `api.py`: a real Python with a real Spark for each."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.servers import quick_java

REPL = Path(__file__).with_name("repl.py")
# https://docs.databricks.com/aws/en/notebooks/notebook-limitations, up to runtime 16.4.
TEXT_LIMIT = 50_000
CUT = "\n\n*** WARNING: max output size exceeded, skipping output. ***\n\n"


class Command:
    def __init__(self, code: str) -> None:
        self.id = uuid.uuid4().hex
        self.code = code
        self.status = "Queued"
        self.results: dict[str, Any] | None = None

    def over(self, answer: dict[str, Any]) -> None:
        """As Databricks tells it: what Python raises is no `Error` of the command."""
        if self.status == "Cancelling":
            self.status, self.results = "Cancelled", {"resultType": "error", "summary": "Cancelled"}
            return
        if answer["error"] is None:
            self.results = {"resultType": "text", "data": cut(answer["text"])}
        else:
            name, text, trace = answer["error"]
            summary = f"<span class='ansi-red-fg'>{name}</span>: {text}"
            self.results = {"resultType": "error", "summary": summary, "cause": trace}
        self.status = "Finished"

    def lost(self) -> None:
        if self.status in ("Queued", "Running", "Cancelling"):
            self.status = "Error"
            self.results = {"resultType": "error", "summary": "Internal error, sorry.", "cause": ""}


class Python:
    """A process of `repl.py`, and what it answers; another `program` runs without PySpark 3.5."""

    def __init__(
        self, log: Path, *arguments: str, program: Path | None = None, **variables: str
    ) -> None:
        answers, theirs = os.pipe()
        python = sys.executable if program else os.environ["ETLAB_SPARK35_PYTHON"]
        env = {
            **os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "TZ": "UTC", "PYSPARK_PYTHON": python,
            "SPARK_SUBMIT_OPTS": quick_java(Path(python).parents[1]),
        }  # fmt: skip
        env.pop("PYTHONPATH", None)  # another PySpark is there
        # The descriptor 3 is the one for answers.
        command = [
            "bash",
            "-c",
            f'exec "$@" 3>&{theirs} {theirs}>&-',
            "bash",
            python,
            str(program or REPL),
        ]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *arguments], stdin=subprocess.PIPE, stdout=out, stderr=out,
                cwd=log.parent, env={**env, **variables}, pass_fds=[theirs], text=True,
                start_new_session=True,
            )  # fmt: skip
        os.close(theirs)
        self.answers = os.fdopen(answers)

    def kill(self) -> None:
        """End it and all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def close(self) -> None:
        """Close the pipes to a process that has ended."""
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        self.answers.close()


class Driver(Python):
    """The JVM that the contexts of a cluster share."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "driver.log", "--driver")
        port, secret = json.loads(self.answers.readline())
        self.variables = {"PYSPARK_GATEWAY_PORT": str(port), "PYSPARK_GATEWAY_SECRET": secret}


class Context:
    """Commands run one after the other."""

    def __init__(self, folder: Path, driver: Driver) -> None:
        self.id = str(uuid.uuid4().int % 10**19)
        self.status = "Pending"
        self.commands: dict[str, Command] = {}
        self.stubborn = False
        self._queue: queue.Queue[Command] = queue.Queue()
        self._python = Python(folder / f"{self.id}.log", **driver.variables)
        self.process = self._python.process
        threading.Thread(target=self._work, daemon=True).start()

    def execute(self, code: str) -> Command:
        command = Command(code)
        self.commands[command.id] = command
        self._queue.put(command)
        return command

    def cancel(self, command: Command) -> None:
        if command.status == "Queued":
            command.status = "Cancelled"
        elif command.status == "Running":
            command.status = "Cancelling"
            if not self.stubborn:
                self.process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        self._python.kill()

    def _work(self) -> None:
        ready = self._python.answers.readline()
        self.status = "Running" if ready else "Error"
        while self.process.poll() is None:
            try:
                command = self._queue.get(timeout=0.5)
            except queue.Empty:
                continue
            if command.status == "Queued":
                self._run(command)
        self._python.close()

    def _run(self, command: Command) -> None:
        command.status = "Running"
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps({"id": command.id, "code": command.code}) + "\n")
            self.process.stdin.flush()
            answer = self._python.answers.readline()
        except OSError:
            answer = ""
        if answer:
            command.over(json.loads(answer))
        else:
            command.lost()


def cut(text: str) -> str:
    """The middle of longer texts is left out."""
    if len(text) <= TEXT_LIMIT:
        return text
    half = (TEXT_LIMIT - len(CUT)) // 2
    return text[:half] + CUT + text[-half:]


def wait_for(condition: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
