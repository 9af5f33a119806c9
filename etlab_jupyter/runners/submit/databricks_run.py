"""Pages as one-time runs of Databricks' Jobs API 2.2, on a cluster or on serverless compute.

https://docs.databricks.com/api/workspace/jobs/submit
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from typing import Any

from etlab_jupyter.runners.databricks.client import (
    BrokenError,
    DatabricksClient,
    NoAccessError,
    NoSuchThingError,
    UnreachableError,
)
from etlab_jupyter.runners.databricks.sdk import Api
from etlab_jupyter.runners.output import Text
from etlab_jupyter.runners.submit.job import (
    Job,
    JobError,
    JobState,
    NotStartedError,
    Phase,
    UncertainJobError,
)
from etlab_jupyter.runners.submit.place import JobPlace
from etlab_jupyter.spark_session import DatabricksSettings

CANCEL_SECONDS = 60.0
CANCEL_PAUSE = 0.5
SHORT_PATIENCE = 10.0
TASK = "page"
ENVIRONMENT = "etlab"
# As in `RunLifeCycleState`; one that this list lacks is waited for.
_OVER = frozenset({"TERMINATED", "SKIPPED", "INTERNAL_ERROR"})
_RUNS = frozenset({"RUNNING", "TERMINATING"})


class DatabricksJob(Job):
    """One run of a Python file in the workspace, in the folder `.etlab` of who signs in.

    Databricks takes the run's id as an idempotency token: asked a second time it starts nothing and
    names the run that it has. So asking may be repeated, and finds a run again.
    """

    # Databricks has the output when the run is over, and of that the last 5 MB.
    follows = False

    def __init__(self, settings: DatabricksSettings, place: JobPlace) -> None:
        self._settings = settings
        self._place = place
        self._client = DatabricksClient(settings)
        self._run: int | None = None
        self._file: str | None = None
        self._over: Any = None
        self._told = False

    @property
    def address(self) -> str:
        """The idempotency token."""
        return f"databricks-job:{self._token}"

    @property
    def _token(self) -> str:
        return f"etlab-{self._place.run_id}"

    async def start(self, script: str) -> None:
        """Upload the script and ask for the run."""
        file = await self._path()
        content = base64.b64encode((self._conf() + script).encode()).decode()
        folder = file.rpartition("/")[0]
        await self._client.ask(lambda api: api.workspace.mkdirs(folder))
        await self._client.ask(
            lambda api: api.workspace.import_(
                file, content=content, format=api.workspace_types.ImportFormat.AUTO, overwrite=True
            )
        )
        await self._submit(file)

    async def find(self) -> None:
        """Ask for the run again, where its script was uploaded."""
        try:
            file = await self._path()
            await self._client.ask(lambda api: api.workspace.get_status(file))
        except NoSuchThingError:
            raise NotStartedError("The server was stopped before the job was started.") from None
        await self._submit(file)

    async def state(self) -> JobState:
        run = self._run
        try:
            found = await self._client.ask(
                lambda api: api.jobs.get_run(run), patience=SHORT_PATIENCE
            )
        except NoAccessError as error:
            raise UncertainJobError(f"{error} What has become of the job is not known.") from None
        state = found.state
        life = str(state.life_cycle_state.value) if state and state.life_cycle_state else ""
        if life not in _OVER:
            return JobState(Phase.RUNNING if life in _RUNS else Phase.WAITING)
        self._over = found
        result = str(state.result_state.value) if state.result_state else life
        said = " ".join(str(state.state_message or "").split()).rstrip(".")
        told = f"Databricks ended the job ({result})" + (f": {said}." if said else ".")
        return JobState(Phase.OVER, result == "SUCCESS", told)

    async def news(self) -> Sequence[Text]:
        """What the script has printed, and what Databricks says of an error, once it is over."""
        if self._over is None or self._told:
            return []
        tasks = self._over.tasks or []
        if not tasks:
            return []
        task = tasks[0].run_id
        found = await self._client.ask(lambda api: api.jobs.get_run_output(task))
        self._told = True
        parts: list[Text] = []
        if found.error and not self._has_succeeded():
            parts.append(("stderr", f"{found.error}\n"))
        if found.logs_truncated:
            parts.append(("stderr", "[… Databricks has left out the beginning of the output …]\n"))
        return [*parts, ("stdout", str(found.logs or ""))]

    async def cancel(self) -> None:
        """Cancel the run and wait until it is over."""
        run = self._run
        if run is None:
            return
        await self._client.ask(lambda api: api.jobs.cancel_run(run))
        loop = asyncio.get_running_loop()
        end = loop.time() + CANCEL_SECONDS
        while not (await self.state()).over:
            if loop.time() > end:
                raise JobError(f"Databricks has not ended the run {run} yet.")
            await asyncio.sleep(CANCEL_PAUSE)

    async def close(self) -> None:
        await self._client.close()

    async def forget(self) -> None:
        """Remove the script from the workspace."""
        if self._over is not None:
            file = await self._path()
            await self._client.ask(lambda api: api.workspace.delete(file))

    async def _submit(self, file: str) -> None:
        place, settings = self._place, self._settings

        def submit(api: Api) -> Any:
            types = api.job_types
            where, environments = _compute(api, settings)
            script = types.SparkPythonTask(python_file=file)
            return api.jobs.submit(
                run_name=place.name,
                idempotency_token=self._token,
                tasks=[types.SubmitTask(task_key=TASK, spark_python_task=script, **where)],
                environments=environments,
            )

        try:
            made = await self._client.ask(submit)
        except (UnreachableError, BrokenError) as error:
            raise UncertainJobError(f"{error} Whether the job was started is unknown.") from None
        self._run = int(made.response.run_id)

    async def _path(self) -> str:
        if self._file is None:
            me = await self._client.ask(lambda api: api.users.me(attributes="userName"))
            folder = f"/Workspace/Users/{me.user_name}/.etlab"
            self._file = f"{folder}/{self._place.run_id}.py"
        return self._file

    def _conf(self) -> str:
        """Code that sets what the connection says of the session."""
        conf = list(self._settings.conf.items())
        if not conf:
            return ""
        session = "__import__('pyspark.sql').sql.SparkSession.builder.getOrCreate()"
        return f"for _etlab_set in {conf!a}: {session}.conf.set(*_etlab_set)\n"

    def _has_succeeded(self) -> bool:
        state = self._over.state
        return bool(state.result_state and state.result_state.value == "SUCCESS")


def _compute(api: Api, settings: DatabricksSettings) -> tuple[dict[str, Any], list[Any] | None]:
    """What a task says of where it runs, and the environments that it names."""
    if settings.cluster_id:
        libraries = list(map(api.maven, settings.packages))
        return {"existing_cluster_id": settings.cluster_id, "libraries": libraries}, None
    spec = api.compute.Environment(environment_version=settings.environment_version)
    made = api.job_types.JobEnvironment(environment_key=ENVIRONMENT, spec=spec)
    # That may run a script again which has failed, and it would write everything twice.
    return {"environment_key": ENVIRONMENT, "disable_auto_optimization": True}, [made]
