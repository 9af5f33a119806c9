"""A script as blocks of statements: what stands together without an empty line between.

Generated code has one block for each node, so that a block is the first thing to understand.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from etlab_jupyter.problems import PageError, Problem

MAX_CHARACTERS = 2_000_000
MAX_LINES = 50_000
MAX_DEPTH = 1000
TopLevel = cst.SimpleStatementLine | cst.BaseCompoundStatement


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a script with its text, the comments above it included."""

    node: TopLevel
    tree: tuple[ast.stmt, ...]
    text: str
    line: int

    @property
    def comment(self) -> str:
        """The comment above it."""
        lines = [line.strip() for line in self.text.strip("\n").split("\n")]
        count = next((i for i, line in enumerate(lines) if line and line[0] != "#"), len(lines))
        return "\n".join(line.lstrip("# ") for line in lines[:count] if line)

    @property
    def single(self) -> cst.BaseSmallStatement | None:
        """The only statement of its line; None for `a = 1; b = 2` and for blocks."""
        if isinstance(self.node, cst.SimpleStatementLine) and len(self.node.body) == 1:
            return self.node.body[0]
        return None


def error(
    message: str, code: str = "bad-code", line: int | None = None, column: int = 1
) -> PageError:
    return PageError([Problem(code, message, line=line, column=column if line else None)])


@dataclass(frozen=True, slots=True)
class Block:
    """Statements with their text; `node` is the id that a notebook tells of the cell."""

    statements: tuple[Statement, ...]
    node: str | None = None

    @property
    def text(self) -> str:
        return "\n".join(statement.text for statement in self.statements).strip("\n")


def read_blocks(text: str, name: str) -> list[Block]:
    """The blocks of a script; raises `PageError` where it is none."""
    return list(_blocks(read_statements(text, name)))


def read_statements(text: str, name: str) -> list[Statement]:
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_LINES:
        raise error(
            f"{name} is too long: {MAX_LINES:,} lines and {MAX_CHARACTERS:,} characters may be.",
            "too-large",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tree = _parse(text, name)
    try:
        module = cst.parse_module(text)
    except (cst.ParserSyntaxError, RecursionError, ValueError) as problem:
        raise error(f"{name} cannot be read: {type(problem).__name__}.") from None
    return list(_statements(module, tree, text))


def _parse(text: str, name: str) -> ast.Module:
    """Python's own parser says where a mistake is, and refuses what is nested too deeply."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as problem:
        line, column = problem.lineno or 1, problem.offset or 1
        raise error(
            f"{name} is not valid Python: {problem.msg}.", "syntax-error", line, column
        ) from None
    except (RecursionError, MemoryError):
        raise error(f"{name} is nested too deeply.", "too-deep") from None
    except ValueError as problem:
        raise error(f"{name} is not valid Python: {problem}.", "syntax-error") from None
    level: list[ast.AST] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return tree
    raise error(f"{name} is nested too deeply.", "too-deep")


def _statements(module: cst.Module, tree: ast.Module, text: str) -> Iterator[Statement]:
    lines = text.split("\n")
    done, index = 0, 0
    for node in module.body:
        count = len(node.body) if isinstance(node, cst.SimpleStatementLine) else 1
        trees = tuple(tree.body[index : index + count])
        index += count
        end = trees[-1].end_lineno or trees[-1].lineno
        yield Statement(node, trees, "\n".join(lines[done:end]), _first_line(trees[0]))
        done = end


def _first_line(tree: ast.stmt) -> int:
    decorators: Sequence[ast.expr] = getattr(tree, "decorator_list", ())
    return min([tree.lineno, *(item.lineno for item in decorators)])


def _blocks(statements: list[Statement]) -> Iterator[Block]:
    block: list[Statement] = []
    for statement in statements:
        if block and statement.text.startswith("\n"):
            yield Block(tuple(block))
            block = []
        block.append(statement)
    if block:
        yield Block(tuple(block))
