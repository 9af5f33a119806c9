"""Real database servers in temporary folders, on free ports of loopback, as ordinary users."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

QUICK_JAVA = "-XX:TieredStopAtLevel=1"
"""For JVMs that live for seconds: the first of Java's two compilers is enough."""


def quick_java(environment: str | Path = sys.prefix) -> str:
    """The same for those of an environment's Spark, whose classes `make test` has archived.

    What they would say where they cannot use the archive is of no interest.
    """
    return f"{QUICK_JAVA} -XX:SharedArchiveFile={environment}/spark.jsa -Xlog:cds*=off"


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def running(log: Path, *command: str, env: dict[str, str] | None = None) -> Iterator[Path]:
    """A process that is ended afterwards; the log of what it writes, in the folder it is in."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=env, cwd=log.parent)
    try:
        yield log
    finally:
        process.terminate()
        process.wait(30)


class Server(ABC):
    """A server process that can be killed and started again on the same data."""

    account = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.prefix: list[str] = []
        if os.getuid() == 0:  # the servers refuse to run as root
            pwd.getpwnam(self.account)
            self.prefix = ["runuser", "-u", self.account, "--"]
            shutil.chown(folder, self.account)
            for parent in folder.parents[:-2]:  # pytest's folders are for their owner alone
                parent.chmod(parent.stat().st_mode | 0o011)

    @abstractmethod
    def command(self) -> list[str]:
        """What starts it."""

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen([*self.prefix, *self.command()], stdout=log, stderr=log)
        end = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self.folder / "server.log").read_text(errors="replace")[-4000:])
            time.sleep(0.05)

    def answers(self) -> bool:
        with socket.socket() as sock:
            return sock.connect_ex(("127.0.0.1", self.port)) == 0

    @abstractmethod
    def server_pid(self) -> int:
        """The process id of the server itself."""

    def kill(self) -> None:
        """As a crash does it: kill -9."""
        assert self.process is not None
        for pid in _with_children(self.server_pid()):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.kill(self.server_pid(), signal.SIGQUIT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()


class PostgreSQL(Server):
    account = "postgres"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        versions = sorted(Path("/usr/lib/postgresql").iterdir(), key=lambda path: int(path.name))
        self.bin = versions[-1] / "bin"
        self.data = folder / "data"
        self._run(self.bin / "initdb", "-D", self.data, "-U", "etlab", "-A", "trust",
                  "-E", "UTF8", "--no-locale", "--no-sync")  # fmt: skip

    def command(self) -> list[str]:
        options = {"listen_addresses": "127.0.0.1", "port": str(self.port),
                   "unix_socket_directories": str(self.folder)}  # fmt: skip
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        return [str(self.bin / "postgres"), "-D", str(self.data), *settings]

    def answers(self) -> bool:
        check = [str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(check, check=False).returncode == 0

    def server_pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def database(self, name: str) -> str:
        """A new database; its address."""
        self._run(self.bin / "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "etlab",
                  name)  # fmt: skip
        return f"postgresql://etlab@127.0.0.1:{self.port}/{name}"

    def _run(self, *command: str | Path) -> None:
        subprocess.run([*self.prefix, *map(str, command)], check=True, capture_output=True)


class MariaDB(Server):
    account = "mysql"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.data = folder / "data"
        self.socket = folder / "sock"
        install = ["mariadb-install-db", "--no-defaults", f"--datadir={self.data}",
                   "--auth-root-authentication-method=normal", "--skip-test-db"]  # fmt: skip
        subprocess.run([*self.prefix, *install], check=True, capture_output=True)

    def command(self) -> list[str]:
        return ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={self.data}",
                "--bind-address=127.0.0.1", f"--port={self.port}", f"--socket={self.socket}",
                f"--pid-file={self.folder / 'pid'}"]  # fmt: skip

    def answers(self) -> bool:
        check = ["mariadb-admin", "--no-defaults", f"--socket={self.socket}", "-uroot", "ping"]
        return subprocess.run(check, check=False, capture_output=True).returncode == 0

    def server_pid(self) -> int:
        return int((self.folder / "pid").read_text())

    def database(self, name: str) -> str:
        """A new database; its address."""
        sql = (
            f"CREATE DATABASE {name}; CREATE OR REPLACE USER etlab@127.0.0.1 IDENTIFIED BY 'etlab';"
            "GRANT ALL ON *.* TO etlab@127.0.0.1"
        )
        client = ["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-e", sql]
        subprocess.run(client, check=True, capture_output=True)
        return f"mysql://etlab:etlab@127.0.0.1:{self.port}/{name}"


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == pid:
                found.append(int(folder.name))
    return found
