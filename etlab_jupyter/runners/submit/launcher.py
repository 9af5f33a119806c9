"""Runs a job's command apart from whoever asked for it, and writes down how it ended.

Started as `python launcher.py FOLDER`, with the standard library alone; it returns when the
command's own process is there. In the folder is `command.json` (the arguments and the folder to run
in); the launcher makes `process` (who runs it), `out` and `err` (what is written) and `exit` (the
exit status), and removes `secret.*` at the end.

SIGTERM is passed on to the command alone, and what it leaves behind is killed. A driver's Java is
that command, and its Python a child: where both were told to end, Java would begin to stop Spark
for the Python's end, then find that it is being stopped already, and go before its executors are.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

TAKEN = 3
"""The exit status where the folder's command was started before, or must not be any more."""


def main(folder: Path) -> None:
    """Start the command in a session of its own, once for each folder."""
    os.umask(0o077)
    ready, tell = os.pipe()
    if os.fork():
        os.close(tell)
        sys.exit(0 if os.read(ready, 1) else TAKEN)
    os.close(ready)
    os.setsid()
    if not claim(folder, os.getpid()):
        os._exit(TAKEN)
    os.write(tell, b"1")
    os.close(tell)
    try:
        code, told = _run(folder)
    finally:
        for secret in folder.glob("secret.*"):
            secret.unlink(missing_ok=True)
    write(folder / "exit", str(code))
    if told:
        os.killpg(os.getpid(), signal.SIGKILL)  # this process is the last


def claim(folder: Path, pid: int) -> bool:
    """Take the folder for a process of this machine, or with pid 0 so that none will run it."""
    own = folder / f"process.{os.getpid()}"
    own.write_text(json.dumps({"pid": pid, "host": socket.gethostname()}), "utf-8")
    try:
        os.link(own, folder / "process")  # unlike a rename it fails where one is there
    except FileExistsError:
        return False
    finally:
        own.unlink()
    return True


def write(file: Path, text: str) -> None:
    """Write a file that is never seen half, and by nobody else."""
    own = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    own.replace(file)


def _run(folder: Path) -> tuple[int, bool]:
    """The exit status, and whether the command was told to end."""
    given = json.loads((folder / "command.json").read_text("utf-8"))
    process: subprocess.Popen[bytes] | None = None
    told = False

    def end(*_: object) -> None:
        nonlocal told
        told = True
        if process is not None:
            process.terminate()

    signal.signal(signal.SIGTERM, end)
    with (folder / "out").open("ab") as out, (folder / "err").open("ab") as err:
        try:
            process = subprocess.Popen(  # noqa: S603
                given["command"], cwd=given["cwd"], stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )
        except OSError as error:
            err.write(f"{error}\n".encode())
            return 127, told
        if told:
            process.terminate()
        return process.wait(), told


if __name__ == "__main__":
    main(Path(sys.argv[1]))
