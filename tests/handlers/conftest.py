"""A Jupyter server with ETLab in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from etlab_jupyter.db.models import User


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Any
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


@pytest.fixture
def jp_server_config():
    return {"ServerApp": {"jpserver_extensions": {"etlab_jupyter": True}}}


@pytest.fixture
def api(jp_fetch):
    """Calls the API: `await api("GET", "pages", ...)`."""

    async def call(method, path, body=None, *, version=None, raw=None, headers=None, **params):
        kind = "application/json" if raw is None else "application/zip"
        headers = {"Content-Type": kind, **(headers or {})}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        content = raw if raw is not None else (None if body is None else json.dumps(body))
        if method in ("POST", "PATCH") and content is None:
            content = ""
        try:
            done = await jp_fetch(
                "etlab", "api", *path.split("/"), method=method, body=content, headers=headers,
                params={name: str(value) for name, value in params.items()},
                allow_nonstandard_methods=True, request_timeout=120,
            )  # fmt: skip
        except HTTPClientError as error:
            if error.response is None:
                raise
            done = error.response
        return Answer(done.code, done.headers, done.body)

    return call


@pytest.fixture
def workspace(api, jp_asyncio_loop):
    """The id of the first workspace."""
    found = jp_asyncio_loop.run_until_complete(api("GET", "workspaces"))
    return found.json["items"][0]["id"]


@pytest.fixture
def store(jp_serverapp):
    """The server's database."""
    (app,) = jp_serverapp.extension_manager.extension_apps["etlab_jupyter"]
    return app._context.store


@pytest.fixture
def bob(store, jp_asyncio_loop):
    """Another user, whom nobody is signed in as."""
    user = User(email="bob@example.com", name="Bob", password_hash="!")

    async def add():
        async with store.write() as session:
            session.add(user)

    jp_asyncio_loop.run_until_complete(add())
    return user
