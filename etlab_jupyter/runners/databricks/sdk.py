"""Databricks' SDK (https://databricks-sdk-py.readthedocs.io), loaded when it is first needed.

It signs the requests and knows the API; it is not asyncio's, and what it repeats by itself may
have arrived. So its calls are made in threads, once each: it waits by a clock that it is given, and
this one refuses to.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from etlab_jupyter.__about__ import __version__
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.databricks import principal
from etlab_jupyter.runners.databricks.failure import NOBODY, Failure, line, unanswered
from etlab_jupyter.spark_session import DatabricksSettings

T = TypeVar("T")


class Api:
    """The parts of the API that are used, as the SDK has them, and the modules of their types."""

    def __init__(self, client: Any) -> None:
        self.compute, self.job_types, self.workspace_types, iam = (
            _module(f"service.{name}") for name in ("compute", "jobs", "workspace", "iam")
        )
        self.clusters = self.compute.ClustersAPI(client)
        self.commands = self.compute.CommandExecutionAPI(client)
        self.libraries = self.compute.LibrariesAPI(client)
        self.jobs = self.job_types.JobsAPI(client)
        self.workspace = self.workspace_types.WorkspaceAPI(client)
        self.users = iam.CurrentUserAPI(client)

    def maven(self, coordinates: str) -> Any:
        """A library of the cluster's."""
        return self.compute.Library(maven=self.compute.MavenLibrary(coordinates=coordinates))


class Sdk:
    """One workspace. `call` blocks: it is for threads, and may be used by several."""

    def __init__(self, settings: DatabricksSettings) -> None:
        try:
            from databricks.sdk.clock import Clock
            from databricks.sdk.core import ApiClient, Config
        except ImportError:
            raise ETLabError(
                "Databricks needs one more package where the Jupyter server runs: "
                "pip install 'etlab-jupyter[databricks]'."
            ) from None

        class Impatient(Clock):
            def time(self) -> float:
                return time.time()

            def sleep(self, seconds: float) -> None:
                raise _AgainError

        self._secrets = [settings.token, settings.client_secret]
        self._tokens: list[str] = []
        signing: dict[str, Any] = {"auth_type": "pat", "token": settings.token}
        if settings.client_id:
            made = principal.strategy(settings, self._tokens)
            signing = {"auth_type": "oauth-m2m", "credentials_strategy": made}
        # What the server's own environment says of Databricks is no business of a connection.
        self._config: Any = Config(
            host=settings.address,
            **signing,
            workspace_id="",
            http_timeout_seconds=settings.answer_seconds,
            retry_timeout_seconds=1,
            product="etlab-jupyter",
            product_version=__version__,
            clock=Impatient(),
        )
        client: Any = ApiClient(self._config)
        self.api = Api(client)

    def call(self, what: Callable[[Api], T]) -> T:
        """The result; `Failure` where there is none."""
        try:
            return what(self.api)
        except _AgainError as error:
            raise self._failure(error.__context__) from None
        except Failure as failure:
            failure.text = self._without_secrets(failure.text)
            raise
        except Exception as error:
            raise self._failure(error) from None

    def _failure(self, error: BaseException | None) -> Failure:
        from databricks.sdk.errors.base import DatabricksError

        if isinstance(error, DatabricksError):
            return self._refusal(error)
        if error is not None and (failure := unanswered(error)):
            return failure
        if isinstance(error, ValueError):
            return Failure("it answers something that is no JSON", True, False, status=NOBODY)
        return Failure(self._without_secrets(f"{type(error).__name__}: {error}"), True, False)

    def _refusal(self, error: Any) -> Failure:
        from databricks.sdk import errors

        kinds = (
            (errors.Unauthenticated, 401),
            (errors.PermissionDenied, 403),
            (errors.NotFound, 404),
            (errors.TooManyRequests, 429),
            (errors.TemporarilyUnavailable, 503),
            (errors.DeadlineExceeded, 504),
            (errors.InternalError, 500),
        )
        status = next((number for kind, number in kinds if isinstance(error, kind)), 400)
        # To these two the SDK adds how it is configured.
        text = str(error).removesuffix(self._config.debug_string()).rstrip(". ")
        if text.startswith("unable to parse response"):
            status, text = NOBODY, "it answers something that Databricks would not"
        return Failure(
            self._without_secrets(line(text)),
            sent=status >= 500,
            again=status in (429, 503, 504),
            status=status,
            code=error.error_code,
            after=error.retry_after_secs if status in (429, 503) else None,
        )

    def _without_secrets(self, text: str) -> str:
        for secret in filter(None, [*self._secrets, *self._tokens]):
            text = text.replace(secret, "…")
        return text


def _module(name: str) -> Any:
    return import_module(f"databricks.sdk.{name}")


class _AgainError(Exception):
    """The SDK would try once more."""
