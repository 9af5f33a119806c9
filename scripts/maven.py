"""Jars from Maven Central for the servers that tests start, resolved by Maven.

.jars/yarn  the ResourceManager and NodeManager of the Hadoop that PySpark carries
.jars/livy  an Apache Livy server (see livy_home.py)
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from environments import MAIN, ROOT
from system import SetupError, apt_install, say

JARS = ROOT / ".jars"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
# Hadoop's servers use it, but what they are published with does not ask for it.
_BOUNCY_CASTLE = tuple(f"org.bouncycastle:{name}-jdk18on:1.82" for name in ("bcprov", "bcpkix"))


def ensure_yarn() -> Path:
    """YARN's servers; the rest of Hadoop is among PySpark's jars."""
    client = next(MAIN.glob("lib/python*/site-packages/pyspark/jars/hadoop-client-api-*.jar"))
    version = client.stem.removeprefix("hadoop-client-api-")
    alone = f"org.apache.hadoop:hadoop-client-minicluster:{version}"
    return ensure("yarn", [alone, *_BOUNCY_CASTLE], exclude="org.apache.hadoop:*")


def ensure(name: str, artifacts: list[str], exclude: str = "") -> Path:
    """A folder of jars: artifacts (`group:name:version`) with what they need to run.

    `exclude` (`group:name`, with `*`) is left out of what they need.
    """
    folder = JARS / name
    pom = _pom(artifacts, exclude)
    stamp = folder / "pom.xml"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == pom:
        return folder
    say(f"fetching {', '.join(artifacts)} into {folder.relative_to(ROOT)}")
    maven = shutil.which("mvn") or _install()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as project:
        Path(project, "pom.xml").write_text(pom, encoding="utf-8")
        options = [f"-DoutputDirectory={folder}", "-DincludeScope=runtime"]
        command = [maven, "-q", "-B", _COPY, *options]
        if subprocess.run(command, cwd=project, check=False).returncode:
            raise SetupError("Maven failed; its messages are above.")
    stamp.write_text(pom, encoding="utf-8")  # last: a folder with it is whole
    return folder


def _install() -> str:
    apt_install(["maven"])
    maven = shutil.which("mvn")
    if maven is None:
        raise SetupError("Maven is missing: install what Debian calls maven and try again.")
    return maven


def _pom(artifacts: list[str], exclude: str) -> str:
    group, _, name = exclude.partition(":")
    excluded = (
        f"<exclusions><exclusion><groupId>{escape(group)}</groupId>"
        f"<artifactId>{escape(name)}</artifactId></exclusion></exclusions>"
    )
    return "\n".join(
        [
            "<project><modelVersion>4.0.0</modelVersion>",
            "<groupId>etlab</groupId><artifactId>jars</artifactId><version>1</version>",
            "<packaging>pom</packaging><dependencies>",
            *(_dependency(one, excluded if exclude else "") for one in artifacts),
            "</dependencies></project>\n",
        ]
    )


def _dependency(artifact: str, excluded: str) -> str:
    group, name, version = (escape(part) for part in artifact.split(":"))
    return (
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>"
        f"<version>{version}</version>{excluded}</dependency>"
    )
