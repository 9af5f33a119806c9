"""From blocks of statements to a page.

Generated code is read strictly: a block becomes a node only where the node's own code is that
block, letter for letter. Code of people is read with the same recognizers, but a chain may become
several nodes, and layout does not count. What is not understood becomes a code node either way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain as joined
from pathlib import Path
from typing import Any

import libcst as cst

from etlab_jupyter.importing.aliases import canonical
from etlab_jupyter.importing.blocks import Block, Statement
from etlab_jupyter.importing.draft import Draft, Trial, same_code
from etlab_jupyter.importing.free_code import add_code, names_assigned, names_read
from etlab_jupyter.importing.recognizers import Found, may_be_node, recognize
from etlab_jupyter.importing.setup import (
    Session,
    function_imports,
    is_own_import,
    read_parameters,
    read_session,
)
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, Step, read_value
from etlab_jupyter.nodes import registry
from etlab_jupyter.page import Document
from etlab_jupyter.parameters import Parameter

_NEEDED = frozenset({"F", "T", "Window", "StorageLevel", "SparkSession", "os"})
# Behind these, `orders["id"]` still is the column of the rows that came in.
_SAME_COLUMNS = frozenset(
    {"cache", "distinct", "drop_duplicates", "drop_nulls", "filter", "limit", "repartition",
     "sample", "sort"}
)  # fmt: skip


_COMBINE = frozenset(
    {"crossJoin", "exceptAll", "intersect", "intersectAll", "join", "subtract", "union",
     "unionAll", "unionByName"}
)  # fmt: skip


@dataclass(slots=True)
class Pending:
    """Statements that are only needed where code uses what they define."""

    statement: Statement
    used: bool = False


@dataclass(slots=True)
class Reader:
    """Reads one script. `strict` is for generated code; `merged` puts code nodes together."""

    blocks: Sequence[Block]
    strict: bool
    merged: bool = False
    base_dir: Path | None = None
    draft: Draft = field(init=False)
    session: Session = field(init=False)
    _aliases: dict[str, str] = field(default_factory=dict)
    _pending: dict[str, Pending] = field(default_factory=dict)
    _code: list[tuple[list[Statement], str, str | None]] = field(default_factory=list)
    _only_code: bool = False
    code_nodes: int = 0

    def read(self, name: str, description: str | None) -> Document:
        statements = [statement for block in self.blocks for statement in block.statements]
        self.session = Session()
        self._only_code = any(map(_takes_a_name, statements))
        parameters = self._parameters(statements)
        self.draft = Draft([item for _, item in parameters], self.base_dir)
        taken = {number for number, _ in parameters}
        for block in self.blocks:
            left = tuple(item for item in block.statements if id(item) not in taken)
            left = tuple(item for item in left if not self._is_setup(item))
            if left:
                self._block(Block(left, block.node))
        self._flush()
        self._leftovers()
        title = name if self.session.name is None else self.session.name
        return self.draft.document(title, self.session.spark, description)

    def _parameters(self, statements: Sequence[Statement]) -> list[tuple[int, Parameter]]:
        found = read_parameters(statements)
        return [(id(statements[index]), parameter) for index, parameter in found.items()]

    def _is_setup(self, statement: Statement) -> bool:
        if is_own_import(statement):
            return True
        if aliases := function_imports(statement):
            self._aliases |= aliases
            self._pending |= {name: Pending(statement, True) for name in aliases}
            return True
        session = read_session(statement)
        if session and self.session.name is None and not self.session.spark:
            self.session = session
            return True
        return False

    # Blocks.

    def _block(self, block: Block) -> None:
        windows = self._windows(block)
        rest = block.statements[len(windows) :]
        if not rest:  # put off until what uses them is known
            if self.strict:
                self._put_off(block.statements, block.text, block.node)
            return
        if self._route(rest, block):
            return
        if len(rest) == 1 and self._statement(rest[0], block.text, block.node):
            return
        if self.strict:
            self._put_off(block.statements, block.text, block.node)
            return
        for statement in rest:
            if self._windows(Block((statement,))):
                continue
            if len(rest) == 1 or not self._statement(statement, statement.text.strip("\n"), None):
                self._put_off([statement], statement.text.strip("\n"), block.node)
        self._flush()

    def _windows(self, block: Block) -> list[Statement]:
        """The definitions of windows at the block's beginning."""
        found = []
        for statement in block.statements:
            target, value = self._assignment(statement)
            if not (target and isinstance(value, Chain) and value.root == "Window"):
                break
            if target in self.draft.state.defined:
                break
            self.draft.windows[target] = value
            self._pending[target] = Pending(statement)
            found.append(statement)
        return found

    def _assignment(self, statement: Statement) -> tuple[str | None, Any]:
        """The variable and the value of `a = …`, or None and that of an expression."""
        match statement.single:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))], value=value):
                return name, self._value(value)
            case cst.Expr(value=value):
                return None, self._value(value)
        return None, None

    def _value(self, node: cst.BaseExpression) -> Any:
        try:
            return canonical(read_value(node), self._aliases)
        except (NotUnderstoodError, ValueError, SyntaxError, TypeError, RecursionError):
            return None

    def _route(self, statements: Sequence[Statement], block: Block) -> bool:
        """Two statements that are the two outputs of one node."""
        if len(statements) != 2 or self._only_code:
            return False
        (first, one), (second, _) = map(self._assignment, statements)
        if not (first and second and isinstance(one, Chain)):
            return False
        base = first.removesuffix("_match")
        if (first, second) != (f"{base}_match", f"{base}_rest"):
            return False
        for found in recognize(one, self.draft):
            if found.kind == "filter" and found.used == len(one.steps):
                trial = self.draft.attempt(
                    "route", found.config, {"in": [one.root]}, [first, second]
                )
                if trial and self._same(trial, block.text):
                    self._flush()
                    self.draft.add(trial, block.node)
                    return True
        return False

    # Statements.

    def _statement(self, statement: Statement, text: str, node_id: str | None) -> bool:
        target, value = self._assignment(statement)
        if not isinstance(value, Chain) or not may_be_node(value) or self._only_code:
            return False
        self._flush()
        for trial in self._whole(value, target):
            if self._same(trial, text):
                self.draft.add(trial, node_id, "" if self.strict else statement.comment)
                return True
        if self.strict:
            return False
        mark = self.draft.mark()
        try:
            self._split(value, target, statement.comment)
        except NotUnderstoodError:
            self.draft.back_to(mark)
            return False
        return True

    def _whole(self, chain: Chain, target: str | None) -> Iterator[Trial]:
        """The nodes that a whole statement may be."""
        for found in recognize(chain, self.draft):
            if found.used == len(chain.steps):
                trial = self._attempt(found, chain.root, [target] if target else [])
                if trial:
                    yield trial

    def _attempt(
        self, found: Found, root: str, targets: Sequence[str], label: str = ""
    ) -> Trial | None:
        inputs: Mapping[str, Sequence[str]] = {"in": [root]}
        if found.inputs is not None:
            inputs = found.inputs
        return self.draft.attempt(found.kind, found.config, inputs, targets, label)

    def _same(self, trial: Trial, text: str) -> bool:
        if trial.source == text:
            return True
        return not self.strict and same_code(trial.source, text)

    def _split(self, chain: Chain, target: str | None, notes: str) -> None:
        """A chain as several nodes; raises `NotUnderstoodError` where a call is none."""
        if not chain.steps:
            raise NotUnderstoodError("no call")
        origin: str | None = chain.root
        while chain.steps:
            trial, used = self._step(chain, target, origin)
            origin = origin if trial.node.type.kind in _SAME_COLUMNS else None
            self.draft.add(trial, notes=notes)
            notes = ""
            if not trial.targets and used < len(chain.steps):
                raise NotUnderstoodError("a call behind a sink")
            chain = Chain(trial.targets[0] if trial.targets else "", chain.steps[used:])

    def _step(self, chain: Chain, target: str | None, origin: str | None) -> tuple[Trial, int]:
        chain = self._with_inner_frames(chain, target)
        for found in recognize(chain, self.draft, origin):
            last, sink = found.used == len(chain.steps), is_sink(found.kind)
            if found.guess or not 0 < found.used <= len(chain.steps):
                continue
            if last and sink == bool(target):  # rows that get no name, a name without rows
                continue
            name = target if last else self._between(target, found.kind)
            trial = self._attempt(found, chain.root, [name] if name and not sink else [])
            if trial:
                return trial, found.used
        raise NotUnderstoodError("a call that is no node")

    def _with_inner_frames(self, chain: Chain, target: str | None) -> Chain:
        """`a.join(b.select("id"), "id")`, with nodes of its own for the chain inside."""
        first = chain.steps[0]
        inner = first.args[0] if first.name in _COMBINE and first.args else None
        if not isinstance(inner, Chain) or not may_be_node(inner):
            return chain
        if inner.root != "spark" and not self.draft.is_frame(inner.root):
            return chain
        name = self._between(target, "other")
        self._split(inner, name, "")
        step = Step(first.name, (Chain(name), *first.args[1:]), first.kwargs)
        return Chain(chain.root, (step, *chain.steps[1:]))

    def _between(self, target: str | None, kind: str) -> str:
        return self.draft.free_name(f"{target or 'rows'} {kind}")

    # Code nodes.

    def _put_off(self, statements: Sequence[Statement], text: str, node_id: str | None) -> None:
        """Keeps code until what follows is known: neighbours may become one node."""
        self._code.append((list(statements), text, node_id))
        if self.strict and not self.merged:
            self._flush()

    def _flush(self) -> None:
        if not self._code:
            return
        statements = list(joined.from_iterable(item[0] for item in self._code))
        text = ("\n\n" if self.strict else "\n").join(item[1] for item in self._code)
        node_id = self._code[0][2]
        self._code = []
        needed = [] if self.strict else self._needed(statements)
        lines = [statement.text.strip("\n") for statement in needed]
        for name in (
            name for item in statements for tree in item.tree for name in names_assigned(tree)
        ):
            self.draft.windows.pop(name, None)
            self._aliases.pop(name, None)
            self._pending.pop(name, None)
        add_code(self.draft, [*needed, *statements], "\n".join([*lines, text]), node_id)
        self.code_nodes += 1

    def _needed(self, statements: Sequence[Statement]) -> list[Statement]:
        """Imports and windows that the code uses, which are no nodes themselves."""
        needed: dict[int, Statement] = {}
        queue = list(names_read(statements))
        while queue:
            pending = self._pending.get(queue.pop())
            if pending and id(pending.statement) not in needed:
                pending.used = True
                needed[id(pending.statement)] = pending.statement
                queue += names_read([pending.statement])
        return sorted(needed.values(), key=lambda statement: statement.line)

    def _leftovers(self) -> None:
        """What was defined but used by nothing that was understood stays as code."""
        used = {
            name for node in self.blocks for item in node.statements for name in names_read([item])
        }
        for name, pending in self._pending.items():
            if not pending.used and name not in used and not self.strict:
                self._put_off([pending.statement], pending.statement.text.strip("\n"), None)
        self._flush()


def _takes_a_name(statement: Statement) -> bool:
    """Whether a name that generated code needs is something else here: `import numpy as F`."""
    names = {name for tree in statement.tree for name in names_assigned(tree)}
    return bool(names & _NEEDED) and not is_own_import(statement)


def is_sink(kind: str) -> bool:
    node_type = registry.find(kind)
    return node_type is not None and not node_type.outputs


__all__ = ["Reader", "names_assigned"]
