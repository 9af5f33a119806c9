"""Which runner a page has where its settings lead."""

from __future__ import annotations

import os
from collections.abc import Mapping

from etlab_jupyter.runners import session as sessions
from etlab_jupyter.runners.base import SessionRunner
from etlab_jupyter.runners.databricks import DatabricksRunner
from etlab_jupyter.runners.kernel import KernelRunner
from etlab_jupyter.runners.livy import LivyRunner
from etlab_jupyter.runners.statements.runner import StatementRunner
from etlab_jupyter.spark_session import (
    DatabricksSettings,
    LivySettings,
    Settings,
    SparkSettings,
)


def service_runner(
    settings: LivySettings | DatabricksSettings, session: str | None = None
) -> StatementRunner:
    """A runner in a session of a service.

    `session` leads to one that is there already; `ValueError` if it is none of the service.
    """
    if isinstance(settings, LivySettings):
        return LivyRunner(settings, session=session)
    return DatabricksRunner(settings, session=session)


def runner_on(
    settings: Settings | None,
    *,
    cwd: str | os.PathLike[str],
    env: Mapping[str, str] | None = None,
    independent: bool = False,
    kernel_name: str | None = None,
) -> SessionRunner:
    """A runner with a session of its own; all but `settings` is said of a kernel.

    A kernel's environment is this process's with `env`, without what is there for ETLab itself.
    """
    if settings is not None and not isinstance(settings, SparkSettings):
        return service_runner(settings)
    return KernelRunner(
        kernel_name,
        cwd=cwd,
        env={**sessions.hidden(), **(env or {})},
        independent=independent,
        settings=settings,
    )
