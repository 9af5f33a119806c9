"""A real Kerberos realm on loopback: MIT's KDC, and keytabs for whom it knows."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import free_port, running

REALM = "ETLAB.TEST"
_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
_CLIENT = """\
[libdefaults]
    default_realm = {realm}
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    rdns = false
[realms]
    {realm} = {{
        kdc = 127.0.0.1:{port}
    }}
"""
_SERVER = """\
[kdcdefaults]
    kdc_listen = 127.0.0.1:{port}
    kdc_tcp_listen = 127.0.0.1:{port}
[realms]
    {realm} = {{
        database_name = {folder}/principal
        key_stash_file = {folder}/stash
        acl_file = {folder}/acl
    }}
"""


class Realm:
    """What a client of the realm needs, and what its administrator does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "krb5.conf"
        self._port = free_port()
        values = {"realm": REALM, "folder": folder, "port": self._port}
        self.config.write_text(_CLIENT.format(**values))
        (folder / "kdc.conf").write_text(_SERVER.format(**values))
        self.env = {
            **os.environ, "PATH": _PATH, "KRB5_CONFIG": str(self.config),
            "KRB5_KDC_PROFILE": str(folder / "kdc.conf"),
        }  # fmt: skip
        self._run("kdb5_util", "create", "-s", "-r", REALM, "-P", "for the tests")

    def answers(self) -> bool:
        with socket.socket() as sock:
            return sock.connect_ex(("127.0.0.1", self._port)) == 0

    def keytab(self, name: str) -> Path:
        """Add somebody to the realm; the file with the key."""
        file = self.folder / f"{name.replace('/', '-')}.keytab"
        self._run("kadmin.local", "-q", f"addprinc -randkey {name}")
        self._run("kadmin.local", "-q", f"ktadd -k {file} {name}")
        return file

    def ticket(self, name: str, keytab: Path, cache: Path, seconds: int = 3600) -> None:
        """Sign in: the ticket, good for so long, is put into the cache."""
        life = ("-l", f"{seconds}s")
        self._run("kinit", *life, "-k", "-t", str(keytab), "-c", f"FILE:{cache}", name)

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@contextmanager
def realm(folder: Path) -> Iterator[Realm]:
    """A realm whose KDC runs."""
    made = Realm(folder)
    with running(folder / "kdc.log", "krb5kdc", "-n", env=made.env) as log:
        end = time.monotonic() + 30
        while not made.answers():
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        yield made
