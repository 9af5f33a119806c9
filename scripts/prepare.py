"""Prepares the machine and the environments for one make target: `prepare.py TARGET`.

Run with any Python 3.11 or newer and its standard library alone.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (an older Python must get this far)
    sys.exit(
        f"error: ETLab needs Python 3.11 or newer; this is {sys.version.split()[0]}. "
        "Name another one: make PYTHON=python3.12 ..."
    )

import class_archives
import environments
import labextension
import livy_home
import maven
import system


def demo() -> None:
    """The package, the data generator and Java."""
    environments.ensure_package("demo")
    system.ensure_java()
    labextension.ensure()


def test() -> None:
    """What the tests need: PySpark 3.5, database servers, a KDC, a browser, YARN and Livy."""
    environments.ensure_package("test")
    environments.ensure_spark35()
    system.ensure_java()
    system.ensure_databases()
    system.ensure_kerberos()
    system.ensure_chromium()
    maven.ensure_yarn()
    livy_home.ensure_livy()
    class_archives.ensure(environments.MAIN, environments.SPARK35)
    labextension.ensure()


def lint() -> None:
    """The linters."""
    environments.ensure_package("test")
    labextension.ensure()


def bench() -> None:
    """The references that the benchmarks measure against."""
    environments.ensure_package("test")
    environments.ensure_flowfile()
    environments.ensure_scheduler()
    environments.ensure_sparkmagic()
    system.ensure_java()
    livy_home.ensure_livy()
    system.ensure_databases()
    system.ensure_chromium()
    labextension.ensure()


TARGETS = {"demo": demo, "test": test, "lint": lint, "bench": bench}


def main(target: str) -> int:
    """Runs the target's steps; each does nothing when it was done before."""
    if target not in TARGETS:
        return system.report(f"there is no target {target!r}")
    try:
        TARGETS[target]()
    except system.SetupError as error:
        return system.report(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
