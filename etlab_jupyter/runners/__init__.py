"""Runners take generated cells, run them somewhere and tell what happens."""

from etlab_jupyter.runners.base import Runner, RunOptions, SessionRunner, SyncRunner, run_sync
from etlab_jupyter.runners.events import RunEvent
from etlab_jupyter.runners.kernel import KernelRunner

__all__ = [
    "KernelRunner",
    "RunEvent",
    "RunOptions",
    "Runner",
    "SessionRunner",
    "SyncRunner",
    "run_sync",
]
