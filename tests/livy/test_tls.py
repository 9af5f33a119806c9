"""A real Livy server behind a gateway that has a certificate."""

from __future__ import annotations

import ssl

import pytest
import trustme

from etlab_jupyter import Page
from tests.handlers.conftest import api, jp_server_config, workspace  # noqa: F401
from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect
from tests.livy.proxy import proxy
from tests.livy.test_runs import body_of

PAGE = Page("numbers")
PAGE.add("code", code="df = spark.range(5)", inputs=[], id="rows", label="Rows")


@pytest.fixture(autouse=True)
def _environment(kernel_environment, monkeypatch):
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority():
    """A company's own."""
    return trustme.CA()


@pytest.fixture
def gateway(livy, authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with proxy(livy.port, tls=context) as made:
        yield made


async def ran(api, id_):  # noqa: F811
    """A run on a connection."""
    run = (await api("POST", "runs", {"document": body_of(PAGE), "connection_id": id_})).json
    return await over(api, run["id"], seconds=90)


async def works(api, id_):  # noqa: F811
    """Whether a connection works, and what its test says."""
    found = (await api("POST", f"connections/{id_}/test", {})).json
    return found["works"], found["failed"], found["message"]


async def test_an_unknown_certificate_is_refused_at_once(gateway, api):  # noqa: F811
    id_ = await connect(api, "livy", url=gateway.url)
    run = await ran(api, id_)
    assert run["status"] == "failed"
    assert run["error"].startswith(f"The certificate of {gateway.url} is not trusted: ")
    assert "SSL_CERT_FILE" in run["error"]
    assert await works(api, id_) == (False, "tls", run["error"])
    assert gateway.requests == []


async def test_what_speaks_no_tls_is_told_at_once(livy, api):  # noqa: F811
    url = livy.url.replace("http:", "https:")
    id_ = await connect(api, "livy", url=url)
    run = await ran(api, id_)
    assert run["error"].startswith(f"There is no TLS connection to {url}: ")
    assert await works(api, id_) == (False, "tls", run["error"])


async def test_a_certificate_of_the_companys_own_authority(
    gateway, api, workspace, authority, tmp_path, monkeypatch  # noqa: F811
):  # fmt: skip
    authority.cert_pem.write_to_path(str(tmp_path / "company.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "company.pem"))
    document = {"workspace_id": workspace, **body_of(PAGE)}
    page = (await api("POST", "pages", document)).json["id"]
    where = {"page_id": page, "connection_id": await connect(api, "livy", url=gateway.url)}
    run = await over(api, (await api("POST", "runs", where)).json["id"])
    assert (run["status"], run["error"]) == ("completed", None)
    assert (await api("POST", "stop-kernel", where)).status == 204


async def test_certificates_need_not_be_checked(gateway, api):  # noqa: F811
    id_ = await connect(api, "livy", url=gateway.url, verify_tls=False)
    found, _, message = await works(api, id_)
    assert found, message
