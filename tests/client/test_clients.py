"""Both clients against a real server."""

from __future__ import annotations

import pytest

from etlab_jupyter import ETLabError, Page
from etlab_jupyter.client import AsyncClient, Client, ClientError, NoServerError, Server
from etlab_jupyter.runners.events import RunFinished
from tests.handlers.live import TOKEN, LiveServer
from tests.servers import free_port


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    live = LiveServer(tmp_path_factory.mktemp("client"))
    live.start()
    yield Server(f"{live.root}/", TOKEN)
    live.stop()


def new_page(name):
    page = Page(name)
    page.add("code", code="df = spark.range(5)", inputs=[], id="rows").filter("id > 2").write.csv(
        "out", mode="overwrite", id="sink"
    )
    return page


def test_a_page_is_saved_found_changed_and_run(server):
    with Client(server) as etlab:
        assert etlab.me()["email"].endswith("@localhost")
        stored = etlab.save(new_page("numbers"))
        assert stored.version == 1
        found = etlab.page("numbers")
        assert found.page.to_json() == new_page("numbers").to_json()
        found.page.node("rows").filter("id < 4", id="small")
        assert etlab.save(found).version == 2
        assert etlab.page(found.id).page.node("small").id == "small"
        stored.page.document.description = "new"
        with pytest.raises(ClientError) as stale:
            etlab.save(stored)
        assert (stale.value.status, stale.value.code) == (412, "stale-version")
        assert [row["name"] for row in etlab.pages()] == ["numbers"]
        assert "spark.range(5)" in etlab.code(found)
        events = list(etlab.run(found, force=True))
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert isinstance(events[-1], RunFinished)
        assert events[-1].rows == {"sink": 2}
        (run,) = etlab.runs()
        assert run["status"] == "completed"
        assert next(event.seq for event in etlab.follow(run["id"], 3)) == 3


@pytest.mark.asyncio
async def test_the_same_with_coroutines(server):
    async with AsyncClient(server) as etlab:
        stored = await etlab.save(new_page("async"), workspace="My workspace")
        found = await etlab.page("async", workspace="My workspace")
        assert found.id == stored.id
        events = [event async for event in etlab.run(found, to_node="rows")]
        assert isinstance(events[-1], RunFinished)
        assert events[-1].status == "completed"
        assert "async" in [row["name"] for row in await etlab.pages()]
        assert "spark.range(5)" in await etlab.code(found)
        newest = (await etlab.runs(limit=1))[0]
        assert (await etlab.cancel(newest["id"]))["status"] == "completed"
        assert await etlab.schemas() == await etlab.connections() == []


def test_both_clients_have_the_same_methods():
    def public(kind):
        return {name for name in vars(kind) if not name.startswith("_")}

    assert public(Client) == public(AsyncClient)


def test_what_goes_wrong_is_said_to_people(server):
    with Client(server) as etlab:
        etlab.save(new_page("orders"))
        with pytest.raises(
            ETLabError, match=r"There is no page 'ordres'\. Did you mean 'orders'\?"
        ):
            etlab.page("ordres")
        with pytest.raises(ETLabError, match="There is no workspace 'W'"):
            etlab.save(Page("x"), workspace="W")
        with pytest.raises(ClientError, match="no such run"):
            list(etlab.follow("00000000-0000-0000-0000-000000000000"))
    with Client(Server(server.url, "wrong")) as etlab, pytest.raises(ClientError) as refused:
        etlab.me()
    assert refused.value.status in (401, 403)
    nowhere = Server(f"http://127.0.0.1:{free_port()}/")
    with Client(nowhere) as etlab, pytest.raises(NoServerError, match="does not answer"):
        etlab.me()
