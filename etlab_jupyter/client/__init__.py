"""A client of ETLab's REST API, for kernels and scripts.

    from etlab_jupyter.client import connect

    etlab = connect()  # the Jupyter server that this kernel belongs to
    page = etlab.page("orders")
    for event in etlab.run(page_id=page.id):
        print(event)

`Client` waits for each answer; `AsyncClient` has the same methods as coroutines. Neither opens the
database.
"""

from etlab_jupyter.client.aio import AsyncClient
from etlab_jupyter.client.discovery import NoServerError, Server, find_server
from etlab_jupyter.client.operations import ClientError, StoredPage
from etlab_jupyter.client.sync import Client

__all__ = [
    "AsyncClient", "Client", "ClientError", "NoServerError", "Server", "StoredPage", "connect",
    "find_server",
]  # fmt: skip


def connect() -> Client:
    """A client of the server that this kernel belongs to; `NoServerError` without one."""
    return Client(find_server())
