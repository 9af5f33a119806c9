"""`etlab workspace`."""

from __future__ import annotations

import asyncio
import zipfile

import pytest
from click.testing import CliRunner

from etlab_jupyter import Page
from etlab_jupyter.api.pages import PageIn
from etlab_jupyter.cli import main
from etlab_jupyter.db import migrate
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url
from etlab_jupyter.services import pages, users, workspaces
from etlab_jupyter.services.listing import ListQuery


@pytest.fixture
def address(tmp_path):
    """A database with one page in the first workspace."""
    address = f"sqlite:///{tmp_path / 'etlab.sqlite'}"

    async def fill():
        store = Store(database_url(address))
        await migrate.upgrade(store)
        actor = await users.solo_actor(store)
        (row,) = (await workspaces.find_all(store, actor, ListQuery())).items
        page = Page("orders")
        page.read.csv("in.csv", id="rows").write.csv("out", id="sink")
        body = page.document.model_dump(mode="json", exclude_unset=True, exclude={"etlab"})
        await pages.create(store, actor, PageIn(workspace_id=row["id"], **body))
        await store.close()

    asyncio.run(fill())
    return address


def etlab(*arguments):
    return CliRunner().invoke(main, ["workspace", *map(str, arguments)])


def test_export_to_a_folder_and_back(address, tmp_path):
    folder = tmp_path / "exported"
    listed = etlab("list", "--database", address)
    assert listed.output.endswith("owner   My workspace\n")
    done = etlab("export", "My workspace", folder, "--database", address)
    assert done.output == f"2 files are in {folder}.\n"
    first = {path: path.read_bytes() for path in folder.rglob("*.json")}
    assert (folder / "pages" / "orders.etlab.json") in first
    (folder / "pages" / "gone.etlab.json").write_text("{}")
    (folder / "pages" / "README.md").write_text("mine")
    etlab("export", "My workspace", folder, "--database", address)
    assert {path: path.read_bytes() for path in folder.rglob("*.json")} == first
    assert (folder / "pages" / "README.md").read_text() == "mine"
    made = etlab("import", folder, "--database", address)
    assert "has 1 pages, 0 schemas and 0 DAGs" in made.output
    assert "was taken and is now" in made.output
    twice = etlab("export", "My workspace", folder, "--database", address)
    assert (twice.exit_code, "more than one workspace" in twice.output) == (2, True)


def test_export_to_an_archive(address, tmp_path):
    target = tmp_path / "all.zip"
    assert etlab("export", "My workspace", target, "--database", address).exit_code == 0
    assert zipfile.ZipFile(target).namelist() == ["workspace.json", "pages/orders.etlab.json"]
    assert etlab("import", target, "--database", address).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["export", "Nothing", "x"], 2, "There is no workspace: Nothing"),
        (["list", "--as", "nobody@example.org"], 1, "no active ETLab account"),
    ],
)
def test_what_is_refused(address, arguments, code, text):
    done = etlab(*arguments, "--database", address)
    assert (done.exit_code, text in done.output) == (code, True), done.output


def test_an_old_database_is_refused(tmp_path):
    done = etlab("list", "--database", f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert done.exit_code == 1
    assert "etlab db upgrade" in done.output
