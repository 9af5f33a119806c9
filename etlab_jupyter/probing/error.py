"""What a prober raises for files that a run could not read."""

from __future__ import annotations


class ProbeError(Exception):
    """A path that a run could not read. `code` and `hint` are those of a problem."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
