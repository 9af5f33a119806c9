"""Runs cells in a Livy session of the runner's own."""

from __future__ import annotations

from etlab_jupyter.runners.livy.client import LivyClient
from etlab_jupyter.runners.livy.session import LivySession
from etlab_jupyter.runners.statements.runner import StatementRunner
from etlab_jupyter.spark_session import LivySettings


class LivyRunner(StatementRunner):
    """Runs pages on a Livy server.

    `session`, as in `connection_file`, is one that runs already; `ValueError` if it is none.
    """

    def __init__(self, settings: LivySettings, session: str | None = None) -> None:
        self._settings = settings
        self._client = LivyClient(settings)
        known = None if session is None else LivySession.known(self._client, session)
        super().__init__(known)

    async def _create(self) -> LivySession:
        return await LivySession.create(self._client, self._settings.session)

    async def _disconnect(self) -> None:
        await self._client.close()
