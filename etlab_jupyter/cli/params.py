"""Parameter values as they are typed: `name=value`."""

from __future__ import annotations

from collections.abc import Iterable

import click


def read_params(params: Iterable[str]) -> dict[str, str]:
    """The values by name; `click.BadParameter` for what is not `name=value`."""
    values = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise click.BadParameter(f"{param!r} is not of the form name=value.")
        values[name.strip()] = value
    return values
