"""The Jupyter server extension.

ETLab is loaded behind the start of the server, or with the first request, in a thread: loading it
takes longer than the rest of a Jupyter server's start.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from tornado.ioloop import PeriodicCallback
from tornado.routing import PathMatches, Rule
from traitlets import Enum, Float, Int, Unicode

from etlab_jupyter.db.own_file import is_current, own_file
from etlab_jupyter.gc_pause import paused_gc
from etlab_jupyter.handlers.waiting import WaitingRouter
from etlab_jupyter.services.vault import open_vault

if TYPE_CHECKING:
    from etlab_jupyter.handlers.context import Context
    from etlab_jupyter.handlers.service import Service

API = "etlab/api"
LOAD_AFTER_SECONDS = 1
MINUTE_MS = 60_000


class ETLabApp(ExtensionApp):
    """ETLab's REST API inside a Jupyter server."""

    name = "etlab_jupyter"
    extension_url = "/lab"
    load_other_extensions = True

    database_url = Unicode(
        "",
        help="The database's address: sqlite:////folder/etlab.sqlite, "
        "postgresql://user:password@host/etlab or mysql://user:password@host/etlab. Without it the "
        "one in ETLAB_DATABASE_URL, else a SQLite file in Jupyter's data directory.",
    ).tag(config=True)
    mode = Enum(
        ["solo", "team"],
        "solo",
        help="solo: whoever uses this Jupyter server is the one ETLab user. team: each signed in "
        "Jupyter user is the ETLab user with that e-mail address.",
    ).tag(config=True)
    trash_days = Float(
        30, min=0, help="After so many days in the trash, things are deleted for good."
    ).tag(config=True)
    max_body = Int(
        33_554_432, min=1024, help="The largest request body that is taken, in bytes."
    ).tag(config=True)
    log_limit = Int(
        1_000_000, min=1000, help="How many characters of a run's log are kept, the newest."
    ).tag(config=True)
    kernel_limit = Int(20, min=1, help="How many kernels of its own ETLab keeps.").tag(config=True)
    kernel_idle_seconds = Float(
        3600, min=1, help="After so many idle seconds a kernel of ETLab's own is stopped."
    ).tag(config=True)

    def initialize_settings(self) -> None:
        """Look at the keys and the database; one that is away now is none that is too old."""
        self._vault = open_vault()
        self._making = threading.Lock()
        self._service: Service | None = None
        self._loading: asyncio.Task[Service] | None = None
        self._later: asyncio.Task[None] | None = None
        self._housekeeping: PeriodicCallback | None = None
        if self.mode == "team" or not is_current(own_file(self.database_url)):
            self._check_database()

    def initialize_handlers(self) -> None:
        """Let requests wait until the routes are there."""
        web_app = self._server.web_app
        waiting = WaitingRouter(web_app, self._load)
        web_app.add_handlers(".*$", [Rule(PathMatches(rf"{self._root}(?:/.*)?"), waiting)])

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        self._housekeeping = PeriodicCallback(self._keep_house, MINUTE_MS)
        self._housekeeping.start()
        self._later = asyncio.create_task(self._recover())

    async def stop_extension(self) -> None:
        """End what runs, and record it."""
        if self._housekeeping is not None:
            self._housekeeping.stop()
        if self._later is not None:
            self._later.cancel()
        if self._loading is not None:
            await asyncio.wait([self._loading])
        if self._service is not None:
            await self._service.close()

    @property
    def _server(self) -> Any:
        assert self.serverapp is not None  # noqa: S101
        return self.serverapp

    @property
    def _root(self) -> str:
        return url_path_join(self._server.base_url, API)

    @property
    def _context(self) -> Context:
        return self._make().context

    def _make(self) -> Service:
        """The service, made where it is missing, in any thread."""
        with self._making:
            if self._service is None:
                folder = Path(self._server.root_dir).resolve()
                make = _import_service()
                self._service = make(self, folder, self._vault, self._find_kernel)
            return self._service

    def _load(self) -> asyncio.Task[Service]:
        if self._loading is None:
            self._loading = asyncio.create_task(self._make_and_add())
        return self._loading

    async def _make_and_add(self) -> Service:
        try:
            service = await asyncio.to_thread(self._make)
        except Exception:
            self.log.exception("ETLab could not be loaded")
            raise
        self.handlers = service.handlers(self._root)
        self._server.web_app.add_handlers(".*$", self.handlers)
        return service

    def _check_database(self) -> None:
        from etlab_jupyter.db.migrate import OldDatabaseError

        service = self._make()
        # In a thread, since a loop may be running here.
        try:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(asyncio.run, service.check_database()).result()
        except OldDatabaseError as error:
            if self.mode == "team":  # else the server would start without its purpose
                sys.exit(f"ETLab cannot start. {error}")
            raise

    async def _recover(self) -> None:
        if self._service is None:
            await asyncio.sleep(LOAD_AFTER_SECONDS)  # the browser's first requests go before
        with suppress(Exception):  # it was logged
            await self._load()
        if self._service is not None:
            await self._service.recover()

    async def _keep_house(self) -> None:
        if self._service is not None:
            await self._service.keep_house()

    def _find_kernel(self, kernel_id: str) -> Any:
        manager = self._server.kernel_manager
        return manager.get_kernel(kernel_id) if kernel_id in manager else None


def _import_service() -> type[Service]:
    first = "etlab_jupyter.handlers.service" not in sys.modules
    with paused_gc():
        from etlab_jupyter.handlers.service import Service

        if first:
            # All of it stays: looking through it for garbage would stop the loop for 100 ms.
            gc.freeze()
    return Service
