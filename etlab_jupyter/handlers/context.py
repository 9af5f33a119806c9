"""What the handlers work with."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from etlab_jupyter.db.store import Store
from etlab_jupyter.running.manager import RunManager
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.vault import Vault

ACTOR_SECONDS = 5.0


@dataclass
class Context:
    """One server's store, keys and runs. `find_actor` tells whose a Jupyter user name is."""

    store: Store
    vault: Vault
    runs: RunManager
    folder: Path
    find_actor: Callable[[str], Awaitable[Actor]]
    max_body: int
    _actors: dict[str, tuple[float, Actor]] = field(default_factory=dict)

    async def actor(self, username: str) -> Actor:
        """The ETLab user of a Jupyter user, looked up every few seconds."""
        now = time.monotonic()
        found = self._actors.get(username)
        if found is not None and now - found[0] < ACTOR_SECONDS:
            return found[1]
        actor = await self.find_actor(username)
        if len(self._actors) > 10_000:
            self._actors.clear()
        self._actors[username] = (now, actor)
        return actor
