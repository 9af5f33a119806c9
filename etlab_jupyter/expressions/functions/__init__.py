"""What every function of Spark SQL takes and gives, by name."""

from __future__ import annotations

from etlab_jupyter.expressions.functions import (
    aggregate,
    array,
    collection,
    conditional,
    datetime,
    higher_order,
    json,
    math,
    misc,
    string,
    window,
)
from etlab_jupyter.expressions.functions.signature import Function, Role

FUNCTIONS: dict[str, Function] = {
    name: function
    for family in (
        aggregate, array, collection, conditional, datetime, higher_order, json, math, misc, string,
        window,
    )
    for name, function in family.FUNCTIONS.items()
}  # fmt: skip

ROLES: dict[str, Role] = {name: function.role for name, function in FUNCTIONS.items()}
