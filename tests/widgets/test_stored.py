"""Widgets over a real server: pages of the store, schemas, connections and runs."""

from __future__ import annotations

import pytest

from etlab_jupyter.client import Client, ClientError, Server
from etlab_jupyter.widgets import ConnectionPicker, PageBuilder, SchemaBuilder
from tests.handlers.live import TOKEN, LiveServer
from tests.magics.conftest import numbers


@pytest.fixture(scope="module")
def etlab(tmp_path_factory):
    live = LiveServer(tmp_path_factory.mktemp("server"))
    live.start()
    with Client(Server(f"{live.root}/", TOKEN)) as client:
        yield client
    live.stop()


@pytest.fixture
def opened(etlab, tmp_path, request):
    """A builder of a stored page that somebody else has changed meanwhile."""
    name = request.node.name
    etlab.save(numbers(tmp_path, name))
    builder = PageBuilder(name, client=lambda: etlab)
    builder.rename("Mine", "rows")
    return builder


def change(etlab, name):
    theirs = etlab.page(name)
    theirs.page.document.nodes[0].data.label = "Theirs"
    etlab.save(theirs)


def label(etlab, name):
    return etlab.page(name).page.document.nodes[0].data.label


def test_a_new_page_goes_into_the_store(etlab, tmp_path):
    builder = PageBuilder(numbers(tmp_path), client=lambda: etlab)
    builder.saving.to.value = "Fresh"
    builder.saving.button.click()
    assert "Saved, version 1" in builder._told.value
    builder.rename("Changed", "rows")
    builder.saving.button.click()
    assert "Saved, version 2" in builder._told.value
    assert label(etlab, "Fresh") == "Changed"


def test_a_conflict_is_told_and_nothing_is_lost(etlab, opened):
    name = opened.page.name
    change(etlab, name)
    opened.saving.button.click()
    assert opened.saving.conflict.layout.display is None
    assert opened.changed
    assert opened.page.document.nodes[0].data.label == "Mine"
    with pytest.raises(ClientError):
        opened.save()
    opened.saving.overwrite()
    assert label(etlab, name) == "Mine"
    assert opened.saving.conflict.layout.display == "none"


def test_a_conflict_may_make_a_copy(etlab, opened):
    name = opened.page.name
    change(etlab, name)
    opened.saving.button.click()
    opened.saving.save_copy()
    assert (label(etlab, name), label(etlab, f"{name} (copy)")) == ("Theirs", "Mine")
    assert opened.page.name == f"{name} (copy)"


def test_theirs_may_be_taken(etlab, opened):
    change(etlab, opened.page.name)
    opened.saving.button.click()
    opened.saving.take_theirs()
    assert opened.page.document.nodes[0].data.label == "Theirs"
    assert not opened.changed


def test_a_schema_is_saved_and_used(etlab, tmp_path):
    schema = SchemaBuilder(
        [{"name": "id", "type": "long"}], name="ids", frames=dict, client=lambda: etlab
    )
    schema.save()
    page = numbers(tmp_path, "with a schema")
    page.read.csv("gone.csv", id="csv")
    etlab.save(page)
    builder = PageBuilder("with a schema", client=lambda: etlab)
    assert builder.pipeline.schema("csv") is None
    builder.configure({"path": "gone.csv", "schema_name": "ids"}, "csv")
    found = builder.pipeline.schema("csv")
    assert found is not None
    assert [field.name for field in found] == ["id"]
    builder.selected = "csv"
    assert builder.settings.form is not None
    assert "ids" in builder.settings.form.field("schema_name").input.options


def test_connections_are_picked(etlab):
    picker = ConnectionPicker(client=lambda: etlab)
    assert picker.choice.options == (("None", None),)
    body = {"name": "mine", "connection_type": "local", "config": {"master": "local[3]"}}
    etlab.call("POST", "connections", body=body)
    picker.refresh()
    picker.choice.value = "mine"
    assert picker.value == "mine"
    assert picker.connection["config"]["master"] == "local[3]"
    assert "local[3]" in picker._about.value
    picker.value = "gone"
    assert "no connection" in picker._about.value
    assert picker.connection is None


def test_a_page_runs_on_a_connection(etlab, tmp_path):
    config = {"master": "local[1]", "spark_conf": {"spark.ui.enabled": "false"}}
    body = {"name": "near", "connection_type": "local", "config": config}
    etlab.call("POST", "connections", body=body)
    page = numbers(tmp_path, "sent")
    page.node("sink").node.data.config["path"] = str(tmp_path / "out")
    builder = PageBuilder(page, client=lambda: etlab)
    assert builder.running.on.options[0] == ("This kernel", None)
    builder.running.on.value = "near"
    builder.running.all.click()
    assert builder.monitor.status == "completed"
    assert list((tmp_path / "out").glob("_SUCCESS"))
    builder.preview("big", rows=1)
    assert builder.previews["out"].rows == [[3]]
    run = etlab.runs(1)[0]
    assert (run["connection_id"], run["status"]) == (etlab.connection("near")["id"], "completed")
