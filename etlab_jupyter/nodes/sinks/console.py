"""Shows the first rows where the code runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Sink
from etlab_jupyter.nodes.check import PageContext
from etlab_jupyter.nodes.settings import changed


class ConsoleConfig(NodeConfig):
    rows: int = Field(20, title="Rows", description="How many rows are shown.", ge=1)
    truncate: int = Field(
        20,
        title="Longest value",
        description="Longer values are cut to so many characters; 0 shows them whole.",
        ge=0,
    )
    vertical: bool = Field(
        False,
        title="Vertical",
        description="Show each row as lines of column and value.",
    )


class Console(Sink[ConsoleConfig]):
    kind = "console"
    title = "Show"
    description = "Shows the first rows as a table of text."
    Config = ConsoleConfig
    template = (
        "{{ input }}.show({% if config.rows != 20 %}{{ config.rows }}{% if options %}, "
        "{% endif %}{% endif %}{% for key, value in options.items() %}{% if not "
        "loop.first %}, {% endif %}{{ key | name }}={{ value }}{% endfor %})"
    )

    def variables(
        self, config: ConsoleConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        options = changed(config, truncate="truncate", vertical="vertical")
        if config.truncate == 0:
            options["truncate"] = False
        return {"options": options}
