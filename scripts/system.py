"""What the make targets need of the machine: Java, Node and Debian packages.

Plain standard library: it runs before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

JAVA_MINIMUM = 17
# Debian 12 has the first, later Debians have one of the others.
JAVA_PACKAGES = ("openjdk-17-jre-headless", "openjdk-21-jre-headless")
_JAVA_ROOTS = (Path("/usr/lib/jvm"), Path("/opt/java"))


class SetupError(Exception):
    """What only the person at the keyboard can put right; says what to type."""


def say(message: str) -> None:
    """Prints one line of progress at once."""
    print(f"==> {message}", flush=True)


def java_home() -> Path | None:
    """The home of a Java 17 or newer: of `JAVA_HOME`, `PATH` or the usual places."""
    for java in _java_candidates():
        if _java_version(java) >= JAVA_MINIMUM:
            return java.resolve().parent.parent
    return None


def _java_candidates() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home, "bin", "java")
    if found := shutil.which("java"):
        yield Path(found)
    for root in _JAVA_ROOTS:
        yield from sorted(root.glob("*/bin/java"))


def _java_version(java: Path) -> int:
    """The major version; 0 for what is no working Java and for Java 8 and older."""
    try:
        done = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.search(r'version "(\d+)', done.stderr + done.stdout)
    return int(match[1]) if match and done.returncode == 0 else 0


def ensure_java() -> Path:
    """Finds Java, or installs Debian's; returns its home."""
    home = java_home()
    if home is None:
        say(f"no Java {JAVA_MINIMUM} or newer found: installing Debian's")
        apt_install(JAVA_PACKAGES)
        home = java_home()
    if home is None:
        raise SetupError(
            f"Spark needs Java {JAVA_MINIMUM} or newer: install one and set JAVA_HOME."
        )
    return home


def ensure_databases() -> None:
    """The database servers that tests start."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        say("no PostgreSQL found: installing Debian's")
        apt_install(["postgresql"])
    if shutil.which("mariadbd", path="/usr/sbin:/usr/bin:/usr/local/sbin") is None:
        say("no MariaDB found: installing Debian's")
        apt_install(["mariadb-server"])


def ensure_kerberos() -> None:
    """The KDC that tests start, what fills it, and what fetches tickets."""
    packages = {"krb5kdc": "krb5-kdc", "kadmin.local": "krb5-admin-server", "kinit": "krb5-user"}
    for tool, package in packages.items():
        if shutil.which(tool, path="/usr/sbin:/usr/bin:/usr/local/sbin") is None:
            say(f"no {tool} found: installing Debian's")
            apt_install([package])


def ensure_chromium() -> None:
    """The browser that tests use."""
    if not Path("/usr/bin/chromium").exists():
        say("no Chromium found: installing Debian's")
        apt_install(["chromium"])


def apt_install(alternatives: Sequence[str]) -> None:
    """Installs the first of these packages that this Debian has."""
    by_hand = f"apt-get install {alternatives[0]}"
    apt = shutil.which("apt-get")
    if apt is None:
        raise SetupError(
            f"This is no Debian (there is no apt-get). Install what Debian calls "
            f"{alternatives[0]} and try again."
        )
    prefix = _root_prefix()
    if prefix is None:
        raise SetupError(
            f"{alternatives[0]} is missing and only root can install it. Type:\n\n"
            f"    su -c '{by_hand}'\n\nor the same with sudo, and try again."
        )
    say(f"apt-get install {' or '.join(alternatives)}")
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    output = ""
    for before in ([], [*command, "update"]):  # first with apt's lists as they are
        if before:
            output = _output(before)[1]
        known = [package for package in alternatives if _apt_knows(package)]
        if known:
            install = ["install", "-y", "--no-install-recommends", known[0]]
            done, output = _output([*command, *install])
            if done:
                return
    print(output, file=sys.stderr)
    raise SetupError(f"{by_hand} failed; what it said is above.")


def _output(command: list[str]) -> tuple[bool, str]:
    """Runs a command; whether it worked, and what it wrote."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def _root_prefix() -> list[str] | None:
    """What to put before a command that root must run; None if that is not possible."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    allowed = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if allowed.returncode == 0 else None


def _apt_knows(package: str) -> bool:
    """Whether apt's lists, as they are, have the package."""
    done = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return done.returncode == 0


def report(error: Exception | str) -> int:
    """Prints why a step cannot go on; returns the exit status."""
    print(f"\nerror: {error}", file=sys.stderr)
    return 1
