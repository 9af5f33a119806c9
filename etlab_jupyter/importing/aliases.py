"""Names that a script gives to PySpark's functions, put back to `F.name`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from etlab_jupyter.importing.values import Chain, Operation, Step


def canonical(value: Any, aliases: Mapping[str, str]) -> Any:
    """The value with `col("a")` and `fn.col("a")` as `F.col("a")`."""
    if not aliases:
        return value
    match value:
        case Chain():
            return _chain(value, aliases)
        case Operation():
            left, right = canonical(value.left, aliases), canonical(value.right, aliases)
            return Operation(value.symbol, left, right)
        case list():
            return [canonical(item, aliases) for item in value]
        case dict():
            return {key: canonical(item, aliases) for key, item in value.items()}
    return value


def _chain(chain: Chain, aliases: Mapping[str, str]) -> Chain:
    root = aliases.get(chain.root)
    steps = [
        Step(
            step.name,
            tuple(canonical(item, aliases) for item in step.args),
            {key: canonical(item, aliases) for key, item in step.kwargs.items()},
            step.called,
        )
        for step in chain.steps
    ]
    if root is None:
        return Chain(chain.root, tuple(steps))
    module, _, function = root.partition(".")
    if function and steps and steps[0].name == "":
        first = steps[0]
        steps[0] = Step(function, first.args, first.kwargs)
    return Chain(module, tuple(steps))
