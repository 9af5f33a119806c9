"""How the make targets run commands inside the main environment."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

import environments
import livy_home
from system import java_home, say


def environment() -> dict[str, str]:
    """The variables that commands get: `PATH` with the environment, `JAVA_HOME`."""
    variables = dict(os.environ)
    scripts = environments.python_of(environments.MAIN).parent
    variables["PATH"] = f"{scripts}{os.pathsep}{variables.get('PATH', os.defpath)}"
    variables["VIRTUAL_ENV"] = str(environments.MAIN)
    variables.pop("PYTHONHOME", None)
    variables.pop("SPARK_HOME", None)  # would win over the installed PySpark
    variables.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # nothing listens to the network
    if home := java_home():
        variables["JAVA_HOME"] = str(home)
    spark35 = environments.python_of(environments.SPARK35)
    if spark35.exists():
        variables.setdefault("ETLAB_SPARK35_PYTHON", str(spark35))
    if livy_home.LIVY_HOME.exists():
        variables.setdefault("ETLAB_LIVY_HOME", str(livy_home.LIVY_HOME))
    flowfile = environments.python_of(environments.FLOWFILE)
    if flowfile.exists():
        variables.setdefault("ETLAB_FLOWFILE_PYTHON", str(flowfile))
    scheduler = environments.python_of(environments.SCHEDULER)
    if scheduler.exists():
        variables.setdefault("ETLAB_SCHEDULER_PYTHON", str(scheduler))
    sparkmagic = environments.python_of(environments.SPARKMAGIC)
    if sparkmagic.exists():
        variables.setdefault("ETLAB_SPARKMAGIC_PYTHON", str(sparkmagic))
    return variables


def run(*command: str | Path) -> int:
    """Shows a command and runs it at the root of the checkout; returns its status."""
    say(" ".join(_shown(part) for part in command))
    done = subprocess.run(
        [str(part) for part in command],
        cwd=environments.ROOT,
        env=environment(),
        check=False,
    )
    return done.returncode


@contextmanager
def beside(*command: str | Path) -> Iterator[Callable[[], int]]:
    """Runs a command beside others; its end is waited for by a call, which shows what it wrote."""
    say(f"{' '.join(_shown(part) for part in command)}, beside the following")
    with TemporaryFile("w+b") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=environments.ROOT, env=environment(), stdout=output, stderr=output,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

        def end() -> int:
            status = process.wait()
            say(" ".join(_shown(part) for part in command))
            output.seek(0)
            shutil.copyfileobj(output, sys.stdout.buffer)
            sys.stdout.flush()
            return status

        try:
            yield end
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def tool(name: str) -> Path:
    """A script of the main environment."""
    return environments.MAIN / "bin" / name


def _shown(part: str | Path) -> str:
    path = Path(part)
    if path.is_absolute() and path.is_relative_to(environments.ROOT):
        return str(path.relative_to(environments.ROOT))
    return str(part)
