"""Fetches what YARN has collected of an application's driver, once its NodeManager has no more.

Started by `spark-submit` as `collected_log.py APPLICATION FOLDER SECONDS`: Spark's Java asks YARN
and reads the logs, with the sign-in and the file systems that Spark has. (Hadoop's own
`yarn logs` needs classes that do not come with Spark.) It waits for so long until they are there,
and writes them into the folder, as a file of the container's name.
https://hadoop.apache.org/docs/stable/hadoop-yarn/hadoop-yarn-common/yarn-default.xml
(`yarn.log-aggregation-enable`)
"""

from __future__ import annotations

import re
import sys
import time
from typing import Any

_STREAMS = ("stdout", "stderr")
_HEAD = re.compile(rb"^LogType:(\w+)\n[^\n]*\nLogLength:(\d+)\nLogContents:\n", re.MULTILINE)
_COLLECTING = ("NOT_START", "RUNNING", "RUNNING_WITH_FAILURE")


def main(application: str, folder: str, seconds: float) -> None:
    """Write the streams `stdout` and `stderr`; nothing where none were collected."""
    from pyspark import java_gateway

    gateway: Any = java_gateway
    jvm = gateway.launch_gateway().jvm
    yarn = jvm.org.apache.hadoop.yarn
    conf = yarn.conf.YarnConfiguration()
    client = yarn.client.api.YarnClient.createYarnClient()
    client.init(conf)
    client.start()
    id_ = yarn.api.records.ApplicationId.fromString(application)
    end = time.monotonic() + seconds
    while True:
        report = client.getApplicationReport(id_)
        status = report.getLogAggregationStatus()
        if status is None or status.toString() not in _COLLECTING or time.monotonic() > end:
            break
        time.sleep(0.5)
    attempt = client.getApplicationAttemptReport(report.getCurrentApplicationAttemptId())
    wanted = yarn.logaggregation.ContainerLogsRequest()
    wanted.setAppId(id_)
    wanted.setAppOwner(report.getUser())
    wanted.setAppFinished(True)
    wanted.setContainerId(attempt.getAMContainerId().toString())
    types = jvm.java.util.HashSet()
    for name in _STREAMS:
        types.add(name)
    wanted.setLogTypes(types)
    wanted.setBytes(jvm.java.lang.Long.MAX_VALUE)
    wanted.setOutputLocalDir(folder)
    helper = yarn.logaggregation.LogCLIHelpers()
    helper.setConf(conf)
    helper.dumpAContainerLogsForLogTypeWithoutNodeId(wanted)
    client.stop()


def streams(text: bytes) -> dict[str, bytes]:
    """What is in such a file, by stream: its length is before each piece (`LogToolUtils`)."""
    found = dict.fromkeys(_STREAMS, b"")
    at = 0
    while head := _HEAD.search(text, at):
        at = head.end() + int(head[2])
        name = head[1].decode()
        found[name] = found.get(name, b"") + text[head.end() : at]
    return found


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
