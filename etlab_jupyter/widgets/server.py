"""The client that the widgets of a kernel share."""

from __future__ import annotations

from functools import cache

from etlab_jupyter.client import Client, connect


@cache
def server_client() -> Client:
    """A client of this kernel's server; `NoServerError` without one."""
    return connect()
