"""What a job is, wherever it runs: a whole script that goes on without us.

A new way to submit is one module with a `Job` and a line in `jobs.job_of`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.output import Text


class JobError(ETLabError):
    """The job was not started, or cannot be found or stopped; the text says which."""


class UncertainJobError(JobError):
    """Whether the job was started is not known. It is not started again."""


class NotStartedError(JobError):
    """The job was certainly never started."""


class Phase(Enum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as whatever runs it sees it.

    `succeeded` is None while it is not over, and where nobody knows how it ended; `told` says more
    about that, as sentences. `application` is Spark's id of it, once it is known.
    """

    phase: Phase
    succeeded: bool | None = None
    told: str = ""
    application: str | None = None

    @property
    def over(self) -> bool:
        return self.phase is Phase.OVER


class Job(ABC):
    """The job of one run. It is known by the run's id, from before it is started.

    So a server that comes back finds it by `find` whatever it had heard of the start. Each method
    may raise `JobError` or another `ETLabError`; of `state` and `news` that means that nothing is
    known at the moment, and they are called again.
    """

    follows = True
    """Whether `news` has what the script prints while it runs; else only when it is over."""

    pause = 1.0
    """For how many seconds at most it is not looked at while nothing happens."""

    @property
    def more(self) -> bool:
        """Whether the last `news` were only a part of what is there."""
        return False

    @property
    @abstractmethod
    def address(self) -> str:
        """What leads to the job, in at most 1000 characters; stored with the run, not secret."""

    @abstractmethod
    async def start(self, script: str) -> None:
        """Start it; called at most once in the life of a run.

        `script` is one Python file of plain ASCII. `UncertainJobError` where it may have started.
        """

    @abstractmethod
    async def find(self) -> None:
        """Find it again after a restart of ours; `NotStartedError`, `UncertainJobError`."""

    @abstractmethod
    async def state(self) -> JobState:
        """How it is now."""

    @abstractmethod
    async def news(self) -> Sequence[Text]:
        """What it has written since the last call: parts of stdout and of stderr.

        The first call of a new object begins with the first that is still there. What was written
        before `state` told that it is over is in the next call, and those after it while there is
        `more`. Whole lines of one stream must not be mixed with those of the other.
        """

    @abstractmethod
    async def cancel(self) -> None:
        """Stop it where it runs; returns when it is gone there."""

    @abstractmethod
    async def close(self) -> None:
        """Leave it alone: close connections. It goes on."""

    async def forget(self) -> None:
        """Remove what is left of a job that is over: files of ours. All of it was read."""
        return
