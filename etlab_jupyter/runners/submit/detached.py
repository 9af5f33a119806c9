"""A command that outlives this process: its folder, its files, and its processes."""

from __future__ import annotations

import asyncio
import codecs
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from etlab_jupyter.runners.output import Stream, Text
from etlab_jupyter.runners.submit import launcher
from etlab_jupyter.runners.submit.job import JobError, NotStartedError, UncertainJobError

TERM_SECONDS = 30.0
KILL_SECONDS = 10.0
_PAUSE = 0.05
_READ = 4 << 20


@dataclass(frozen=True, slots=True)
class Ended:
    """`code` is the exit status, None where the process has left none."""

    code: int | None


class Detached:
    """One command, started at most once. Its folder is for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read = {"stderr": _Tail(folder / "err"), "stdout": _Tail(folder / "out")}
        self._over = False

    async def start(
        self, command: Sequence[str], files: Mapping[str, str], *, cwd: Path, env: Mapping[str, str]
    ) -> None:
        """Write the files and start the command; `secret.*` among them are removed at its end."""
        await asyncio.to_thread(self._start, command, files, cwd, env)

    def _start(
        self, command: Sequence[str], files: Mapping[str, str], cwd: Path, env: Mapping[str, str]
    ) -> None:
        folder = self.folder
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            raise UncertainJobError(
                "The job was started before; it is not started again."
            ) from None
        for name, text in files.items():
            launcher.write(folder / name, text)
        given = json.dumps({"command": list(command), "cwd": str(cwd)})
        launcher.write(folder / "command.json", given)
        python = [sys.executable, "-I", launcher.__file__, str(folder)]
        with (folder / "err").open("ab") as err:
            (folder / "err").chmod(0o600)
            done = subprocess.run(  # noqa: S603
                python, env=dict(env), stdin=subprocess.DEVNULL, stdout=err, stderr=err, check=False
            )
        if done.returncode == launcher.TAKEN:
            raise NotStartedError("The job was cancelled before it was started.")
        if done.returncode:
            raise JobError(f"The job could not be started (status {done.returncode}).")

    async def find(self) -> None:
        """`NotStartedError` where it is certain that it does not run and never will."""
        if not self.folder.is_dir() or launcher.claim(self.folder, 0) or self._pid() == 0:
            raise NotStartedError("The server was stopped before the job was started.")
        host = str(self._process()["host"])
        if host != socket.gethostname() and not (self.folder / "exit").exists():
            raise UncertainJobError(
                f"The job was started on {host}, and this server runs on {socket.gethostname()}: "
                "what has become of it is not known here."
            )

    def ended(self) -> Ended | None:
        """How it ended, None while it runs."""
        alive = self._alive()
        with suppress(FileNotFoundError):
            return Ended(int((self.folder / "exit").read_text("utf-8")))
        return None if alive else Ended(None)

    @property
    def more(self) -> bool:
        """Whether the last `news` were only a part of what is there."""
        return any(tail.more for tail in self._read.values())

    async def news(self) -> Sequence[Text]:
        """What it has written since the last call, at most so much at a time."""
        return await asyncio.to_thread(self._news)

    def _news(self) -> Sequence[Text]:
        if not self._over and self.ended() is not None:
            self._over = True
            for tail in self._read.values():
                tail.stop()  # what it has started may write on
        streams: tuple[Stream, ...] = ("stderr", "stdout")
        return [(name, text) for name in streams if (text := self._read[name].read())]

    async def stop(self) -> None:
        """End it with all that it has started; `JobError` where it does not go."""
        if not self.folder.is_dir() or launcher.claim(self.folder, 0):
            return
        for number, seconds in ((signal.SIGTERM, TERM_SECONDS), (signal.SIGKILL, KILL_SECONDS)):
            if await self._signal(number, seconds):
                break
        else:
            raise JobError(f"The job's process {self._pid()} does not end.")
        for secret in self.folder.glob("secret.*"):
            secret.unlink(missing_ok=True)

    async def _signal(self, number: signal.Signals, seconds: float) -> bool:
        """Send a signal; whether it has ended within so many seconds."""
        end = time.monotonic() + seconds
        send = os.kill if number == signal.SIGTERM else os.killpg  # the launcher tells the others
        if not self._alive():
            return True
        pid = self._pid()
        with suppress(ProcessLookupError):
            send(pid, number)
        while left := self._alive() or _has_members(pid):
            if time.monotonic() > end:
                break
            await asyncio.sleep(_PAUSE)
        return not left

    async def remove(self) -> None:
        """Remove its folder; it must be over."""
        if self.folder.is_dir() and (self._pid() == 0 or self.ended() is not None):
            await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    def _pid(self) -> int:
        return int(self._process()["pid"])

    def _process(self) -> dict[str, Any]:
        with suppress(FileNotFoundError):
            found: dict[str, Any] = json.loads((self.folder / "process").read_text("utf-8"))
            return found
        return {"pid": 0, "host": ""}

    def _alive(self) -> bool:
        """Whether the launcher runs: a process of that number may by now be another one."""
        pid = self._pid()
        try:
            process = psutil.Process(pid) if pid else None
            return (
                process is not None
                and process.status() != psutil.STATUS_ZOMBIE
                and str(self.folder) in process.cmdline()
            )
        except psutil.Error:
            return False


def _has_members(group: int) -> bool:
    """Whether a process group has any process that has not ended."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                return True
    return False


class _Tail:
    """The text at the end of a file that grows, part by part."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.more = False
        self._at = 0
        self._end: int | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def stop(self) -> None:
        """What is written from now on is not new."""
        with suppress(FileNotFoundError):
            self._end = self._file.stat().st_size

    def read(self) -> str:
        """The next part of what is new; there is `more` where it was not all."""
        room = _READ if self._end is None else min(_READ, self._end - self._at)
        data = b""
        with suppress(FileNotFoundError), self._file.open("rb") as file:
            file.seek(self._at)
            data = file.read(room)
        self._at += len(data)
        self.more = len(data) == _READ
        return self._decoder.decode(data)
