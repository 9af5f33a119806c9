"""The cases in `cases/`: one expression a line, after `--` a comment.

A comment at the end of a line may say more:

    v -- unknown: why       its type is not known before Spark runs, which is no mistake
    v -- unequal: why       what is inferred is wrong, and not worth a correction
    v -- code 1:5           Spark rejects it, and so must we: the code of the issue, line, column
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
_NOTE = re.compile(r"\s+-- (?P<word>[a-z]+(?:-[a-z]+)*)(?:: .*| (?P<at>\d+:\d+|-))$")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a file. `word` is that of its comment; `at` is the place of an issue."""

    text: str
    where: str
    word: str = ""
    at: str = ""


def cases(path: Path) -> Iterator[Case]:
    """The cases of a file, in order."""
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if not line.strip() or line.startswith("--"):
            continue
        where = f"{path.name}:{number}"
        note = _NOTE.search(line)
        if note is None:
            yield Case(line.strip(), where)
        else:
            yield Case(line[: note.start()].strip(), where, note["word"], note["at"] or "")


def files(*folders: str) -> list[Path]:
    """The files of cases in some folders."""
    return [path for folder in folders for path in sorted((CASES / folder).glob("*.sql"))]


def name_of(path: Path) -> str:
    """A file's name for a test's id."""
    return f"{path.parent.name}-{path.stem}"
