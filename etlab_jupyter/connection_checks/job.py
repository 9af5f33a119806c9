"""The small job that shows that a session works."""

from __future__ import annotations

import uuid
from typing import Any

from etlab_jupyter.connection_checks.found import CheckError
from etlab_jupyter.runners.statements.session import StatementSession, answer

# The first job also warms Spark up.
_JOB = """\
import json, time
spark.range(1).count()
began = time.monotonic()
spark.range(1).count()
found = [spark.version, round((time.monotonic() - began) * 1000), {more}]
print("[{mark}[" + json.dumps(found) + "]{mark}]")
"""


async def run_job(session: StatementSession, what: str, more: str = "None") -> tuple[str, int, Any]:
    """Spark's version, a job's milliseconds, and the value of the expression `more`.

    `CheckError` where the job fails; it begins with `what` has started.
    """
    mark = uuid.uuid4().hex
    code = _JOB.replace("{mark}", mark).replace("{more}", more)
    seen = await session.result(await session.send(code, mark), mark)
    found: Any = answer(seen.text, mark)
    if found is None:
        name, text = seen.error or ("No answer", "")
        raise CheckError(f"{what} started, but a job failed: {text or name}.")
    spark, latency, told = found
    return spark, latency, told
