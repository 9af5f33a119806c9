"""The client in a kernel of a real JupyterHub."""

from __future__ import annotations

from tests.jupyterhub import ROOT, jupyterhub

CODE = """\
from etlab_jupyter import Page
from etlab_jupyter.client import AsyncClient, Client, find_server

server = find_server()
print(server.url)
page = Page("from-the-kernel")
page.add("rows", columns=[{"name": "id", "type": "integer"}], rows=[[1]])
with Client(server) as client:
    print(client.me()["email"], client.save(page).name)
async with AsyncClient(server) as client:
    print((await client.page("from-the-kernel")).version)
"""


async def test_a_kernel_finds_its_users_server(tmp_path):
    folders = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("DATA", "RUNTIME")}
    environment = {**folders, "PYTHONPATH": str(ROOT), "ETLAB_DATABASE_URL": ""}
    with jupyterhub(tmp_path, **environment) as hub:
        hub.start_server("ada")
        printed = await hub.run("ada", CODE)
        url, email, name, version = printed.split()
        assert url.endswith("/hubs/user/ada/")
        assert (email.partition("@")[0], name, version) == ("ada", "from-the-kernel", "1")
