"""The generated cells: what the code generator hands to runners, notebooks and scripts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

CellType = Literal["setup", "parameters", "source", "transform", "sink"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of generated code.

    `node` is the id of the node it was made from; the two cells that belong to no node are
    called `setup` (imports and the SparkSession) and `parameters`, which is also their `type`.
    `source` is formatted Python without a trailing newline. `outputs` names the variable of each
    output port; sinks have none. `inputs` are the ids of the nodes that it reads, in port order.
    `key` is the hash of the source, of the parameter values it uses and of its inputs' keys: as
    long as it stays the same, running the cell again in the same Spark session changes nothing.
    `reads` and `writes` are the paths or tables that the node takes its data from and puts it to.
    """

    node: str
    kind: str
    type: CellType
    label: str
    source: str
    outputs: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    key: str = ""
    reads: tuple[str, ...] = ()
    writes: str | None = None
    unbounded: bool = False


def content_key(source: str, inputs: Iterable[str] = (), values: Iterable[object] = ()) -> str:
    """The hash of a cell's source, its inputs' keys and the parameter values it uses."""
    digest = hashlib.sha256(source.encode())
    for part in (*inputs, *map(repr, values)):
        digest.update(b"\0")
        digest.update(part.encode())
    return digest.hexdigest()
