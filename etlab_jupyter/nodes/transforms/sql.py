"""An SQL query over the inputs."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Port, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Sql
from etlab_jupyter.nodes.transforms._inputs import Name, check_input_names
from etlab_jupyter.spark_types import Schema


class SqlConfig(NodeConfig):
    query: Sql = Field(
        title="Query",
        description="One query in Spark's SQL; its tables are the inputs.",
        examples=["SELECT status, count(*) AS orders FROM input GROUP BY status"],
    )
    inputs: list[Name] = Field(
        ["input"],
        title="Input names",
        description="What the query calls its inputs, in the order of the edges.",
        examples=[["orders", "customers"]],
    )


class SqlNode(Transform[SqlConfig]):
    kind = "sql"
    title = "SQL"
    description = "Runs an SQL query over the inputs."
    category = "Code"
    inputs = (Port("in", "Inputs", many=True, required=False),)
    Config = SqlConfig
    template = "spark.sql({{ config.query | query(config.inputs, inputs.many()) }})"

    def schema(self, config: SqlConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        arriving = inputs.many()
        check_input_names(config.inputs, len(arriving), check)
        tables = dict(zip(config.inputs, arriving, strict=False))
        return check.query("query", config.query, tables)
