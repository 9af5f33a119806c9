"""What is behind the routes of one server: the store, the keys, the runs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import url_path_join

from etlab_jupyter.db import migrate
from etlab_jupyter.db.own_file import jobs_folder
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
from etlab_jupyter.services.vault import Vault

if TYPE_CHECKING:
    from etlab_jupyter.handlers.app import ETLabApp

RETRY_SECONDS = 5


class Service:
    """Made with the settings of the extension."""

    def __init__(
        self, app: ETLabApp, folder: Path, vault: Vault, find_kernel: Callable[[str], Any]
    ) -> None:
        self._app = app
        self._solo = app.mode == "solo"
        self._kernels = Kernels(
            folder, find_kernel, limit=app.kernel_limit, idle_seconds=app.kernel_idle_seconds
        )
        store = Store(database_url(app.database_url))
        self.context = Context(
            store=store,
            vault=vault,
            runs=RunManager(
                store,
                self._kernels,
                vault,
                folder,
                jobs=jobs_folder(),
                log_limit=app.log_limit,
                log=app.log,
            ),
            folder=folder,
            find_actor=self._find_actor,
            max_body=app.max_body,
        )

    def handlers(self, root: str) -> list[tuple[str, Any, dict[str, Any]]]:
        """One tornado handler for each path under the API's root, as the routes declare them."""
        by_path: dict[str, dict[str, Any]] = {}
        for route in ROUTES:
            by_path.setdefault(route.path, {})[route.method] = route
        context = {"context": self.context}
        return [
            (_pattern(root, EVENTS_PATH), EventsHandler, context),
            *(
                (_pattern(root, path), RouteHandler, {**context, "routes": routes})
                for path, routes in by_path.items()
            ),
            (rf"{root}(?:/.*)?", NoRouteHandler, {**context, "routes": {}}),
        ]

    async def check_database(self) -> None:
        """Upgrade one's own file; raise `OldDatabaseError` for other databases that are old."""
        store = self.context.store
        try:
            if self._solo and store.is_sqlite:
                copy = await migrate.upgrade_own_file(store)
                if copy is not None:
                    self._app.log.info("ETLab's database was upgraded; the old one is %s", copy)
            else:
                await migrate.require_head(store)
        except StoreUnavailableError as error:
            self._app.log.warning("ETLab's database cannot be used yet: %s", error)
        finally:
            await store.close()  # its connections belong to this loop

    async def recover(self) -> None:
        """Pick up the runs of the server before, as soon as the database answers."""
        while True:
            try:
                await self.context.runs.recover()
                return
            except StoreUnavailableError:
                await asyncio.sleep(RETRY_SECONDS)

    async def keep_house(self) -> None:
        """Stop kernels that idle; delete what was in the trash for long."""
        await self._kernels.stop_idle()
        try:
            await trash.purge_older_than(self.context.store, self._app.trash_days)
        except StoreUnavailableError as error:
            self._app.log.warning("The trash was not emptied: %s", error)

    async def close(self) -> None:
        """End what runs, and record it."""
        await self.context.runs.close()
        await self.context.store.close()

    async def _find_actor(self, username: str) -> Actor:
        store = self.context.store
        if self._solo:
            return await users.solo_actor(store)
        return await users.actor_of(store, username)


def _pattern(root: str, path: str) -> str:
    """A route's path as tornado's regular expression."""
    return url_path_join(root, re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)) + "/?"
