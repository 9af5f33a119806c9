"""A real Livy server that asks for Kerberos, and a real KDC."""

from __future__ import annotations

import asyncio

import pytest

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connection_checks import CheckError, check
from etlab_jupyter.runners import SyncRunner, events
from etlab_jupyter.runners.livy import LivyClient, LivyRunner
from etlab_jupyter.spark_session import LivySettings
from tests.handlers.test_submit_clusters import waiting
from tests.livy.kerberos import REALM, realm
from tests.livy.server import LivyServer
from tests.livy.test_faults import meanwhile
from tests.runners.cells import cell, finished, only, run, text

CONF = {"spark.ui.enabled": "false"}


@pytest.fixture(scope="module")
def kingdom(tmp_path_factory):
    with realm(tmp_path_factory.mktemp("realm")) as made:
        yield made


@pytest.fixture(scope="module")
def url(kingdom, tmp_path_factory):
    """The address of the Livy server."""
    server = LivyServer(
        tmp_path_factory.mktemp("livy"),
        java=[f"-Djava.security.krb5.conf={kingdom.config}"],
        server_auth_type="kerberos",
        server_auth_kerberos_principal=f"HTTP/localhost@{REALM}",
        server_auth_kerberos_keytab=str(kingdom.keytab("HTTP/localhost")),
    )
    server.start()
    yield f"http://localhost:{server.port}"
    server.stop()


@pytest.fixture
def ticket(kingdom, tmp_path, monkeypatch):
    """Where the ticket of this process is kept; there is none yet."""
    monkeypatch.setenv("KRB5_CONFIG", str(kingdom.config))
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path / 'ticket'}")
    monkeypatch.delenv("KRB5_CLIENT_KTNAME", raising=False)
    return tmp_path / "ticket"


def checked(url, tmp_path, auth):
    config = {"url": url, "auth": auth, "spark_conf": CONF}
    return asyncio.run(check(ConnectionType.LIVY, config, folder=tmp_path))


def test_who_has_no_ticket_is_told(url, ticket, tmp_path):
    told = "There is no Kerberos ticket for the Livy server at localhost: "
    with pytest.raises(CheckError, match=told):
        checked(url, tmp_path, "kerberos")
    with SyncRunner(LivyRunner(LivySettings(url, auth="kerberos"))) as runner:
        last = finished(run(runner, [cell("a", "1")]))
    assert last.status == "failed"
    assert (last.error or "").startswith(f"{told}No Kerberos credentials available")
    assert "kinit" in (last.error or "")
    with pytest.raises(CheckError, match=r"it asks to sign in \(Negotiate\)"):
        checked(url, tmp_path, "none")


def test_a_ticket_opens_the_door(url, kingdom, ticket, tmp_path):
    kingdom.ticket("ada", kingdom.keytab("ada"), ticket)
    assert (checked(url, tmp_path, "kerberos").spark_version or "").startswith("3.5.")
    settings = LivySettings(url, auth="kerberos", session={"conf": CONF})

    async def sessions():
        async with LivyClient(settings) as client:
            return (await client.get("/sessions"))["sessions"]

    with SyncRunner(LivyRunner(settings)) as runner:
        events = run(runner, [cell("a", "print(spark.range(3).count())")])
        assert (finished(events).status, text(events)) == ("completed", "3\n")
        assert [one["owner"] for one in asyncio.run(sessions())] == ["ada"]


def test_a_ticket_that_expires_under_a_cell(url, kingdom, ticket, tmp_path):
    """The run fails, the cell goes on; with a new ticket the next run finds what it has done."""
    keytab = kingdom.keytab("eve")
    kingdom.ticket("eve", keytab, ticket)
    slow = cell("slow", waiting(tmp_path / "ran", tmp_path / "go"), outputs={"out": "df"})
    cells = [slow, cell("after", "print(df.count())", inputs=[slow])]
    settings = LivySettings(url, auth="kerberos", session={"conf": CONF})
    with SyncRunner(LivyRunner(settings)) as runner:
        thread = meanwhile(
            (tmp_path / "ran").exists, lambda: kingdom.ticket("eve", keytab, ticket, seconds=1)
        )
        found = run(runner, cells)
        thread.join()
        failed = only(found, events.NodeFailed)
        assert failed.node == "slow"
        assert "There is no Kerberos ticket for the Livy server at localhost: " in failed.message
        assert "expired" in failed.message
        assert "kinit" in failed.message
        assert finished(found).status == "failed"
        kingdom.ticket("eve", keytab, ticket)
        (tmp_path / "go").touch()
        found = run(runner, cells)
        assert (finished(found).status, text(found)) == ("completed", "5\n"), found
        assert finished(found).ran == ("after",)
    assert (tmp_path / "ran").read_text() == "ran\n"
