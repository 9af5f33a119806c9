"""Runs pages as jobs that outlive the browser, the kernel and the Jupyter server."""

from etlab_jupyter.runners.submit.job import Job, JobError
from etlab_jupyter.runners.submit.jobs import job_of
from etlab_jupyter.runners.submit.place import JobPlace
from etlab_jupyter.runners.submit.runner import SubmitRunner

__all__ = ["Job", "JobError", "JobPlace", "SubmitRunner", "job_of"]
