"""A bar under a running cell: Spark's jobs, stages and tasks, and their end with the cell's.

`%load_ext` must be fast: what this needs is imported when a cell finds PySpark imported.
"""

from __future__ import annotations

import sys
import threading
import uuid
from contextlib import suppress
from typing import Any

DELAY, PAUSE, PATIENCE = 2.0, 0.5, 2.0


class CellBar:
    """Watches the cells of a shell that take longer than two seconds.

    The cell's jobs get a job group of its own, unless the user has set one: then there is no bar.
    A run by `%etlab run` has its own display. Rules: ipykernel takes SIGINT from PySpark, whose
    handler would cancel the jobs, so it is done here; Spark Connect's client does it itself.
    """

    def __init__(self, shell: Any) -> None:
        self._cell: _Cell | None = None
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", self._end)

    def _begin(self, info: Any) -> None:
        if "pyspark.sql" in sys.modules:
            with suppress(Exception):  # no bar is worth a cell
                self._cell = _Cell()

    def _end(self, result: Any) -> None:
        cell, self._cell = self._cell, None
        if cell is not None:
            cell.end(interrupted=_interrupted(getattr(result, "error_in_exec", None)))


class _Cell:
    """One cell that runs."""

    def __init__(self) -> None:
        from etlab_jupyter.runners.agent import connect, spark

        self._spark = spark
        self._group = f"etlab-cell-{uuid.uuid4().hex}"
        self._scope: Any = None
        self._progress: Any = None
        self._counts: dict[str, int] = {}
        self._over = threading.Event()
        session = connect.session()
        if spark.context() is not None:
            if spark.job_group() is None:
                self._scope = spark.JobGroup(self._group, "A cell of a notebook")
                self._scope.__enter__()
                self._progress = spark.Progress(self._group)
        elif session is not None:
            self._progress = connect.Progress(session)
        self._thread = threading.Thread(target=self._look, name="etlab-cell", daemon=True)
        if self._progress is not None:
            self._thread.start()

    def end(self, *, interrupted: bool) -> None:
        """Leave no job of an interrupted cell, and the last counts under a long one."""
        if self._progress is None:
            return
        self._over.set()
        with suppress(Exception):
            if interrupted:
                self._spark.cancel(self._group)
            if self._scope is not None and self._spark.job_group() == self._group:
                self._scope.__exit__()
        self._thread.join(PATIENCE)
        self._progress.close()

    def _look(self) -> None:
        from IPython.display import display

        handle: Any = None
        over = self._over.wait(DELAY)
        while (handle is not None or not over) and not _runs_page():
            try:
                counts = self._progress.poll()
            except Exception:  # the JVM has ended, as the cell finds out
                return
            if counts is not None:
                self._counts = counts
                if handle is None:
                    handle = display(self, display_id=True)  # type: ignore[no-untyped-call]
                else:
                    handle.update(self)
            if over:
                return
            over = self._over.wait(PAUSE)

    def __repr__(self) -> str:
        counts = self._counts
        jobs = counts["jobs_running"] + counts["jobs_done"]
        return (
            f"Spark: {counts['jobs_done']}/{jobs} jobs, "
            f"{counts['stages_done']}/{counts['stages_total']} stages, "
            f"{counts['tasks_done']}/{counts['tasks_total']} tasks"
        )

    def _repr_html_(self) -> str:
        value = self._counts["tasks_done"] / max(self._counts["tasks_total"], 1)
        bar = f'<progress max="1" value="{value:.3f}" aria-label="Spark"></progress>'
        return f"<p>{bar} {self!r}</p>"


def _interrupted(error: BaseException | None) -> bool:
    """Also where py4j, whose answer it has broken off, raised something else on the way."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _runs_page() -> bool:
    """Whether the cell runs nodes of a page, which tell their progress themselves."""
    agent = getattr(sys.modules.get("_etlab_agent"), "agent", None)
    return agent is not None and bool(agent.watch.busy)
