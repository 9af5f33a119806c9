"""An Apache Livy server for the tests, made of what Maven Central has.

Of Livy's releases Central has the server and its RPC (`livy-rsc`) up to 0.7.1, and the part that
runs statements inside Spark's driver (`livy-repl`) not at all. `tests/livy/repl` stands in for
that part; the server, its sessions, batches and RPC are Livy's own.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

import maven
from environments import ROOT, SPARK35, ensure_spark35
from system import SetupError, ensure_java, say

LIVY_HOME = maven.JARS / "livy-home"
VERSION = "0.7.1-incubating"
REPL = ROOT / "tests" / "livy" / "repl"


def ensure_livy() -> Path:
    """A folder that serves as LIVY_HOME, for Spark 3.5 (Scala 2.12)."""
    ensure_spark35()
    java = ensure_java() / "bin" / "java"
    artifacts = [f"org.apache.livy:{name}:{VERSION}" for name in ("livy-server", "livy-rsc")]
    jars = maven.ensure("livy", artifacts)
    # A Java compiler that runs where there is a JRE only.
    (compiler,) = maven.ensure("compiler", ["org.eclipse.jdt:ecj:3.38.0"]).glob("ecj-*.jar")
    stamp = LIVY_HOME / "made-from"
    wanted = _digest(jars)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return LIVY_HOME
    say(f"compiling the part of Livy in Spark's driver into {LIVY_HOME.relative_to(ROOT)}")
    shutil.rmtree(LIVY_HOME, ignore_errors=True)
    in_driver, repl = LIVY_HOME / "rsc-jars", LIVY_HOME / "repl_2.12-jars"
    for folder in (in_driver, repl):
        folder.mkdir(parents=True)
    (LIVY_HOME / "jars").symlink_to(jars)
    for name in ("livy-api", "livy-rsc"):
        shutil.copy(jars / f"{name}-{VERSION}.jar", in_driver)
    _compile(java, compiler, in_driver, repl / "livy-repl.jar")
    stamp.write_text(wanted, encoding="utf-8")
    return LIVY_HOME


def _compile(java: Path, compiler: Path, in_driver: Path, jar: Path) -> None:
    (spark,) = SPARK35.glob("lib/python*/site-packages/pyspark/jars")
    classes = LIVY_HOME / "classes"
    path = ":".join(str(part) for folder in (in_driver, spark) for part in folder.glob("*.jar"))
    command = [str(java), "-jar", str(compiler), "-17", "-nowarn", "-cp", path,
               "-d", str(classes), str(REPL)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"The part of Livy in the driver could not be compiled:\n{done.stderr}")
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as made:
        for file in sorted(classes.rglob("*.class")):
            made.write(file, file.relative_to(classes))
        made.write(REPL / "livy_shell.py", "livy_shell.py")


def _digest(jars: Path) -> str:
    digest = hashlib.sha256(str(LIVY_HOME).encode())
    sources = sorted([*REPL.rglob("*.java"), *REPL.rglob("*.py")])
    for file in (jars / "pom.xml", Path(__file__), SPARK35 / ".stamp-pyspark", *sources):
        digest.update(file.read_bytes())
    return digest.hexdigest()
