"""Which kind of job belongs to which connection."""

from __future__ import annotations

from etlab_jupyter.runners.submit.databricks_run import DatabricksJob
from etlab_jupyter.runners.submit.job import Job, JobError
from etlab_jupyter.runners.submit.kubernetes import KubernetesClusterJob
from etlab_jupyter.runners.submit.livy_batch import LivyBatchJob
from etlab_jupyter.runners.submit.place import JobPlace
from etlab_jupyter.runners.submit.spark_submit import SparkSubmitJob
from etlab_jupyter.runners.submit.yarn import YarnClusterJob
from etlab_jupyter.spark_session import (
    DatabricksSettings,
    LivySettings,
    Settings,
    SparkSettings,
)


def job_of(settings: Settings, place: JobPlace) -> Job:
    """The job of a run; `JobError` where the connection takes none."""
    if isinstance(settings, SparkSettings):
        if settings.deploy_mode == "cluster":
            kubernetes = str(settings.master).startswith("k8s")
            return (KubernetesClusterJob if kubernetes else YarnClusterJob)(settings, place)
        return SparkSubmitJob(settings, place)
    if isinstance(settings, LivySettings):
        return LivyBatchJob(settings, place)
    if isinstance(settings, DatabricksSettings):
        return DatabricksJob(settings, place)
    raise JobError("Jobs cannot be submitted on this connection yet.")
