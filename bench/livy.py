"""A statement on a Livy server through the runner, against bare HTTP calls and sparkmagic.

All use the runner's session, so that none has a driver with more luck. In a round each runs the
same statements once, the rounds in all orders in turn; the time of a statement of the runner is
that from one node's end to the next.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import permutations
from pathlib import Path

import httpx

from bench.measure import Result
from etlab_jupyter.runners import RunOptions, SyncRunner, events
from etlab_jupyter.runners.livy import LivyRunner
from etlab_jupyter.runners.livy.session import FIRST_PAUSE, GROWTH, LONGEST_PAUSE
from etlab_jupyter.spark_session import LivySettings
from tests.livy.server import HEADERS, LivyServer
from tests.runners.cells import cell

STATEMENTS = {
    "an assignment": "x = 1",
    "a job of 1,000 rows": "print(spark.range(1000).selectExpr('sum(id)').first()[0])",
    "10,000 printed lines": "print('\\n'.join(map(str, range(10000))))",
}
ROUNDS, WARM_UP = 60, 12
Times = dict[str, float]


def run() -> list[Result]:
    """Median and 95th percentile of each statement against both references."""
    with tempfile.TemporaryDirectory(prefix="etlab-livy-") as folder, ExitStack() as stack:
        server = LivyServer(Path(folder))
        stack.callback(server.stop)
        server.start()
        runner = stack.enter_context(SyncRunner(LivyRunner(LivySettings(server.url))))
        _through(runner)
        [session] = server.sessions()
        bare = stack.enter_context(_Bare(server.url, session["id"]))
        magic = stack.enter_context(_Sparkmagic(server.url, session["id"]))
        ways: list[tuple[str, Callable[[], Times]]] = [
            ("runner", lambda: _through(runner)),
            ("bare HTTP", bare.measure),
            ("sparkmagic", magic.measure),
        ]
        orders = list(permutations(ways))
        found: dict[tuple[str, str], list[float]] = {}
        for number in range(ROUNDS + WARM_UP):
            for name, measure in orders[number % len(orders)]:
                for statement, taken in measure().items():
                    found.setdefault((name, statement), []).append(taken)
    results = []
    for statement in STATEMENTS:
        for reference in ("bare HTTP", "sparkmagic"):
            for figure, of in (("median", statistics.median), ("p95", _p95)):
                ours, theirs = (
                    of(found[name, statement][WARM_UP:]) for name in ("runner", reference)
                )
                case = f"{statement}, {figure}"
                results.append(Result("livy", case, ours, reference, theirs, ROUNDS))
    return results


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _through(runner: SyncRunner) -> Times:
    cells = [cell("first", "0"), *(cell(name, code) for name, code in STATEMENTS.items())]
    times: Times = {}
    last = 0.0
    for event in runner.run(cells, RunOptions(force=True)):
        if isinstance(event, events.NodeFinished):
            now = time.perf_counter()
            if event.node in STATEMENTS:
                times[event.node] = (now - last) * 1000
            last = now
    assert len(times) == len(STATEMENTS), "a cell failed"
    return times


class _Bare:
    """What the REST API asks for and no more, on one connection, with the runner's pauses."""

    def __init__(self, address: str, session: object) -> None:
        self._http = httpx.Client(base_url=address, headers=HEADERS, timeout=60)
        self._path = f"/sessions/{session}/statements"

    def __enter__(self) -> _Bare:
        return self

    def __exit__(self, *error: object) -> None:
        self._http.close()

    def measure(self) -> Times:
        """Each statement once."""
        times: Times = {}
        for name, code in STATEMENTS.items():
            began = time.perf_counter()
            sent = self._http.post(self._path, json={"code": code}).json()
            pause = FIRST_PAUSE
            while True:
                seen = self._http.get(f"{self._path}/{sent['id']}").json()
                if seen["state"] == "available" and seen["output"]:
                    break
                time.sleep(pause)
                pause = min(pause * GROWTH, LONGEST_PAUSE)
            times[name] = (time.perf_counter() - began) * 1000
            assert seen["output"]["status"] == "ok", seen
        return times


class _Sparkmagic:
    """sparkmagic in a process of its own."""

    def __init__(self, address: str, session: object) -> None:
        script = Path(__file__).with_name("sparkmagic_ref.py")
        self._process = subprocess.Popen(
            [os.environ["ETLAB_SPARKMAGIC_PYTHON"], "-P", str(script), address, str(session)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> _Sparkmagic:
        self._read_until("ready")
        return self

    def __exit__(self, *error: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)

    def measure(self) -> Times:
        """Each statement once."""
        times: Times = {}
        for name, code in STATEMENTS.items():
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(code) + "\n")
            self._process.stdin.flush()
            ok, output, times[name] = json.loads(self._read_until("["))
            assert ok, output
        return times

    def _read_until(self, beginning: str) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(beginning):
                return line
        raise RuntimeError("sparkmagic has ended")
