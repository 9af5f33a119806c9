"""What a connection's `config` holds: one model per type of connection.

Each model gives the form, the check and, by `SecretStr`, what is stored encrypted and shown
masked.
"""

from __future__ import annotations

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connections.base import ConnectionConfig, secret_paths
from etlab_jupyter.connections.databricks import DatabricksConfig
from etlab_jupyter.connections.kubernetes import KubernetesConfig
from etlab_jupyter.connections.livy import LivyConfig
from etlab_jupyter.connections.local import LocalConfig
from etlab_jupyter.connections.standalone import StandaloneConfig
from etlab_jupyter.connections.yarn import YarnConfig

CONFIGS: dict[ConnectionType, type[ConnectionConfig]] = {
    ConnectionType.LOCAL: LocalConfig,
    ConnectionType.STANDALONE: StandaloneConfig,
    ConnectionType.YARN: YarnConfig,
    ConnectionType.KUBERNETES: KubernetesConfig,
    ConnectionType.DATABRICKS: DatabricksConfig,
    ConnectionType.LIVY: LivyConfig,
}

__all__ = ["CONFIGS", "ConnectionConfig", "secret_paths"]
