"""Settings on their way to Spark's options."""

from __future__ import annotations

from typing import Any

from etlab_jupyter.nodes.base import NodeConfig


def changed(config: NodeConfig, /, **names: str) -> dict[str, Any]:
    """The settings that differ from their defaults, under Spark's names for them."""
    fields = type(config).model_fields
    values = {spark: (getattr(config, name), fields[name]) for name, spark in names.items()}
    return {spark: value for spark, (value, field) in values.items() if value != field.default}
