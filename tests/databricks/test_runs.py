"""Pages run on a Databricks connection through the REST API."""

from __future__ import annotations

from etlab_jupyter import Page
from tests.databricks.api import FORBIDDEN
from tests.handlers.conftest import api, jp_server_config, workspace  # noqa: F401
from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect
from tests.livy.test_runs import body_of
from tests.servers import free_port

CONF = {"spark.etlab.test": "7"}


def numbers(folder):
    page = Page("numbers")
    code = 'df = spark.range(5).selectExpr("id", spark.conf.get("spark.etlab.test") + " AS own")'
    rows = page.add("code", code=code, inputs=[], id="rows", label="Rows")
    rows.filter("id > 1", id="big").write.csv(str(folder / "out"), mode="overwrite", id="sink")
    return body_of(page)


async def test_a_page_runs_on_databricks(api, workspace, databricks, tmp_path):  # noqa: F811
    databricks.drop()
    config = databricks.config(spark_conf=CONF)
    id_ = await connect(api, "databricks", **config)
    shown = (await api("GET", f"connections/{id_}")).json
    assert shown["config"] == {**config, "token": "********"}
    folder = tmp_path / "mine"
    body = {"workspace_id": workspace, **numbers(folder)}
    stored = (await api("POST", "pages", body)).json["id"]
    where = {"page_id": stored, "connection_id": id_}
    shown = await api("POST", "preview", {**where, "node": "big", "rows": 2})
    assert shown.status == 200, shown.content
    assert shown.json["previews"][0]["rows"] == [[2, 7], [3, 7]]
    run = await over(api, (await api("POST", "runs", where)).json["id"])
    assert (run["status"], run["error"]) == ("completed", None)
    assert run["result_summary"]["rows"] == {"sink": 3}
    assert run["result_summary"]["nodes"]["rows"]["status"] == "skipped"
    assert databricks.token not in str(run)
    assert sorted(path.name for path in folder.glob("out/*.csv"))
    listed = await api("POST", "list-path", {**where, "path": str(folder)})
    assert [entry["name"] for entry in listed.json["entries"]] == ["out"]
    # The page's context goes with the page's kernel; the cluster stays.
    assert len(databricks.contexts) == 1
    assert (await api("POST", "stop-kernel", where)).status == 204
    assert databricks.contexts == {}
    assert databricks.cluster.state == "RUNNING"


async def test_a_connection_is_tested(api, databricks):  # noqa: F811
    id_ = await connect(api, "databricks", **databricks.config())

    async def tested(**changed):
        config = databricks.config(**changed)
        return (await api("POST", f"connections/{id_}/test", {"config": config})).json

    found = await tested()
    assert found["works"], found
    assert found["spark_version"].startswith("3.5.")
    assert found["message"] == (
        "The Databricks cluster “Big” is running (15.4.x-scala2.12), and a context ran a job."
    )
    assert databricks.contexts == {}
    databricks.cluster.runtime = "11.3.x-scala2.12"
    found = await tested()
    assert found["message"] == (
        "The Databricks cluster “Big” has the runtime 11.3.x-scala2.12; generated code needs Spark "
        "3.5, which comes with 14.0."
    )
    databricks.cluster.runtime = "15.4.x-scala2.12"
    databricks.cluster.ended("INACTIVITY")
    found = await tested()
    assert found["works"]
    assert found["message"] == (
        "The Databricks cluster “Big” is terminated. The next run starts it, which takes some "
        "minutes."
    )
    assert databricks.cluster.starts == 0
    port = free_port()
    unknown = "does not permit this in Databricks: Invalid access token."
    forbidden = f"You do not have permission to use cluster {FORBIDDEN}."
    for changed, part, told in (
        ({"host": f"http://127.0.0.1:{port}"}, "address", "does not answer: connection refused."),
        ({"token": "dapi-another"}, "credentials", unknown),
        ({"cluster_id": FORBIDDEN}, "permission", forbidden),
        ({"cluster_id": "9"}, None, "Databricks refuses: Cluster 9 does not exist."),
    ):
        found = await tested(**changed)
        assert (found["works"], found["failed"]) == (False, part)
        assert found["message"].endswith(told)
    databricks.refusal = 401, {"error_code": "401", "message": "Credential was invalid."}
    found = await tested(token="dapi-another")
    assert found["message"] == (
        "The Databricks workspace does not accept the access token: Credential was invalid."
    )


async def test_secrets_do_not_hide_in_spark_settings(api, databricks):  # noqa: F811
    config = databricks.config(spark_conf={"spark.hadoop.fs.s3a.secret.key": "hunter2"})
    body = {"name": "x", "connection_type": "databricks", "config": config}
    refused = await api("POST", "connections", body)
    assert (refused.status, refused.json["field"]) == (422, "config.spark_conf")
    assert "secret scope" in refused.json["detail"]
    assert "hunter2" not in refused.json["detail"]
