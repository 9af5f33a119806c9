"""How a Databricks connection signs in."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from etlab_jupyter.connections import secret_paths
from etlab_jupyter.connections.databricks import DatabricksConfig

WHERE = {"host": "https://xxx.cloud.databricks.com", "cluster_id": "0123-456789-abc123"}
PRINCIPAL = {"client_id": "a1b2c3d4", "client_secret": "dose-hunter2"}


def test_with_a_token_or_as_a_service_principal():
    settings = DatabricksConfig.model_validate({**WHERE, "token": "dapi-hunter2"}).session()
    assert (settings.token, settings.client_id) == ("dapi-hunter2", "")
    config = {**WHERE, **PRINCIPAL}
    settings = DatabricksConfig.model_validate({**config, "token": ""}).session()
    assert (settings.token, settings.client_secret) == ("", "dose-hunter2")
    assert "hunter2" not in repr(settings)
    assert list(secret_paths(DatabricksConfig, config)) == [("client_secret",)]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"client_id": "a1b2c3d4"},
        {"client_secret": "dose-hunter2"},
        {**PRINCIPAL, "token": "dapi-hunter2"},
        {"token": "dapi-hunter2", "client_id": "a1b2c3d4"},
    ],
)
def test_not_with_both_nor_with_half_of_one(given):
    with pytest.raises(ValidationError) as caught:
        DatabricksConfig.model_validate({**WHERE, **given})
    [told] = caught.value.errors()
    assert told["loc"] == ("token",)
    assert told["msg"].startswith("enter either an access token, or the client ID of a service")
    assert "hunter2" not in str(caught.value)
