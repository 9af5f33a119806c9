"""What ETLab reports to people: one `Problem` per mistake, and the exceptions that carry them.

Every check of a page yields problems instead of raising at the first one, so that a person sees
all of a page's mistakes at once. A problem names the node (id and label) and the field it is
about, says what is wrong, and, in `hint`, what would be right.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a page.

    `code` is stable and meant for programs (`unknown-column`, `cycle`, …). `field` is the dotted
    path inside the node's config (`aggregations.0.column`). `line` and `column` count from 1
    inside that field's text (an expression or code), or inside the file for a file that
    cannot be read.
    """

    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    node: str | None = None
    label: str | None = None
    field: str | None = None
    edge: str | None = None
    line: int | None = None
    column: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The problem as a JSON object, without the keys that say nothing."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}

    def __str__(self) -> str:
        where = []
        if self.node is not None:
            where.append(f"{self.label!r} ({self.node})" if self.label else self.node)
        elif self.edge is not None:
            where.append(f"edge {self.edge}")
        if self.field:
            where.append(self.field)
        if self.line is not None:
            where.append(f"line {self.line}, column {self.column}")
        prefix = f"{', '.join(where)}: " if where else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{prefix}{self.message}{hint}"


FailedAt = Literal["address", "tls", "credentials", "permission", "version"]
"""Which part of a connection does not work."""


class ETLabError(Exception):
    """Base of every error that ETLab raises on purpose; its text is written for people.

    `failed` is the part of a connection that does not work, where it is that and is known.
    """

    def __init__(self, *arguments: object, failed: FailedAt | None = None) -> None:
        super().__init__(*arguments)
        self.failed = failed


class PageError(ETLabError):
    """A page that cannot be used as it is; `problems` lists every reason.

    Warnings may be among them, but at least one problem is an error.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def reason(error: BaseException | None) -> str:
    """Why, in an error's own words without the full stop, or its name: some have no words."""
    return str(error).rstrip(".") or type(error).__name__


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A hint naming the closest of `choices`, else all of them if they are few, else nothing."""
    names = list(dict.fromkeys(choices))
    folded = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {folded[close[0]]!r}?"
    if 0 < len(names) <= 12:
        return f"There is: {', '.join(names)}."
    return ""
