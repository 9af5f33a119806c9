"""How requests to Kubernetes are signed: as Spark's own are."""

from __future__ import annotations

import json
import ssl
import sys
import venv
from contextlib import asynccontextmanager

import pytest
import trustme

from etlab_jupyter.runners.submit import kubernetes_api
from etlab_jupyter.runners.submit.job import JobError
from etlab_jupyter.runners.submit.kubernetes_api import api_of, asked
from etlab_jupyter.spark_session import SparkSettings
from tests.kube import kubeconfigs
from tests.kube.api import kubernetes

TOKEN = "a-token-of-a-kubeconfig"
PODS = "/api/v1/namespaces/jobs/pods"
OWN = "spark.kubernetes.authenticate.submission"

pytestmark = pytest.mark.asyncio


@pytest.fixture(autouse=True)
def _outside(tmp_path, monkeypatch):
    """What the machine has itself is not looked at."""
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    monkeypatch.setattr(kubernetes_api, "SERVICE_ACCOUNT", tmp_path / "account")


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def tls(authority):
    """What the API server's connections are made with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def cluster(tmp_path, tls):
    with kubernetes(tmp_path, tls) as made:
        made.token = TOKEN
        yield made


@asynccontextmanager
async def client(cluster, **conf):
    settings = SparkSettings(
        master=f"k8s://{cluster.address}",
        conf={f"spark.kubernetes.{name.replace('_', '.')}": value for name, value in conf.items()},
    )
    http, _ = api_of(settings)
    async with http:
        yield http


async def pods(cluster, **conf):
    async with client(cluster, **conf) as http:
        found = await asked(http, "GET", PODS)
        return found and found["items"]


async def refusal(cluster, **conf):
    with pytest.raises(JobError) as caught:
        await pods(cluster, **conf)
    return str(caught.value)


async def test_a_kubeconfig_has_a_token_and_the_cluster_s_authority(cluster, authority, tmp_path):
    pem = authority.cert_pem.bytes()
    trusted = {"certificate-authority-data": kubeconfigs.data(pem)}
    file = kubeconfigs.write(tmp_path / "config", {"token": TOKEN}, **trusted)
    assert await pods(cluster) == []
    assert "Unauthorized" in await refusal(cluster, context="other")
    told = await refusal(cluster, context="third")
    assert told.startswith("The kubeconfig of the Jupyter server cannot be used: ")
    assert "third" in told
    # What the connection says comes first, and the file has what it leaves open.
    kubeconfigs.write(file, {"token": "an-old-one"}, **trusted)
    own = {"authenticate_submission_oauthToken": TOKEN}
    assert await pods(cluster, **own) == []
    kubeconfigs.write(file, {"token": TOKEN})
    assert "CERTIFICATE_VERIFY_FAILED" in await refusal(cluster, **own)
    assert await pods(cluster, trust_certificates="true") == []


async def test_a_plugin_is_asked_again_when_its_token_is_refused(
    cluster, authority, tmp_path, monkeypatch
):
    monkeypatch.setenv("ETLAB_DATABASE_URL", "postgresql://secret")
    ca = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(ca)
    user = kubeconfigs.plugin(tmp_path)
    kubeconfigs.write(tmp_path / "config", user, **{"certificate-authority": "ca.pem"})
    token = tmp_path / "plugin-token"
    token.write_text(TOKEN)
    async with client(cluster) as http:
        assert await asked(http, "GET", PODS)
        assert await asked(http, "GET", PODS)
        cluster.token = "another"
        token.write_text("another")
        assert await asked(http, "GET", PODS)
    seen = (tmp_path / "asked").read_text().splitlines()
    assert [json.loads(line) for line in seen] == [[], []]  # it sees nothing of ETLab's own
    token.unlink()
    assert (await refusal(cluster)).endswith("process returned 1. please sign in again.")


async def test_a_kubeconfig_has_a_certificate(cluster, authority, tls, tmp_path):
    tls.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(tls)
    mine = authority.issue_cert("me@example.com", common_name="me")
    chain = b"".join(one.bytes() for one in mine.cert_chain_pems)
    user = {
        "client-certificate-data": kubeconfigs.data(chain),
        "client-key-data": kubeconfigs.data(mine.private_key_pem.bytes()),
    }
    ca = kubeconfigs.data(authority.cert_pem.bytes())
    file = kubeconfigs.write(
        tmp_path / "config", user, "https://there", **{"certificate-authority-data": ca}
    )
    cluster.token = None
    assert await pods(cluster) == []
    kubeconfigs.write(file, {"token": TOKEN}, "https://there", **{"certificate-authority-data": ca})
    assert "does not answer" in await refusal(cluster)


async def test_a_pod_has_the_sign_in_of_its_service_account(cluster, authority, tmp_path):
    account = tmp_path / "account"
    account.mkdir()
    authority.cert_pem.write_to_path(account / "ca.crt")
    (account / "token").write_text(TOKEN)
    async with client(cluster) as http:
        assert await asked(http, "GET", PODS)
        # Kubernetes puts a new one there from time to time.
        cluster.token = "the-next"
        (account / "token").write_text("the-next")
        assert await asked(http, "GET", PODS)
    assert "no kubeconfig that could have the context “mine”" in await refusal(
        cluster, context="mine"
    )


async def test_a_token_is_in_a_file(cluster, authority, tmp_path):
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    conf = {
        "authenticate_submission_oauthTokenFile": str(tmp_path / "token"),
        "authenticate_submission_caCertFile": str(tmp_path / "ca.pem"),
    }
    assert await pods(cluster, **conf) == []
    (tmp_path / "token").unlink()
    told = await refusal(cluster, **conf)
    assert told.startswith("The sign-in for Kubernetes cannot be read: ")


async def test_what_is_wrong_with_a_kubeconfig_is_told_without_what_is_in_it(cluster, tmp_path):
    file = tmp_path / "config"
    broken = {"auth-provider": {"name": "oidc", "config": {"refresh-token": "very-secret"}}}
    kubeconfigs.write(file, broken)
    told = await refusal(cluster)
    assert told.startswith("The kubeconfig of the Jupyter server cannot be used: ")
    assert "id-token" in told
    assert "very-secret" not in told
    for text in ("[very-secret", "- very-secret"):
        file.write_text(text)
        told = await refusal(cluster)
        assert told.startswith("The kubeconfig of the Jupyter server cannot be used: ")
        assert "very-secret" not in told


async def test_what_is_missing_is_told_with_how_to_get_it(cluster, tmp_path, monkeypatch):
    kubeconfigs.write(tmp_path / "config", {"token": TOKEN})
    venv.create(tmp_path / "bare")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "bin" / "python"))
    assert "pip install 'etlab-jupyter[kubernetes]'" in await refusal(cluster)
