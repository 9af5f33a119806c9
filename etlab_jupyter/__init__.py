"""ETLab for Jupyter: pipelines drawn as pages, run as the PySpark you would have written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from etlab_jupyter.__about__ import __version__

if TYPE_CHECKING:
    from etlab_jupyter.builder import Page
    from etlab_jupyter.dataframes import from_dataframe
    from etlab_jupyter.problems import ETLabError, PageError, Problem

__all__ = ["ETLabError", "Page", "PageError", "Problem", "__version__", "from_dataframe"]

_HOMES = {
    "ETLabError": "problems",
    "Page": "builder",
    "PageError": "problems",
    "Problem": "problems",
    "from_dataframe": "dataframes",
}


def __getattr__(name: str) -> Any:
    """Loads the public names when they are first used: `etlab --version` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """What `jupyter server` asks of an extension."""
    from etlab_jupyter.handlers.app import ETLabApp

    return [{"module": "etlab_jupyter", "app": ETLabApp}]


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext etlab_jupyter` calls: adds `%etlab` and `%%etlab`."""
    from etlab_jupyter.magics import load

    load(shell)
