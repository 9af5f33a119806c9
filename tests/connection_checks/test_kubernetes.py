"""Connections whose drivers are pods: the cluster is asked whether it permits them."""

from __future__ import annotations

import pytest

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connection_checks import CheckError, check
from tests.kube import kubeconfigs
from tests.kube.api import kubernetes

TOKEN = "a-token-of-a-plugin"


async def test_a_cluster_tells_what_it_permits(tmp_path, monkeypatch):
    monkeypatch.setenv(
        "KUBECONFIG", str(kubeconfigs.write(tmp_path / "config", kubeconfigs.plugin(tmp_path)))
    )
    (tmp_path / "plugin-token").write_text(TOKEN)
    with kubernetes(tmp_path) as cluster:
        cluster.token = TOKEN
        config = {
            "master": f"k8s://{cluster.address}", "deploy_mode": "cluster", "namespace": "jobs",
            "context": "mine",
        }  # fmt: skip

        async def found():
            return await check(ConnectionType.KUBERNETES, config, folder=tmp_path)

        made = await found()
        assert made.message.startswith(
            "Kubernetes answers and permits drivers in the namespace “jobs”."
        )
        assert (made.spark_version, made.master) == (None, config["master"])
        assert cluster.reviewed == [
            "create jobs pods", "create jobs configmaps", "get jobs pods", "get jobs pods log",
            "delete jobs pods",
        ]  # fmt: skip
        cluster.forbidden = {"delete", "create"}
        with pytest.raises(CheckError) as caught:
            await found()
        assert caught.value.failed == "permission"
        assert str(caught.value) == (
            "Kubernetes answers, but in the namespace “jobs” it does not permit this sign-in to: "
            "create pods, create configmaps, delete pods."
        )
        cluster.token = "another"
        config["token"] = "an-old-one"
        with pytest.raises(CheckError) as caught:
            await found()
        assert str(caught.value) == "Kubernetes refuses the request: Unauthorized."
        assert caught.value.failed == "credentials"
    assert cluster.mistakes == []
