"""A real Apache Livy server on loopback, and what it starts."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.servers import free_port, quick_java

HEADERS = {"X-Requested-By": "tests"}
SETTINGS = {
    "livy.server.host": "127.0.0.1",
    "livy.spark.master": "local[2]",
    "livy.spark.scala-version": "2.12",
    "livy.server.csrf-protection.enabled": "true",
    "livy.rsc.rpc.server.address": "127.0.0.1",
    # A driver that lost its server for good.
    "livy.rsc.server.idle-timeout": "60s",
}
MAIN = "org.apache.livy.server.LivyServer"
_OPENS = (
    "java.lang", "java.lang.invoke", "java.nio", "java.net", "java.io", "java.util",
    "java.util.concurrent", "java.util.concurrent.atomic", "sun.nio.ch", "sun.util.calendar",
)  # fmt: skip
_EXPORTS = (
    "java.base/sun.net.dns", "java.base/sun.net.util", "java.base/sun.security.x509",
    "java.base/sun.security.util", "java.security.jgss/sun.security.krb5",
    "java.security.jgss/sun.security.jgss",
)  # fmt: skip
_LOG = """\
log4j.rootCategory=INFO, err
log4j.appender.err=org.apache.log4j.ConsoleAppender
log4j.appender.err.target=System.err
log4j.appender.err.layout=org.apache.log4j.PatternLayout
log4j.appender.err.layout.ConversionPattern=%d{HH:mm:ss} %p %c{1}: %m%n
"""


class LivyServer:
    """Livy with Spark 3.5; it can be killed and started again on the same port.

    `java` are options of its own Java, `settings` those of Livy, with `_` for their dots.
    """

    def __init__(self, folder: Path, *, java: Sequence[str] = (), **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._groups: list[int] = []
        self._java = java
        files = str(folder)
        lines = {
            **SETTINGS, "livy.server.port": str(self.port), "livy.file.local-dir-whitelist": files,
            **{f"livy.{name.replace('_', '.')}": value for name, value in settings.items()},
        }  # fmt: skip
        text = "".join(f"{name} = {value}\n" for name, value in lines.items())
        (folder / "livy.conf").write_text(text)
        (folder / "log4j.properties").write_text(_LOG)

    @property
    def log(self) -> str:
        return (self.folder / "livy.log").read_text(errors="replace")

    def start(self) -> None:
        home = Path(os.environ["ETLAB_LIVY_HOME"])
        python = Path(os.environ["ETLAB_SPARK35_PYTHON"])
        (spark,) = python.parents[1].glob("lib/python*/site-packages/pyspark")
        # Benchmarks run without it.
        quick = quick_java(python.parents[1]) if "SPARK_SUBMIT_OPTS" in os.environ else ""
        opts = f"{quick} -Dspark.ui.enabled=false -Dderby.system.home={self.folder}"
        env = {
            **os.environ, "LIVY_HOME": str(home), "LIVY_CONF_DIR": str(self.folder),
            "LIVY_LOG_DIR": str(self.folder),
            "SPARK_HOME": str(spark), "PYSPARK_PYTHON": str(python),
            "PYSPARK_DRIVER_PYTHON": str(python), "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_SUBMIT_OPTS": opts,
        }  # fmt: skip
        java = Path(env["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in env else "java"
        opens = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENS]
        exports = [f"--add-exports={name}=ALL-UNNAMED" for name in _EXPORTS]
        path = f"{home}/jars/*:{self.folder}"
        command = [str(java), "-Xmx256m", *self._java, *opens, *exports, "-cp", path, MAIN]
        with (self.folder / "livy.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env=env, cwd=self.folder, start_new_session=True
            )
        self._groups.append(self.process.pid)
        end = time.monotonic() + 120
        while not self.answers():
            assert self.process.poll() is None, self.log[-4000:]
            assert time.monotonic() < end, self.log[-4000:]
            time.sleep(0.2)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/version", timeout=5).status_code in (200, 401)
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """As a crash does it: kill -9. The drivers that it has started go on for a while."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)

    def stop(self) -> None:
        """Stop the server and all that it has started: they are in its process group."""
        for group in self._groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self.process is not None:
            self.process.wait(30)

    def sessions(self) -> list[dict[str, object]]:
        found = httpx.get(f"{self.url}/sessions", timeout=30).json()["sessions"]
        return list(found)

    def clear(self) -> None:
        """End all sessions."""
        for one in self.sessions():
            self.call("DELETE", f"/sessions/{one['id']}")
        self.wait_for_sessions(0)

    def wait_for_sessions(self, count: int) -> None:
        """Wait until so many are left: one that was ended takes a while to go."""
        end = time.monotonic() + 120
        while len(found := self.sessions()) != count:
            assert time.monotonic() < end, found
            time.sleep(0.2)

    def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        return httpx.request(method, f"{self.url}{path}", json=body, headers=HEADERS, timeout=60)
