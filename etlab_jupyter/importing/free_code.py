"""Statements that no node type says: code nodes, which keep their text."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from typing import Any

from etlab_jupyter.importing.blocks import Statement, error
from etlab_jupyter.importing.draft import Draft, Trial
from etlab_jupyter.parameters import variable_name

_KNOWN = frozenset({"spark", "F", "T", "Window", "os", "StorageLevel", *dir(builtins)})


def names_read(statements: Sequence[Statement]) -> list[str]:
    """The names that the statements use before they assign them, in order."""
    found: dict[str, None] = {}
    assigned: set[str] = set()
    for statement in statements:
        for tree in statement.tree:
            for node in ast.walk(tree):
                if isinstance(node, ast.Name) and _is_read(node, tree):
                    found |= {} if node.id in assigned else {node.id: None}
            assigned |= set(names_assigned(tree))
    return [name for name in found if name not in _KNOWN]


def _is_read(node: ast.Name, tree: ast.stmt) -> bool:
    return isinstance(node.ctx, ast.Load) or isinstance(tree, ast.AugAssign)


def names_assigned(tree: ast.stmt) -> Iterator[str]:
    """The names that a statement gives a value to, definitions and imports included."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(name, ast.Store()):
                yield name
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                yield name
            case ast.alias(name, asname):
                yield asname or name.partition(".")[0]


def output_name(statements: Sequence[Statement]) -> str | None:
    """The variable that the statements are for: the last that they assign."""
    for statement in reversed(statements):
        for tree in reversed(statement.tree):
            match tree:
                case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name)):
                    return _variable(name)
                case ast.AugAssign(target=ast.Name(name)):
                    return _variable(name)
    return None


def _variable(name: str) -> str | None:
    if not name.isascii():
        return None
    try:
        return variable_name(name)
    except ValueError:
        return None


def add_code(
    draft: Draft, statements: Sequence[Statement], text: str, node_id: str | None = None
) -> None:
    """Puts the statements into the page as one code node."""
    output = output_name(statements)
    reads = [name for name in names_read(statements) if name in draft.state.defined]
    names = [_input_name(draft, name) for name in reads]
    code = text
    if output is None:
        output = draft.free_name("Code")
        code += f"\n{output} = None"
        label = "Code"
    else:
        label = ""
    trial = _trial(draft, code, names, reads, output, label)
    name = draft.add(trial, node_id)
    for statement in statements:
        for tree in statement.tree:
            for assigned in names_assigned(tree):
                if assigned != output or assigned not in draft.state.frames:
                    draft.state.frames.discard(assigned)
                draft.state.defined[assigned] = (name, "out")
    draft.state.defined[output] = (name, "out")
    draft.state.frames.add(output)


def _input_name(draft: Draft, name: str) -> str:
    """What the code calls an input: what a function or a second variable is in is only there
    to run before, under the name that it has anyway.
    """
    return name if draft.is_frame(name) else draft.state.variables[draft.state.defined[name]]


def _trial(
    draft: Draft, code: str, names: list[str], reads: list[str], output: str, label: str
) -> Trial:
    config: dict[str, Any] = {}
    if names != ["df"]:
        config["inputs"] = names
    if output != "df":
        config["output"] = output
    found = draft.attempt("code", {"code": code, **config}, {"in": reads}, [output], label)
    if found is not None:
        return found
    # Names that the node cannot have for its inputs: the code gives them itself.
    variables = [draft.state.variables[draft.state.defined[name]] for name in reads]
    lines = [f"{a} = {b}" for a, b in zip(names, variables, strict=True) if a != b]
    config = {"code": "\n".join([*lines, code]), **config, "inputs": []}
    found = draft.attempt("code", config, {}, [output], label)
    if found is None:
        raise error("This code cannot be kept in a page.")
    return found
