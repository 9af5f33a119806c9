"""Runs cells in an execution context of the runner's own."""

from __future__ import annotations

from etlab_jupyter.runners.databricks.client import DatabricksClient
from etlab_jupyter.runners.databricks.context import DatabricksContext
from etlab_jupyter.runners.statements.runner import StatementRunner
from etlab_jupyter.spark_session import DatabricksSettings


class DatabricksRunner(StatementRunner):
    """Runs pages on a cluster of a Databricks workspace.

    `session`, as in `connection_file`, is a context that is there already; `ValueError` if it is
    none of the cluster.
    """

    def __init__(self, settings: DatabricksSettings, session: str | None = None) -> None:
        self._settings = settings
        self._client = DatabricksClient(settings)
        known = None if session is None else DatabricksContext.known(self._client, session)
        super().__init__(known)

    async def _create(self) -> DatabricksContext:
        return await DatabricksContext.create(self._client)

    async def _disconnect(self) -> None:
        await self._client.close()
