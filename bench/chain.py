"""Pages for the code generation benchmark: a read, then filters and formulas."""

from __future__ import annotations

import json
from typing import Any

from bench.flowfile_ref import WIDTH


def chain_text(nodes: int, offset: int = 0) -> str:
    """The file of a page whose nodes are a chain; `bench.flowfile_ref` makes the same.

    `offset` moves the constants in the expressions.
    """
    page = {
        "etlab": 1,
        "name": "chain",
        "nodes": [_node(number, offset) for number in range(1, nodes + 1)],
        "edges": [_edge(number) for number in range(1, nodes)],
    }
    return json.dumps(page, indent=2)


def _node(number: int, offset: int) -> dict[str, Any]:
    constant = number + offset
    if number == 1:
        config: dict[str, Any] = {"path": "data/orders"}
        return _entry(number, "Read orders", "read_parquet", config)
    if number % 2 == 0:
        config = {"condition": f"o_totalprice > {constant}"}
        return _entry(number, f"Filter {number}", "filter", config)
    expression = f"o_totalprice * {constant}"
    config = {"columns": [{"name": f"c{number % WIDTH}", "expression": expression}]}
    return _entry(number, f"Formula {number}", "derive", config)


def _entry(number: int, label: str, kind: str, config: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"n{number}",
        "type": "source" if number == 1 else "transform",
        "position": {"x": 240 * (number - 1), "y": 0},
        "data": {"label": label, "kind": kind, "config": config},
    }


def _edge(number: int) -> dict[str, str]:
    return {
        "id": f"e{number}",
        "source": f"n{number}",
        "target": f"n{number + 1}",
        "sourceHandle": "out",
        "targetHandle": "in",
    }
