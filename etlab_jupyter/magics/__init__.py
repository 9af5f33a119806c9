"""`%etlab` and `%%etlab` in notebooks and consoles: `%load_ext etlab_jupyter`.

A subcommand is a click command in one of the modules here. What they work with, the server's
client and the pages that were used, is the shell's `Session`. Everything is imported with the
first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etlab_jupyter.magics.cell_bar import CellBar
    from etlab_jupyter.magics.session import Session

__all__ = ["load", "session_of"]

_sessions: dict[int, Session] = {}
_bars: dict[int, CellBar] = {}


def load(shell: Any) -> None:
    """Add the magics and their completion to an IPython shell."""
    from etlab_jupyter.magics.completion import add_completion

    def etlab(line: str, cell: str | None = None) -> None:
        """ETLab: pages, schemas and runs. `%etlab --help` tells more."""
        from etlab_jupyter.magics.command import execute

        execute(session_of(shell), line, cell)

    shell.register_magic_function(etlab, "line_cell", "etlab")
    add_completion(shell, lambda: session_of(shell))
    from etlab_jupyter.front_end import front_end_of

    front_end_of(shell).open()
    if hasattr(shell, "kernel") and id(shell) not in _bars:
        from etlab_jupyter.magics.cell_bar import CellBar

        _bars[id(shell)] = CellBar(shell)


def session_of(shell: Any) -> Session:
    """What the magics of this shell work with."""
    from etlab_jupyter.magics.session import Session

    return _sessions.setdefault(id(shell), Session(shell))
