"""A YARN of two processes, ResourceManager and NodeManager, on loopback."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.hadoop import configure, hadoop
from tests.servers import free_port


@dataclass(frozen=True)
class YarnCluster:
    """`conf` is the folder for `HADOOP_CONF_DIR`, `address` that of the REST API."""

    conf: Path
    address: str

    def applications(self) -> list[dict[str, Any]]:
        """What runs and what ran, the newest last."""
        found = self._get("apps")["apps"]
        return sorted(found["app"], key=lambda one: str(one["id"])) if found else []

    def nodes(self) -> int:
        """How many NodeManagers run."""
        found = self._get("nodes")["nodes"]
        return len(found["node"]) if found else 0

    def wait_for_end(self) -> list[str]:
        """Wait until all applications are over; their final statuses, that of the newest last."""
        end = time.monotonic() + 120
        while "UNDEFINED" in (found := [str(one["finalStatus"]) for one in self.applications()]):
            assert time.monotonic() < end, found
            time.sleep(0.2)
        return found

    def _get(self, path: str) -> dict[str, Any]:
        with urlopen(f"{self.address}/ws/v1/cluster/{path}", timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
            return found


@contextmanager
def yarn_cluster(folder: Path) -> Iterator[YarnCluster]:
    """A cluster of 4 GB and four cores."""
    resource_manager = f"127.0.0.1:{free_port()}"
    core = {"hadoop.tmp.dir": str(folder / "tmp")}
    conf = configure(folder, core=core, yarn=_settings(folder, resource_manager))
    cluster = YarnCluster(conf, f"http://{resource_manager}")
    with ExitStack() as stack:
        for name in ("resourcemanager.ResourceManager", "nodemanager.NodeManager"):
            log = stack.enter_context(hadoop(folder, f"yarn.server.{name}"))
        _wait(cluster, log)
        yield cluster


def _settings(folder: Path, resource_manager: str) -> dict[str, str]:
    free = {
        f"yarn.{name}": f"127.0.0.1:{free_port()}"
        for name in (
            "resourcemanager.address", "resourcemanager.scheduler.address",
            "resourcemanager.resource-tracker.address", "resourcemanager.admin.address",
            "nodemanager.address", "nodemanager.localizer.address",
            "nodemanager.webapp.address", "nodemanager.collector-service.address",
        )
    }  # fmt: skip
    queues = "yarn.scheduler.capacity"
    return {
        **free,
        "yarn.resourcemanager.webapp.address": resource_manager,
        "yarn.nodemanager.hostname": "127.0.0.1",
        "yarn.nodemanager.local-dirs": str(folder / "local"),
        "yarn.nodemanager.log-dirs": str(folder / "logs"),
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage": "100",
        "yarn.log-aggregation-enable": "true",
        "yarn.nodemanager.remote-app-log-dir": (folder / "collected").as_uri(),
        # Java reserves far more virtual memory than it uses.
        "yarn.nodemanager.vmem-check-enabled": "false",
        "yarn.nodemanager.resource.memory-mb": "4096",
        "yarn.nodemanager.resource.cpu-vcores": "4",
        "yarn.scheduler.minimum-allocation-mb": "128",
        f"{queues}.maximum-am-resource-percent": "1.0",
        f"{queues}.root.queues": "default",
        f"{queues}.root.capacity": "100",
        f"{queues}.root.default.capacity": "100",
    }


def _wait(cluster: YarnCluster, log: Path) -> None:
    end = time.monotonic() + 120
    while True:
        try:
            if cluster.nodes():
                return
        except OSError:
            pass
        assert time.monotonic() < end, log.read_text(errors="replace")[-3000:]
        time.sleep(0.2)
