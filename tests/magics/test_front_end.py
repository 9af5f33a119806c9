"""What a kernel tells the notebook that it works for, and what that answers."""

from __future__ import annotations

import json

import pytest

from etlab_jupyter import Page
from tests.magics.conftest import numbers
from tests.magics.kernel import Kernel

CELL = {"cellId": "mine"}


class Notebook:
    """A front end that answers, as the extension does."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        (opened,) = kernel.run("%load_ext etlab_jupyter").comms
        assert (opened["kind"], opened["target_name"]) == ("comm_open", "etlab.notebook")
        self.comm = opened["comm_id"]
        self.send(kind="ready")

    def send(self, **data):
        content = {"comm_id": self.comm, "data": data}
        message = self.kernel.client.session.msg("comm_msg", content)
        self.kernel.client.shell_channel.send(message)

    def told(self, code):
        """What the only message to the front end says, and its document."""
        (message,) = self.kernel.run(code, **CELL).comms
        data = message["data"]
        return data, json.loads(data["document"])


@pytest.fixture
def fresh(folder):
    kernel = Kernel(folder)
    numbers(folder).save(folder / "numbers.etlab.json")
    yield kernel
    kernel.stop()


def test_cells_go_below_the_executed_one(fresh):
    notebook = Notebook(fresh)
    data, document = notebook.told("%etlab code numbers.etlab.json")
    assert (data["kind"], data["page"], data["page_id"]) == ("insert", "numbers", None)
    assert data["after"] == "mine"
    assert document["name"] == "numbers"
    assert [cell["metadata"]["etlab"]["node"] for cell in data["cells"]] == [
        "setup", "rows", "big", "sink",
    ]  # fmt: skip


def test_without_an_answer_there_is_one_cell(fresh):
    fresh.run("%load_ext etlab_jupyter")
    done = fresh.run("%etlab code numbers.etlab.json", **CELL)
    assert "one cell, since no notebook has answered" in done.text
    assert done.reply["payload"][0]["source"] == "set_next_input"


def test_the_notebook_hears_of_changes_and_gives_kept_code_back(fresh, folder):
    notebook = Notebook(fresh)
    fresh.run("%etlab page numbers.etlab.json")
    data, document = notebook.told("%%etlab node big\nbig_ones = rows.limit(1)")
    assert data["kind"] == "changed"
    kept = document["nodes"][1]["data"]["config"]
    assert kept["code"] == "big_ones = rows.limit(1)"
    kept["code"] = "big_ones = rows.limit(2)"
    notebook.send(kind="kept", page="numbers", document=json.dumps(document))
    notebook.send(kind="kept", page="another", document="{}")
    fresh.run("%etlab save")
    config = Page.load(folder / "numbers.etlab.json").node("big").node.data.config
    assert config["code"] == "big_ones = rows.limit(2)"


def test_the_open_notebook_is_brought_up_to_date(fresh):
    notebook = Notebook(fresh)
    fresh.run("%etlab page numbers.etlab.json")
    data, _ = notebook.told("%etlab sync --take big")
    assert (data["kind"], data["choices"], data["apply"]) == ("sync", {"big": "take"}, False)
    data, _ = notebook.told("%etlab sync --apply")
    assert data["apply"] is True


def test_a_builder_tells_what_is_done_in_it(fresh):
    notebook = Notebook(fresh)
    fresh.run("from etlab_jupyter.widgets import PageBuilder")
    fresh.run("builder = PageBuilder('numbers.etlab.json')")
    code = "builder.configure({'condition': 'id > 3'}, 'big')"
    (data,) = [
        message["data"] for message in fresh.run(code).comms if message["comm_id"] == notebook.comm
    ]
    assert data["kind"] == "changed"
    assert json.loads(data["document"])["nodes"][1]["data"]["config"] == {"condition": "id > 3"}
    broken = fresh.run("builder.configure({}, 'big')").comms
    assert [message for message in broken if message["comm_id"] == notebook.comm] == []
