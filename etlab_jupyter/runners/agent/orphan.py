"""A kernel that outlived its server ends by itself when nobody has spoken to it for a while."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from typing import Any, Callable  # noqa: UP035

from . import spark

VARIABLE = "ETLAB_ORPHAN_SECONDS"
LOOK_SECONDS = 2.0


class Orphan:
    """Looks now and then whether the parent process is gone. `busy` tells whether a cell runs."""

    def __init__(self, kernel: Any, busy: Callable[[], bool]) -> None:
        self._kernel = kernel
        self._busy = busy
        self._parent = os.getppid()
        self._heard = time.monotonic()
        self._over = threading.Event()
        seconds = os.environ.get(VARIABLE)
        if seconds:
            self._seconds = float(seconds)
            threading.Thread(target=self._look, name="etlab-orphan", daemon=True).start()

    def hear(self) -> None:
        """Somebody spoke to the kernel."""
        self._heard = time.monotonic()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            if self._busy() or os.getppid() == self._parent:
                self.hear()
            elif time.monotonic() - self._heard > self._seconds:
                self.end()

    def end(self) -> None:
        """End the kernel and, where it leads its process group, Spark with it."""
        with suppress(Exception):
            self._kernel.parent.cleanup_connection_file()
        spark.leave_cluster()
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
