"""Files and one-time runs of the workspace in `api.py`: a real Python for each task."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.databricks.contexts import Python
from tests.databricks.refusal import RefusedError

if TYPE_CHECKING:
    from tests.databricks.api import Workspace

USER = "ada@example.org"
# https://docs.databricks.com/api/workspace/jobs/getrunoutput
LOGS_LIMIT = 5 * 1024 * 1024


class Run:
    """States as in `RunLifeCycleState` and `RunResultState`."""

    def __init__(self, number: int, given: dict[str, Any]) -> None:
        self.number = number
        self.given = given
        self.life, self.result, self.message = "PENDING", "", ""
        self.python: Python | None = None
        self.log = Path()

    def shown(self) -> dict[str, Any]:
        state = {"life_cycle_state": self.life, "state_message": self.message}
        if self.result:
            state["result_state"] = self.result
        task = {"task_key": self.given["tasks"][0]["task_key"], "run_id": self.number + 1}
        return {
            "run_id": self.number, "run_name": self.given["run_name"], "run_type": "SUBMIT_RUN",
            "state": state, "tasks": [{**task, "state": state}],
        }  # fmt: skip

    def over(self, result: str, message: str = "") -> None:
        self.life, self.result, self.message = "TERMINATED", result, message


class Tasks:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.files: dict[str, str] = {}
        self.folders: set[str] = set()
        self.runs: dict[int, Run] = {}
        self.tokens: dict[str, int] = {}

    def stop(self) -> None:
        for run in self.runs.values():
            if run.python is not None:
                run.python.kill()
                run.python.close()

    def me(self, given: dict[str, Any]) -> Any:
        return {"userName": USER, "id": "1"}

    def mkdirs(self, given: dict[str, Any]) -> Any:
        assert given["path"].startswith(f"/Workspace/Users/{USER}/")
        self.folders.add(given["path"])
        return {}

    def upload(self, given: dict[str, Any]) -> Any:
        assert given["format"] == "AUTO"
        if given["path"].rpartition("/")[0] not in self.folders:
            told = f"The parent folder of {given['path']} does not exist."
            raise RefusedError(404, error_code="RESOURCE_DOES_NOT_EXIST", message=told)
        self.files[given["path"]] = base64.b64decode(given["content"]).decode()
        return {}

    def get_status(self, given: dict[str, Any]) -> Any:
        self._file(given["path"])
        return {"path": given["path"], "object_type": "FILE"}

    def delete(self, given: dict[str, Any]) -> Any:
        self._file(given["path"])
        del self.files[given["path"]]
        return {}

    def submit(self, given: dict[str, Any]) -> Any:
        [task] = given["tasks"]
        cluster = task.get("existing_cluster_id")
        if cluster is None:
            _check_environment(task, given)
        else:
            self._workspace.known(cluster)
        token = given["idempotency_token"]
        assert len(token) <= 64
        if token not in self.tokens:
            number = self.tokens[token] = 1000 + 2 * len(self.runs)
            self.runs[number] = Run(number, given)
            if cluster is not None and self._workspace.cluster.state == "TERMINATED":
                self._workspace.cluster.start()
        return {"run_id": self.tokens[token]}

    def get_run(self, given: dict[str, Any]) -> Any:
        run = self._run(int(given["run_id"]))
        self._look(run)
        return run.shown()

    def cancel_run(self, given: dict[str, Any]) -> Any:
        run = self._run(int(given["run_id"]))
        if run.life != "TERMINATED":
            if run.python is not None:
                run.python.kill()
            run.over("CANCELED", "Run cancelled.")
        return {}

    def output(self, given: dict[str, Any]) -> Any:
        run = self._run(int(given["run_id"]) - 1)  # of the task, not of the run
        found: dict[str, Any] = {"metadata": run.shown()}
        if run.python is not None:
            logs = run.log.read_text(errors="replace")
            found |= {"logs": logs[-LOGS_LIMIT:], "logs_truncated": len(logs) > LOGS_LIMIT}
        if run.result == "FAILED":
            found |= {"error": "SystemExit: 1", "error_trace": ""}
        return found

    def _look(self, run: Run) -> None:
        serverless = "existing_cluster_id" not in run.given["tasks"][0]
        if run.life == "PENDING" and (
            serverless or self._workspace.cluster.look()["state"] == "RUNNING"
        ):
            file = run.given["tasks"][0]["spark_python_task"]["python_file"]
            local = self._workspace.folder / f"run-{run.number}.py"
            local.write_text(self._file(file))
            run.life, run.log = "RUNNING", local.with_suffix(".log")
            if serverless:
                remote = self._workspace.connect
                run.python = Python(run.log, program=local, SPARK_REMOTE=remote)
            else:
                driver = self._workspace.driver.variables
                run.python = Python(run.log, "--task", str(local), **driver)
        elif run.life == "RUNNING" and run.python is not None:
            code = run.python.process.poll()
            if code is not None:
                failed = "Workload failed, see run output for details"
                run.over("FAILED" if code else "SUCCESS", failed if code else "")

    def _run(self, number: int) -> Run:
        if number not in self.runs:
            told = f"Run {number} does not exist."
            raise RefusedError(400, error_code="INVALID_PARAMETER_VALUE", message=told)
        return self.runs[number]

    def _file(self, path: str) -> str:
        if path not in self.files:
            told = f"Path ({path}) doesn't exist."
            raise RefusedError(404, error_code="RESOURCE_DOES_NOT_EXIST", message=told)
        return self.files[path]


def _check_environment(task: dict[str, Any], given: dict[str, Any]) -> None:
    """As in https://docs.databricks.com/aws/en/jobs/run-serverless-jobs."""
    known = {one["environment_key"]: one["spec"] for one in given.get("environments", [])}
    if task.get("environment_key") not in known:
        told = f"An environment is required for serverless task {task['task_key']}."
        raise RefusedError(400, error_code="INVALID_PARAMETER_VALUE", message=told)
    if task.get("libraries"):
        told = "Libraries are not supported for serverless compute."
        raise RefusedError(400, error_code="INVALID_PARAMETER_VALUE", message=told)
    assert known[task["environment_key"]]["environment_version"].isdecimal()


TASKS = {
    ("GET", "/api/2.0/preview/scim/v2/Me"): "me",
    ("POST", "/api/2.0/workspace/mkdirs"): "mkdirs",
    ("POST", "/api/2.0/workspace/import"): "upload",
    ("GET", "/api/2.0/workspace/get-status"): "get_status",
    ("POST", "/api/2.0/workspace/delete"): "delete",
    ("POST", "/api/2.2/jobs/runs/submit"): "submit",
    ("GET", "/api/2.2/jobs/runs/get"): "get_run",
    ("POST", "/api/2.2/jobs/runs/cancel"): "cancel_run",
    ("GET", "/api/2.2/jobs/runs/get-output"): "output",
}
