"""Archives of the classes that Spark loads, with which the tests' JVMs start in half the time.

An environment's `spark.jsa` is made by `archive_workload.py` on its PySpark (Java's "dynamic
archives", JEP 350). A JVM with another class path, or of another Java, leaves it unread.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from environments import python_of
from system import SetupError, ensure_java, say

WORKLOAD = Path(__file__).with_name("archive_workload.py")


def ensure(*folders: Path) -> None:
    """Makes what is missing, in all of these environments at a time."""
    java = ensure_java()
    missing = [folder for folder in folders if _stamp(folder) != _wanted(folder, java)]
    if not missing:
        return
    say(f"archiving Spark's classes in {' and '.join(folder.name for folder in missing)}")
    with TemporaryDirectory() as scratch:
        made = [(folder, _begin(folder, java, Path(scratch, folder.name))) for folder in missing]
        for folder, process in made:
            output, _ = process.communicate()
            if process.returncode or not _archive(folder).exists():
                raise SetupError(f"Spark's classes could not be archived:\n{output[-3000:]}")
            _stamp_file(folder).write_text(_wanted(folder, java), encoding="utf-8")


def _begin(folder: Path, java: Path, scratch: Path) -> subprocess.Popen[str]:
    _archive(folder).unlink(missing_ok=True)
    scratch.mkdir()
    options = f"-XX:TieredStopAtLevel=1 -XX:ArchiveClassesAtExit={_archive(folder)}"
    bare = {k: v for k, v in os.environ.items() if k not in ("SPARK_HOME", "SPARK_CONF_DIR")}
    python = str(python_of(folder))
    return subprocess.Popen(
        [python, str(WORKLOAD), str(scratch)],
        cwd=scratch, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={
            **bare, "JAVA_HOME": str(java), "SPARK_SUBMIT_OPTS": options, "PYSPARK_PYTHON": python,
            "SPARK_LOCAL_IP": "127.0.0.1",
        },
    )  # fmt: skip


def _archive(folder: Path) -> Path:
    return folder / "spark.jsa"


def _stamp_file(folder: Path) -> Path:
    return folder / ".stamp-archive"


def _stamp(folder: Path) -> str:
    file = _stamp_file(folder)
    return file.read_text(encoding="utf-8") if file.exists() and _archive(folder).exists() else ""


def _wanted(folder: Path, java: Path) -> str:
    """A hash of what the archive depends on: the jars, where they are, Java and the workload."""
    digest = hashlib.sha256(f"{folder}\n{java.resolve()}\n".encode())
    digest.update((java / "release").read_bytes() if (java / "release").exists() else b"")
    digest.update(WORKLOAD.read_bytes())
    for jar in sorted(folder.glob("lib/python*/site-packages/pyspark/jars/*.jar")):
        status = jar.stat()  # Java compares the same
        digest.update(f"{jar.name} {status.st_size} {int(status.st_mtime)}\n".encode())
    return digest.hexdigest()
