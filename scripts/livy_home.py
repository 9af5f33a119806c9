"""An Apache Livy server for the tests, made of what Maven Central has.

Of Apache Livy's releases Central has the server and its RPC (`livy-rsc`) up to 0.7.1, and the part
that runs statements inside Spark's driver (`livy-repl`) not at all. `tests/livy/repl` stands in for
that part; the server, its sessions, batches and RPC are Livy's own. So is the Python shell that
statements run in: that of the one `livy-repl` there is, 0.2.0, translated to Python 3.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import maven
from environments import MAIN, ROOT, SPARK35, ensure_spark35, python_of
from system import SetupError, ensure_java, say

LIVY_HOME = maven.JARS / "livy-home"
VERSION = "0.7.1-incubating"
OLD_REPL = "com.cloudera.livy:livy-repl:0.2.0"
REPL = ROOT / "tests" / "livy" / "repl"


def ensure_livy() -> Path:
    """A folder that serves as LIVY_HOME, for Spark 3.5 (Scala 2.12)."""
    ensure_spark35()
    java = ensure_java() / "bin" / "java"
    artifacts = [f"org.apache.livy:{name}:{VERSION}" for name in ("livy-server", "livy-rsc")]
    jars = maven.ensure("livy", artifacts)
    (old,) = maven.ensure("livy-repl", [OLD_REPL], exclude="*:*").glob("livy-repl-*.jar")
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
    _compile(java, compiler, in_driver, repl / "livy-repl.jar", _shell(old))
    stamp.write_text(wanted, encoding="utf-8")
    return LIVY_HOME


def _shell(old: Path) -> str:
    """Livy's Python shell in Python 3."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(old) as jar:
        script = Path(jar.extract("fake_shell.py", folder))
        command = [str(python_of(MAIN)), "-m", "fissix", "--write", "--nobackups", str(script)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetupError(f"Livy's Python shell could not be translated:\n{done.stderr}")
        return script.read_text(encoding="utf-8")


def _compile(java: Path, compiler: Path, in_driver: Path, jar: Path, shell: str) -> None:
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
        made.writestr("fake_shell.py", shell)


def _digest(jars: Path) -> str:
    digest = hashlib.sha256(str(LIVY_HOME).encode())
    sources = sorted([*REPL.rglob("*.java"), *REPL.rglob("*.py")])
    for file in (jars / "pom.xml", Path(__file__), SPARK35 / ".stamp-pyspark", *sources):
        digest.update(file.read_bytes())
    return digest.hexdigest()
