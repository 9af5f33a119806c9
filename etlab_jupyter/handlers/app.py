"""The Jupyter server extension."""

from __future__ import annotations

import asyncio
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from tornado.ioloop import PeriodicCallback
from traitlets import Enum, Float, Int, Unicode

from etlab_jupyter.db import migrate
from etlab_jupyter.db.store import Store, StoreUnavailableError
from etlab_jupyter.db.url import database_url
from etlab_jupyter.handlers.context import Context
from etlab_jupyter.handlers.dispatch import NoRouteHandler, RouteHandler
from etlab_jupyter.handlers.events import PATH as EVENTS_PATH
from etlab_jupyter.handlers.events import EventsHandler
from etlab_jupyter.handlers.routes import ROUTES
from etlab_jupyter.running.kernels import Kernels
from etlab_jupyter.running.manager import RunManager
from etlab_jupyter.services import trash, users
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.vault import open_vault

API = "etlab/api"
RETRY_SECONDS = 5
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
        """Open the store; the database itself is looked at when the server runs."""
        assert self.serverapp is not None  # noqa: S101
        folder = Path(self.serverapp.root_dir).resolve()
        store = Store(database_url(self.database_url))
        kernels = Kernels(
            folder,
            self._find_kernel,
            limit=self.kernel_limit,
            idle_seconds=self.kernel_idle_seconds,
        )
        runs = RunManager(store, kernels, folder, log_limit=self.log_limit, log=self.log)
        self._kernels = kernels
        self._context = Context(
            store=store,
            vault=open_vault(),
            runs=runs,
            folder=folder,
            find_actor=self._find_actor,
            max_body=self.max_body,
        )
        self._housekeeping: PeriodicCallback | None = None
        self._recovering: asyncio.Task[None] | None = None
        # In a thread, since a loop may be running here.
        try:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(asyncio.run, self._check_database()).result()
        except migrate.OldDatabaseError as error:
            if self.mode == "team":  # else the server would start without its purpose
                sys.exit(f"ETLab cannot start. {error}")
            raise

    def initialize_handlers(self) -> None:
        """One tornado handler for each path, as the routes declare them."""
        by_path: dict[str, dict[str, Any]] = {}
        for route in ROUTES:
            by_path.setdefault(route.path, {})[route.method] = route
        context = {"context": self._context}
        self.handlers.append((_pattern(EVENTS_PATH), EventsHandler, context))
        for path, routes in by_path.items():
            self.handlers.append((_pattern(path), RouteHandler, {**context, "routes": routes}))
        self.handlers.append((rf"/{API}(?:/.*)?", NoRouteHandler, {**context, "routes": {}}))

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        self._housekeeping = PeriodicCallback(self._keep_house, MINUTE_MS)
        self._housekeeping.start()
        self._recovering = asyncio.create_task(self._recover())

    async def stop_extension(self) -> None:
        """End what runs, and record it."""
        if self._housekeeping is not None:
            self._housekeeping.stop()
        if self._recovering is not None:
            self._recovering.cancel()
        await self._context.runs.close()
        await self._context.store.close()

    async def _check_database(self) -> None:
        store = self._context.store
        try:
            if self.mode == "solo" and store.is_sqlite:
                copy = await migrate.upgrade_own_file(store)
                if copy is not None:
                    self.log.info("ETLab's database was upgraded; the old one is %s", copy)
            else:
                await migrate.require_head(store)
        except StoreUnavailableError as error:
            self.log.warning("ETLab's database cannot be used yet: %s", error)
        finally:
            await store.close()  # its connections belong to this loop

    async def _recover(self) -> None:
        while True:
            try:
                await self._context.runs.recover()
                return
            except StoreUnavailableError:
                await asyncio.sleep(RETRY_SECONDS)

    async def _keep_house(self) -> None:
        await self._kernels.stop_idle()
        try:
            await trash.purge_older_than(self._context.store, self.trash_days)
        except StoreUnavailableError as error:
            self.log.warning("The trash was not emptied: %s", error)

    async def _find_actor(self, username: str) -> Actor:
        store = self._context.store
        if self.mode == "solo":
            return await users.solo_actor(store)
        return await users.actor_of(store, username)

    def _find_kernel(self, kernel_id: str) -> Any:
        assert self.serverapp is not None  # noqa: S101
        manager = self.serverapp.kernel_manager
        return manager.get_kernel(kernel_id) if kernel_id in manager else None


def _pattern(path: str) -> str:
    """A route's path as tornado's regular expression."""
    return url_path_join("/", API, re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)) + "/?"
