"""Interleaved measurement and what comes of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Result:
    """One case: ETLab's figure against the reference's, most often medians in milliseconds.

    A figure is None where it could not be measured; `note` then says why.
    """

    benchmark: str
    case: str
    etlab: float | None
    reference: str
    reference_figure: float | None
    rounds: int
    note: str = ""
    unit: str = "ms"

    @property
    def ratio(self) -> float | None:
        """ETLab's figure divided by the reference's: of times, below 1 ETLab is faster."""
        if self.etlab is None or not self.reference_figure:
            return None
        return self.etlab / self.reference_figure

    def to_json(self) -> dict[str, Any]:
        """The result as it is in `results.json`."""
        return {
            "benchmark": self.benchmark,
            "case": self.case,
            "unit": self.unit,
            "etlab": _rounded(self.etlab),
            "reference": self.reference,
            "reference_figure": _rounded(self.reference_figure),
            "ratio": _rounded(self.ratio),
            "rounds": self.rounds,
            "note": self.note,
        }


def interleaved(
    etlab: Callable[[], object], reference: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """The median milliseconds of both, run A, B, B, A, A, B, ... after two untimed rounds.

    The order changes, since what runs second may pay for the garbage of the first.
    """
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(rounds + WARM_UP):
        pair = [(ours, etlab), (theirs, reference)]
        for times, action in pair if number % 2 == 0 else reversed(pair):
            times.append(milliseconds(action))
    return statistics.median(ours[WARM_UP:]), statistics.median(theirs[WARM_UP:])


def milliseconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def table(results: list[Result]) -> str:
    """The results as aligned text."""
    head = ("benchmark", "case", "unit", "ETLab", "reference", "ratio", "against")
    rows = [head, *(_cells(result) for result in results)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _cells(result: Result) -> tuple[str, ...]:
    note = f" ({result.note})" if result.note else ""
    return (
        result.benchmark,
        result.case,
        result.unit,
        _number(result.etlab, ",.1f"),
        _number(result.reference_figure, ",.1f"),
        _number(result.ratio, ".3f"),
        result.reference + note,
    )


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
