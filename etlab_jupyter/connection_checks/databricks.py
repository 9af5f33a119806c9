"""Asks a Databricks workspace for the cluster."""

from __future__ import annotations

from urllib.parse import urlencode

from etlab_jupyter.connection_checks.found import CheckError, Found
from etlab_jupyter.connection_checks.http import Answer, get, unexpected
from etlab_jupyter.connections.databricks import DatabricksConfig

WHAT = "a Databricks workspace"


async def check(config: DatabricksConfig) -> Found:
    """The cluster's name, its state and its Spark."""
    host = config.host.rstrip("/")
    query = urlencode({"cluster_id": config.cluster_id})
    token = config.token.get_secret_value()
    answer = await get(
        f"{host}/api/2.0/clusters/get?{query}", headers={"Authorization": f"Bearer {token}"}
    )
    if answer.status == 401:
        raise CheckError("The Databricks workspace refuses the access token.")
    if answer.status == 403:
        raise CheckError(f"The token may not use the cluster. {_message(answer)}".rstrip())
    if answer.status != 200 and _message(answer):
        raise CheckError(f"Databricks says: {_message(answer)}")
    if answer.status != 200 or "state" not in (answer.data or {}):
        raise unexpected(WHAT, host, answer)
    name, state = answer.data.get("cluster_name", config.cluster_id), answer.data["state"]
    runtime = answer.data.get("spark_version")
    message = f"The cluster “{name}” is {str(state).lower().replace('_', ' ')}."
    return Found(message, answer.milliseconds, spark_version=runtime)


def _message(answer: Answer) -> str:
    return str(answer.data.get("message", "")) if isinstance(answer.data, dict) else ""
