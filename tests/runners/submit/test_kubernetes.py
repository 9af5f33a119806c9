"""Pods that are drivers, where Kubernetes does not always answer."""

from __future__ import annotations

import uuid

import httpx
import pytest

from etlab_jupyter.runners.submit import JobPlace, kubernetes
from etlab_jupyter.runners.submit.kubernetes_api import NoAnswerError
from etlab_jupyter.spark_session import SparkSettings

pytestmark = pytest.mark.asyncio


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Makes a job of which Kubernetes answers this, and the requests that it has had."""
    requests = []

    def make(*answers):
        left = list(answers)

        def answer(request):
            requests.append(request.method)
            status = left.pop(0) if len(left) > 1 else left[0]
            if status is None:
                raise httpx.ReadTimeout("", request=request)
            return httpx.Response(status, json={"metadata": {}})

        http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://there")
        monkeypatch.setattr(kubernetes, "api_of", lambda settings: (http, None))
        place = JobPlace(uuid.uuid4().hex, "page", tmp_path / "jobs", tmp_path)
        return kubernetes.KubernetesClusterJob(SparkSettings(master="k8s://there"), place)

    monkeypatch.setattr(kubernetes, "PAUSE", 0.01)
    return make, requests


async def test_an_answer_that_is_lost_leaves_nothing_open_about_a_pod_that_is_deleted(job):
    make, requests = job
    await make(None, 200, None, None, 404).cancel()
    assert requests == ["DELETE", "GET", "GET", "GET", "GET"]


async def test_where_kubernetes_is_silent_a_job_is_not_called_cancelled(job):
    make, requests = job
    with pytest.raises(NoAnswerError, match=r"^Kubernetes does not answer: ReadTimeout\.$"):
        await make(None).cancel()
    assert requests == ["DELETE", *["GET"] * kubernetes.SILENT_TRIES]
