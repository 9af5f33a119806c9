"""Which kind of job belongs to which connection."""

from __future__ import annotations

from etlab_jupyter.runners.submit.job import Job, JobError
from etlab_jupyter.runners.submit.spark_submit import JobPlace, SparkSubmitJob
from etlab_jupyter.spark_session import Settings, SparkSettings


def job_of(settings: Settings, place: JobPlace) -> Job:
    """The job of a run; `JobError` where the connection takes none."""
    if isinstance(settings, SparkSettings):
        return SparkSubmitJob(settings, place)
    raise JobError("Jobs cannot be submitted on this connection yet.")
