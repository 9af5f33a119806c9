"""A kernel that ends by itself leaves nothing of its session on the cluster."""

from __future__ import annotations

import asyncio

from etlab_jupyter.runners import KernelRunner
from etlab_jupyter.runners.events import RunFinished
from etlab_jupyter.spark_session import SparkSettings
from tests.kube.api import kubernetes
from tests.runners.conftest import ENV, new_page


async def test_the_pods_of_a_kernel_that_is_told_to_end_are_gone(tmp_path):
    page = new_page(tmp_path)
    page.add("code", code="df = spark.range(1)", inputs=[], id="rows")
    with kubernetes(tmp_path) as cluster:
        conf = {
            "spark.kubernetes.namespace": "jobs", "spark.kubernetes.container.image": "spark",
            "spark.executor.instances": "1", "spark.executor.memory": "512m",
            "spark.driver.host": "127.0.0.1",
        }  # fmt: skip
        settings = SparkSettings(master=f"k8s://{cluster.address}", conf=conf)
        runner = KernelRunner(cwd=tmp_path, env=ENV, independent=True, settings=settings)
        try:
            *_, last = [event async for event in runner.run(page.cells())]
            assert isinstance(last, RunFinished)
            assert (last.status, last.error) == ("completed", None)
            assert cluster.objects.select("configmaps", "jobs", {})
            # As a server does it that found the kernel of one before it.
            assert runner.connection_file
            found = KernelRunner.attach(runner.connection_file, adopt=True)
            await found.open()
            await found.close()
            await asyncio.to_thread(cluster.wait_until_empty, "jobs")
        finally:
            await runner.close()
