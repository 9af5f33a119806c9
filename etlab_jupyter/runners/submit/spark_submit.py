"""Jobs that Spark's own launcher starts, with their driver beside this server.

https://spark.apache.org/docs/latest/submitting-applications.html
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from etlab_jupyter.runners.output import Text
from etlab_jupyter.runners.submit.detached import Detached
from etlab_jupyter.runners.submit.job import Job, JobError, JobState, Phase
from etlab_jupyter.runners.submit.place import JobPlace
from etlab_jupyter.spark_session import SparkSettings

_ESCAPED = re.compile(r"[\\\n\r\t\f=: #!]")
_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f"}


class SparkSubmitJob(Job):
    """`spark-submit` in a process of its own, which outlives this one.

    Its settings are in a properties file that only its owner reads, and that is deleted at its
    end: on the command line everybody on the machine would see them.
    """

    pause = 0.2  # a look at files

    def __init__(self, settings: SparkSettings, place: JobPlace) -> None:
        if settings.remote:
            raise JobError("Scripts cannot be submitted over Spark Connect.")
        self._settings = settings
        self._place = place
        self._process = Detached(place.jobs / place.run_id)

    @property
    def address(self) -> str:
        """The job's folder is named after the run."""
        return f"spark-submit:{self._place.run_id}"

    async def start(self, script: str) -> None:
        """Start `spark-submit`; it is there when this returns."""
        folder = self._process.folder
        home = spark_home()
        files = {
            "job.py": script,
            "secret.conf": defaults(home) + properties(self._conf()),
        }
        command = [
            str(home / "bin" / "spark-submit"), "--properties-file", str(folder / "secret.conf"),
            str(folder / "job.py"),
        ]  # fmt: skip
        await self._process.start(command, files, cwd=self._place.cwd, env=self._environment())

    async def find(self) -> None:
        """Find the process by its folder."""
        await self._process.find()

    async def state(self) -> JobState:
        """Whether the process runs, or how it ended."""
        ended = self._process.ended()
        if ended is None:
            return JobState(Phase.RUNNING)
        if ended.code is None:
            told = "The job's process was killed, or the machine was restarted."
            return JobState(Phase.OVER, None, told)
        return JobState(Phase.OVER, ended.code == 0, f"spark-submit ended with {ended.code}.")

    @property
    def more(self) -> bool:
        return self._process.more

    async def news(self) -> Sequence[Text]:
        """What the driver has printed, and its log."""
        return await self._process.news()

    async def cancel(self) -> None:
        """End the process with all that it has started; the driver leaves its cluster."""
        await self._process.stop()

    async def close(self) -> None:
        """There is no connection."""

    async def forget(self) -> None:
        """Remove the job's folder; a process that only waits for the job is not needed any more."""
        await self._process.stop()
        await self._process.remove()

    def _conf(self) -> dict[str, str]:
        return {
            "spark.app.name": self._place.name,
            **self._settings.conf,
            "spark.master": self._settings.master or "local[*]",
            "spark.submit.deployMode": self._settings.deploy_mode,
        }

    def _environment(self) -> dict[str, str]:
        env = visible_environment()
        python = Path(sys.executable)
        path = os.pathsep.join([str(python.parent), env.get("PATH", os.defpath)])
        env = {**env, "PATH": path, **self._settings.env}
        if self._settings.deploy_mode == "client":
            env.setdefault("PYSPARK_DRIVER_PYTHON", str(python))
        return env


def visible_environment() -> dict[str, str]:
    """What others may see of this process's environment: its database and keys are not theirs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ETLAB_")}


def spark_home() -> Path:
    """The Spark that kernels would use; `JobError` where none is installed."""
    if given := os.environ.get("SPARK_HOME"):
        return Path(given)
    found = importlib.util.find_spec("pyspark")  # does not import it
    if found is None or found.origin is None:
        raise JobError("PySpark is not installed where the Jupyter server runs.")
    return Path(found.origin).parent


def defaults(home: Path) -> str:
    """Spark's own default settings, which a properties file would keep it from reading."""
    folder = Path(os.environ.get("SPARK_CONF_DIR") or home / "conf")
    try:
        return (folder / "spark-defaults.conf").read_text("utf-8") + "\n"
    except (OSError, UnicodeDecodeError):
        return ""


def properties(conf: Mapping[str, str]) -> str:
    """Settings as Java reads them from a file (`java.util.Properties.load`)."""
    return "".join(f"{_escape(key)}={_escape(value)}\n" for key, value in conf.items())


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda found: _NAMES.get(found[0], f"\\{found[0]}"), text)
