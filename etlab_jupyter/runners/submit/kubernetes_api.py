"""Requests to Kubernetes' API server, signed as Spark signs those of its own.

First comes what Spark's settings for submissions say; what they leave open comes from the
kubeconfig that `KUBECONFIG` names, else `~/.kube/config`, and without one from the service account
of the pod that this process runs in. The address is always that of the master.
https://spark.apache.org/docs/latest/running-on-kubernetes.html (`spark.kubernetes.context`)
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Generator, Mapping
from pathlib import Path
from typing import Any

import certifi
import httpx

from etlab_jupyter.problems import FailedAt, reason
from etlab_jupyter.runners.submit import kubeconfig
from etlab_jupyter.runners.submit.job import JobError
from etlab_jupyter.runners.submit.spark_submit import visible_environment
from etlab_jupyter.spark_session import SparkSettings

ANSWER_SECONDS = 10.0
SIGN_IN_SECONDS = 60.0
SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_OWN = "spark.kubernetes.authenticate.submission"
_TRUST = "spark.kubernetes.trust.certificates"
Json = dict[str, Any]
_REFUSED: dict[int, FailedAt] = {401: "credentials", 403: "permission"}


class NoAnswerError(JobError):
    """The API server did not answer; what was asked for may have been done."""


def api_of(settings: SparkSettings) -> tuple[httpx.AsyncClient, SignIn]:
    """A client of the API server that is a session's master, and what signs its requests."""
    root = (settings.master or "").removeprefix("k8s://")
    root = root if "://" in root else f"https://{root}"
    sign_in = SignIn(settings.conf, secure=root.startswith("https:"))
    client = httpx.AsyncClient(
        base_url=root, auth=sign_in, verify=sign_in.tls, timeout=ANSWER_SECONDS
    )
    return client, sign_in


async def asked(http: httpx.AsyncClient, method: str, path: str, body: Any = None) -> Json | None:
    """The object that is answered, None where there is none; `JobError` with why it is refused."""
    try:
        answer = await http.request(method, path, json=body)
        found = answer.json()
    except (httpx.HTTPError, OSError, ValueError) as error:  # httpx passes some of SSL on
        part: FailedAt = "tls" if _is_tls(error) else "address"
        told = f"Kubernetes does not answer: {reason(error)}."
        raise NoAnswerError(told, failed=part) from None
    if answer.status_code == 404:
        return None
    if answer.is_error or not isinstance(found, dict):
        why = found.get("message") if isinstance(found, dict) else None
        raise JobError(
            f"Kubernetes refuses the request: {why or answer.status_code}.",
            failed=_REFUSED.get(answer.status_code),
        )
    return found


def _is_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


class SignIn(httpx.Auth):
    """Signs requests. What it is made of is read with the first one, and again after a 401."""

    def __init__(self, conf: Mapping[str, str], *, secure: bool) -> None:
        # Filled in before the first connection is made.
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._conf = conf
        self._secure = secure
        self._header: str | None = None
        self._ready = False

    async def prepare(self) -> None:
        """Read what it is made of; `JobError` says why it cannot be."""
        await asyncio.to_thread(self._read)
        self._ready = True

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        raise RuntimeError("This is for asynchronous clients.")

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign a request, a second time where the first signature is not accepted any more."""
        if not self._ready:
            await self.prepare()
        answer = yield self._signed(request)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            await self.prepare()
            yield self._signed(request)

    def _signed(self, request: httpx.Request) -> httpx.Request:
        if self._header:
            request.headers["Authorization"] = self._header
        return request

    def _read(self) -> None:
        token, certificate = self._own("oauthToken"), self._own("clientCertFile")
        key, authority = self._own("clientKeyFile"), self._own("caCertFile")
        if file := self._own("oauthTokenFile"):
            token = _text(file)
        trusts = self._conf.get(_TRUST, "").lower() == "true" or not self._secure
        found: Json = {}
        if not (token or certificate) or not (authority or trusts):
            found = _outside(self._conf.get("spark.kubernetes.context", ""))
        self._header = f"Bearer {token}" if token else found.get("authorization")
        try:
            if certificate and key:
                self.tls.load_cert_chain(certificate, key)
            elif found.get("certificate") and found.get("key"):
                self._load(found["certificate"], found["key"])
            if trusts:
                self.tls.check_hostname, self.tls.verify_mode = False, ssl.CERT_NONE
            else:
                self._trust(authority, found.get("authority"))
        except OSError as error:  # those of SSL are such too
            told = f"The certificates for Kubernetes cannot be read: {error}."
            raise JobError(told, failed="credentials") from None

    def _own(self, name: str) -> str | None:
        return self._conf.get(f"{_OWN}.{name}")

    def _trust(self, file: str | None, text: str | None) -> None:
        if file or text:
            self.tls.load_verify_locations(file, cadata=None if file else text)
            return
        file, folder = (os.environ.get(f"SSL_CERT_{one}") for one in ("FILE", "DIR"))
        self.tls.load_verify_locations(file or (None if folder else certifi.where()), folder)

    def _load(self, certificate: str, key: str) -> None:
        """Python takes a key from files only: it is in one of our own for as long as that."""
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(f"{certificate}\n{key}\n")
            file.flush()
            self.tls.load_cert_chain(file.name)


def _outside(context: str) -> Json:
    """What the kubeconfig or the service account has; nothing where there is neither."""
    named = os.environ.get("KUBECONFIG") or os.path.join("~", ".kube", "config")
    if any(Path(one).expanduser().is_file() for one in named.split(os.pathsep) if one):
        return _kubeconfig(named, context)
    if context:
        raise JobError(
            f"There is no kubeconfig that could have the context “{context}”: neither does "
            "KUBECONFIG name one where the Jupyter server runs, nor is there ~/.kube/config.",
            failed="credentials",
        )
    token = SERVICE_ACCOUNT / "token"
    if not token.is_file():
        return {}
    authority = _text(SERVICE_ACCOUNT / "ca.crt")
    return {"authorization": f"Bearer {_text(token)}", "authority": authority}


def _kubeconfig(files: str, context: str) -> Json:
    command = [sys.executable, "-P", kubeconfig.__file__, files, context]
    try:
        done = subprocess.run(  # noqa: S603
            command, env=visible_environment(), stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=SIGN_IN_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise JobError(
            f"Signing in as the kubeconfig says has not ended after {SIGN_IN_SECONDS:.0f} seconds.",
            failed="credentials",
        ) from None
    if done.returncode == kubeconfig.MISSING:
        raise JobError(
            "Reading a kubeconfig needs one more package where the Jupyter server runs: "
            "pip install 'etlab-jupyter[kubernetes]'."
        )
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        why = (lines or ["no reason given"])[-1][:500]
        told = f"The kubeconfig of the Jupyter server cannot be used: {why}."
        raise JobError(told, failed="credentials")
    found: Json = json.loads(done.stdout)
    return found


def _text(file: str | Path) -> str:
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        told = f"The sign-in for Kubernetes cannot be read: {error}."
        raise JobError(told, failed="credentials") from None
