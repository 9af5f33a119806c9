"""A file system of Hadoop's, of a NameNode and a DataNode, on loopback."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.hadoop import command, configure, hadoop
from tests.servers import free_port

NAME_NODE = "hdfs.server.namenode.NameNode"
DATA_NODE = "hdfs.server.datanode.DataNode"


@dataclass(frozen=True)
class Hdfs:
    """`address` is that of the file system, `web` that of its REST API."""

    address: str
    web: str

    def files(self, folder: str) -> list[dict[str, Any]]:
        """What is in a folder: `pathSuffix` (the name), `length`, `permission`, `owner`."""
        found = self._get(f"webhdfs/v1{folder}?op=LISTSTATUS")
        return list(found["FileStatuses"]["FileStatus"])

    def nodes(self) -> int:
        """How many DataNodes run."""
        found = self._get("jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState")
        return sum(int(one["NumLiveDataNodes"]) for one in found["beans"])

    def _get(self, path: str) -> dict[str, Any]:
        with urlopen(f"{self.web}/{path}", timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
            return found


@contextmanager
def hdfs(folder: Path) -> Iterator[Hdfs]:
    """An empty file system, kept in a folder that is made for it."""
    folder.mkdir()
    made = Hdfs(f"hdfs://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}")
    ports = {
        name: f"127.0.0.1:{free_port()}" for name in ("address", "http.address", "ipc.address")
    }
    settings = {
        "dfs.namenode.name.dir": (folder / "names").as_uri(),
        "dfs.namenode.http-address": made.web.removeprefix("http://"),
        "dfs.datanode.data.dir": (folder / "data").as_uri(),
        **{f"dfs.datanode.{name}": value for name, value in ports.items()},
        "dfs.replication": "1",
    }
    configure(folder, core={"fs.defaultFS": made.address}, hdfs=settings)
    format_ = command(folder, NAME_NODE, "-format", "-nonInteractive")
    subprocess.run(format_, check=True, capture_output=True, cwd=folder)
    with hadoop(folder, NAME_NODE) as log, hadoop(folder, DATA_NODE):
        end = time.monotonic() + 120
        while not _ready(made):
            assert time.monotonic() < end, log.read_text(errors="replace")[-3000:]
            time.sleep(0.2)
        yield made


def _ready(made: Hdfs) -> bool:
    try:
        return made.nodes() == 1
    except OSError:
        return False
