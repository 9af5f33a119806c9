"""What Hadoop's servers are started with: its jars, and the files of its configuration."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from xml.sax.saxutils import escape

from tests.servers import QUICK_JAVA, running
from tests.spark_cluster import HOME

ROOT = Path(__file__).parent.parent
JARS = ROOT / ".jars/yarn"
SPARK_JARS = HOME / "jars"
OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED"

LOG4J = """\
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %c{1}: %m%n%ex
"""


def configure(folder: Path, **files: dict[str, str]) -> Path:
    """A folder for `HADOOP_CONF_DIR` with files of settings (`core` for `core-site.xml`)."""
    conf = folder / "conf"
    conf.mkdir()
    (conf / "log4j2.properties").write_text(LOG4J)
    for name, settings in files.items():
        rows = "".join(
            f"<property><name>{key}</name><value>{escape(value)}</value></property>\n"
            for key, value in settings.items()
        )
        (conf / f"{name}-site.xml").write_text(f"<configuration>\n{rows}</configuration>\n")
    return conf


def command(folder: Path, name: str, *arguments: str) -> list[str]:
    """What starts a program of Hadoop's (`yarn.server.nodemanager.NodeManager`)."""
    assert JARS.is_dir(), "Hadoop's servers are not installed: python3 scripts/prepare.py test"
    classes = f"{folder / 'conf'}:{JARS}/*:{SPARK_JARS}/*"
    java = ["java", "-Xmx512m", QUICK_JAVA, OPENS, "-Dlog4j2.configurationFile=log4j2.properties"]
    return [*java, "-cp", classes, f"org.apache.hadoop.{name}", *arguments]


def hadoop(folder: Path, name: str) -> AbstractContextManager[Path]:
    """A server of Hadoop's, configured by the folder; the log of what it writes."""
    return running(folder / f"{name}.log", *command(folder, name))
