"""Which server a kernel belongs to."""

from __future__ import annotations

import json
import os

import pytest

from etlab_jupyter.client import NoServerError, Server, find_server


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    """Writes what a server says of itself."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))

    def write(name, **info):
        info = {"pid": os.getpid(), "token": "t", "base_url": "/", **info}
        (tmp_path / f"jpserver-{name}.json").write_text(json.dumps(info))

    return write


def test_the_environment_wins(runtime):
    runtime(1, url="http://localhost:1/")
    environ = {"ETLAB_SERVER_URL": "http://host:9/base", "ETLAB_SERVER_TOKEN": "secret"}
    found = find_server(environ)
    assert found == Server("http://host:9/base/", "secret")
    assert found.address("me") == "http://host:9/base/etlab/api/me"
    assert "secret" not in repr(found)


def test_the_server_that_started_the_kernel(runtime):
    runtime(1, url="http://localhost:1/", pid=1)
    runtime(2, url="http://localhost:2/user/me/", token="two")
    found = find_server({"JPY_PARENT_PID": str(os.getpid())})
    assert found == Server("http://localhost:2/user/me/", "two")


def test_under_a_hub_the_hubs_token_signs_in(runtime):
    runtime(1, url="http://localhost:1/", base_url="/")
    runtime(2, url="http://127.0.0.1:2/user/me/", base_url="/user/me/", token="")
    environ = {"JUPYTERHUB_SERVICE_PREFIX": "/user/me/", "JUPYTERHUB_API_TOKEN": "hub"}
    assert find_server(environ) == Server("http://127.0.0.1:2/user/me/", "hub")


def test_the_only_server_and_files_of_dead_ones(runtime, tmp_path):
    runtime(1, url="http://localhost:1/", pid=2**22 + 1)
    (tmp_path / "jpserver-3.json").write_text("{broken")
    runtime(2, url="http://localhost:2/")
    assert find_server({}).url == "http://localhost:2/"


def test_none_and_several(runtime):
    with pytest.raises(NoServerError, match="ETLAB_SERVER_URL"):
        find_server({})
    runtime(1, url="http://localhost:1/")
    runtime(2, url="http://localhost:2/")
    with pytest.raises(NoServerError, match="Several Jupyter servers run"):
        find_server({})
